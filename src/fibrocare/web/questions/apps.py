"""The app's configuration."""

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    """Forms of the dictionary; no tables."""

    name = "fibrocare.web.questions"
    label = "questions"
    verbose_name = "Questions"
