"""The app's configuration."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """The worklist."""

    name = "fibrocare.web.tasks"
    label = "tasks"
    verbose_name = "Tasks"
