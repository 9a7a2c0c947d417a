"""The app's configuration."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates and styles; no tables."""

    name = "fibrocare.web.ui"
    label = "ui"
    verbose_name = "Pages"
