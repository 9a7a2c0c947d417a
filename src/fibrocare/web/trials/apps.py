"""The app's configuration."""

from django.apps import AppConfig


class TrialsConfig(AppConfig):
    """Trials of one person."""

    name = "fibrocare.web.trials"
    label = "trials"
    verbose_name = "Trials"
