"""Trials of one person as they were planned; they begin when the plan that holds them is signed."""

import datetime as dt
import uuid
from typing import Any, ClassVar

import msgspec
from django.db import models
from django.utils import timezone

from fibrocare.engine.response.trial.changing import OFF
from fibrocare.engine.response.trial.design import Design
from fibrocare.engine.response.trial.model import Prior
from fibrocare.web.people.models import Patient, User
from fibrocare.web.plans.models import FOR_PATIENTS, Plan


class TrialQuerySet(models.QuerySet["Trial"]):
    """Trials by who may see them."""

    def visible_to(self, user: Any) -> "TrialQuerySet":
        """Those who treat see every trial of their patients; patients and helpers those whose plan was signed."""
        trials = self.filter(patient__in=Patient.objects.visible_to(user))
        return trials if user.is_authenticated and user.is_staff else trials.begun()

    def begun(self) -> "TrialQuerySet":
        """Those whose plan was signed."""
        return self.filter(plan__status__in=FOR_PATIENTS)


class Trial(models.Model):
    """One trial. What was planned never changes; how it ended and what was decided is written once.

    `design` holds the order, its seed and the days set aside; `believed` what was expected before, and from what. `doses`
    are the dates of each therapy, which on a blinded trial only the pharmacy's sheet shows. `result` is what the decision
    rests on: the days as they were then, and what they said.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="trials")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="trials")
    goes_on = models.OneToOneField("self", null=True, blank=True, on_delete=models.CASCADE, related_name="gone_on_by")
    measure = models.CharField(max_length=40)
    matters = models.FloatField()
    blinded = models.BooleanField(default=False)
    design = models.JSONField()
    believed = models.JSONField()
    doses = models.JSONField(default=list)
    knowledge_version = models.CharField(max_length=60)
    planned_at = models.DateTimeField(default=timezone.now)
    planned_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=500, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    result = models.JSONField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects: ClassVar = TrialQuerySet.as_manager()

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-planned_at"]

    def __str__(self) -> str:
        return f"trial of {', '.join(self.planned.conditions)}"

    @property
    def planned(self) -> Design:
        """The trial as the engine planned it."""
        return msgspec.convert(self.design, Design)

    @property
    def tried(self) -> tuple[str, ...]:
        """What is taken in it."""
        return tuple(it for it in self.planned.conditions if it != OFF)

    @property
    def prior(self) -> Prior:
        """What was believed of each benefit before the first day."""
        return msgspec.convert(self.believed, Prior)

    @property
    def last(self) -> dt.date:
        """The last day that belongs to it."""
        return min(filter(None, (self.planned.last, self.ended_on)))


class Reminder(models.Model):
    """An e-mail about the period that begins on a day: kept first, sent once."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="reminders")
    day = models.DateField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One for each change."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["trial", "day"], name="trial_reminded_once")]

    def __str__(self) -> str:
        return f"{self.day}"
