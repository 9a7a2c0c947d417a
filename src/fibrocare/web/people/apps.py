"""The app's configuration."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People and what they may see."""

    name = "fibrocare.web.people"
    label = "people"
    verbose_name = "People"
