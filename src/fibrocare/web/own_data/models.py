"""A wish to be forgotten, until it is carried out."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from fibrocare.web.people.models import Patient


class Deletion(models.Model):
    """Somebody wants everything about them deleted on a day; it goes with the rest."""

    patient = models.OneToOneField(Patient, on_delete=models.CASCADE, related_name="deletion")
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()

    class Meta:
        """The next first."""

        ordering: ClassVar = ["due_at"]

    def __str__(self) -> str:
        return f"{self.patient_id} on {self.due_at:%Y-%m-%d}"
