"""The app's configuration."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Plans of patients."""

    name = "fibrocare.web.plans"
    label = "plans"
    verbose_name = "Plans"
