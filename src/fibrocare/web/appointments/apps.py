"""The app's configuration."""

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    """Visits and calendars."""

    name = "fibrocare.web.appointments"
    label = "appointments"
    verbose_name = "Visits"
