"""The app's configuration."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The access log."""

    name = "fibrocare.web.audit"
    verbose_name = "Access log"
