"""The app's configuration."""

from django.apps import AppConfig


class DiaryConfig(AppConfig):
    """Diaries of patients."""

    name = "fibrocare.web.diary"
    label = "diary"
    verbose_name = "Diary"
