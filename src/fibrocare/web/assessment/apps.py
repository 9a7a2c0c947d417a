"""The app's configuration."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """The visit brief."""

    name = "fibrocare.web.assessment"
    label = "assessment"
    verbose_name = "Assessment"
