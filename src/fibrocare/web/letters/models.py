"""Letters about patients. A draft is changed until it is signed; a signed letter stays as it is (migration 0002)."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fibrocare.web.people.models import Patient, User


class Kind(models.TextChoices):
    """What a letter is for; the drafts of `exchange.letters` have the same names."""

    VISIT_SUMMARY = "visit_summary", _("Your visit")
    FAMILY_DOCTOR = "family_doctor", _("Letter to the family doctor")
    REFERRAL = "referral", _("Referral")
    WORK_NOTE = "work_note", _("Work note")


class Status(models.TextChoices):
    """Where a letter stands."""

    DRAFT = "draft", _("draft")
    SIGNED = "signed", _("signed")
    DROPPED = "dropped", _("not sent")


# What may follow what. A signed letter that was wrong is followed by another letter.
NEXT: dict[str, frozenset[str]] = {
    Status.DRAFT: frozenset({Status.SIGNED, Status.DROPPED}),
    Status.SIGNED: frozenset(),
    Status.DROPPED: frozenset(),
}


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters by who may see them."""

    def visible_to(self, user: Any) -> "LetterQuerySet":
        """Those who treat see every letter of their patients; patients and helpers what was signed."""
        letters = self.filter(patient__in=Patient.objects.visible_to(user))
        return letters if user.is_authenticated and user.is_staff else letters.filter(status=Status.SIGNED)


class Letter(models.Model):
    """One letter; `text` is in the marks of `exchange.letters.words`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    text = models.TextField()
    knowledge_version = models.CharField(max_length=60)
    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects: ClassVar = LetterQuerySet.as_manager()

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-begun_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(status="signed") | Q(signed_at__isnull=False), name="signed_letters_say_when"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"
