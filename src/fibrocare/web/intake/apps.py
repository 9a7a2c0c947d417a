"""The app's configuration."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Answers and the pages that ask for them."""

    name = "fibrocare.web.intake"
    label = "intake"
    verbose_name = "Intake"
