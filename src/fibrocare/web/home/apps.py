"""The app's configuration."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """First pages; no tables."""

    name = "fibrocare.web.home"
    label = "home"
    verbose_name = "Home"
