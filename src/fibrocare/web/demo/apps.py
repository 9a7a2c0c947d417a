"""The app's configuration."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The made-up clinic; no tables."""

    name = "fibrocare.web.demo"
    label = "demo"
    verbose_name = "Demo"
