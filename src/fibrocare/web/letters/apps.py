"""The app's configuration."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """Letters of patients."""

    name = "fibrocare.web.letters"
    label = "letters"
    verbose_name = "Letters"
