"""What people said: every answer ever given, none changed (migration 0002); the newest of a field counts."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fibrocare.web.people.models import Patient, Role, User


class How(models.TextChoices):
    """How an answer came about."""

    SELF = "self", _("by the patient")
    HELPED = "helped", _("by a helper")
    VISIT = "visit", _("in a visit")
    CONFIRMED = "confirmed", _("confirmed in a visit, not asked anew")
    SELF_CHECK = "selfcheck", _("in the self-check, before booking")


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Answers by who may see them."""

    def visible_to(self, user: Any) -> "AnswerQuerySet":
        """Answers of the patients whom this person may see."""
        return self.filter(patient__in=Patient.objects.visible_to(user))


class Answer(models.Model):
    """One answer to one field of the dictionary, as the engine reads it. `null` is "skipped": asked, and not answered."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="answers")
    field = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    how = models.CharField(max_length=10, choices=How.choices)
    knowledge_version = models.CharField(max_length=60)

    objects: ClassVar = AnswerQuerySet.as_manager()

    class Meta:
        """Read by patient, newest last."""

        indexes: ClassVar = [models.Index(fields=["patient", "field", "id"])]

    def __str__(self) -> str:
        return f"{self.field} {self.at:%Y-%m-%d}"

    @property
    def is_confirmed(self) -> bool:
        """Whether a clinician gave it, or gave it again, in a visit."""
        return self.how in (How.VISIT, How.CONFIRMED) and self.by is not None and self.by.role == Role.CLINICIAN
