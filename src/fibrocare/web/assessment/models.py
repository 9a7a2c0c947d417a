"""What a clinician settled about another possible condition: rows that are added and never changed."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fibrocare.web.people.models import Patient, User


class Outcome(models.TextChoices):
    """How a question about another condition stands, as a clinician sees it."""

    EXCLUDED = "excluded", _("It is not that")
    CONFIRMED = "confirmed", _("It is that")
    REOPENED = "reopened", _("Open again")


class RulingQuerySet(models.QuerySet["Ruling"]):
    """Rulings by who may see them."""

    def visible_to(self, user: Any) -> "RulingQuerySet":
        """Rulings about patients whom this person may see."""
        return self.filter(patient__in=Patient.objects.visible_to(user))


class Ruling(models.Model):
    """What settled a differential, or opened it again; the newest of each counts."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="rulings")
    differential = models.CharField(max_length=20)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    because = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    knowledge_version = models.CharField(max_length=60)

    objects: ClassVar = RulingQuerySet.as_manager()

    class Meta:
        """Read by patient, the newest last."""

        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.differential} {self.outcome}"
