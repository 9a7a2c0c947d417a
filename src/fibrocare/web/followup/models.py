"""Reminders of rounds. A round itself is no row: it follows from the plan, the day and the answers."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from fibrocare.web.people.models import Patient


class RoundReminderQuerySet(models.QuerySet["RoundReminder"]):
    """Reminders by who may see them."""

    def visible_to(self, user: Any) -> "RoundReminderQuerySet":
        """Reminders of the patients whom this person may see."""
        return self.filter(patient__in=Patient.objects.visible_to(user))


class RoundReminder(models.Model):
    """The one e-mail about a round: kept until it is sent, so that a mail server that is down loses nothing."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="round_reminders")
    opened = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = RoundReminderQuerySet.as_manager()

    class Meta:
        """One for a round."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["patient", "opened"], name="reminded_once_a_round")]

    def __str__(self) -> str:
        return f"{self.patient_id} {self.opened:%Y-%m-%d}"
