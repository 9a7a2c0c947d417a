"""The app's configuration."""

from django.apps import AppConfig


class DirectorConfig(AppConfig):
    """Sign-offs, policy, access log."""

    name = "fibrocare.web.director"
    label = "director"
    verbose_name = "Medical director"
