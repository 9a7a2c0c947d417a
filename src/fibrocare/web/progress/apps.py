"""The app's configuration."""

from django.apps import AppConfig


class ProgressConfig(AppConfig):
    """What changed, and what follows from it."""

    name = "fibrocare.web.progress"
    label = "progress"
    verbose_name = "Progress"
