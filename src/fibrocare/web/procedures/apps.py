"""The app's configuration."""

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    """Procedures of a clinician, from the gate to the review."""

    name = "fibrocare.web.procedures"
    label = "procedures"
    verbose_name = "Procedures"
