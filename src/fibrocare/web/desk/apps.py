"""The app's configuration."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The front desk."""

    name = "fibrocare.web.desk"
    label = "desk"
    verbose_name = "Front desk"
