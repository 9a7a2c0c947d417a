"""The app's configuration."""

from django.apps import AppConfig


class SelfCheckConfig(AppConfig):
    """The public self-check; no tables."""

    name = "fibrocare.web.selfcheck"
    label = "selfcheck"
    verbose_name = "Self-check"
