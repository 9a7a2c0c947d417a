"""The app's configuration."""

from django.apps import AppConfig


class OwnDataConfig(AppConfig):
    """A person's own data."""

    name = "fibrocare.web.own_data"
    label = "own_data"
    verbose_name = "Your data"
