"""The app's configuration."""

from django.apps import AppConfig


class FollowupConfig(AppConfig):
    """Rounds of questions, and the reminders of them."""

    name = "fibrocare.web.followup"
    label = "followup"
    verbose_name = "Follow-up"
