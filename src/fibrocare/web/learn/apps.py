"""The app's configuration."""

from django.apps import AppConfig


class LearnConfig(AppConfig):
    """Public pages from the knowledge files; no tables."""

    name = "fibrocare.web.learn"
    label = "learn"
    verbose_name = "Learn"
