"""Plans of patients. A draft is worked on; once signed nothing of it changes (migration 0002), and a new plan supersedes it."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fibrocare.web.people.models import Patient, User


class Status(models.TextChoices):
    """Where a plan stands."""

    PROPOSED = "proposed", _("draft")
    SIGNED = "signed", _("signed")
    DECLINED = "declined", _("put aside")
    SUPERSEDED = "superseded", _("replaced")


# What may follow what.
NEXT: dict[str, frozenset[str]] = {
    Status.PROPOSED: frozenset({Status.SIGNED, Status.DECLINED}),
    Status.SIGNED: frozenset({Status.SUPERSEDED}),
    Status.DECLINED: frozenset(),
    Status.SUPERSEDED: frozenset(),
}
FOR_PATIENTS = (Status.SIGNED, Status.SUPERSEDED)


class PlanQuerySet(models.QuerySet["Plan"]):
    """Plans by who may see them."""

    def visible_to(self, user: Any) -> "PlanQuerySet":
        """Those who treat see every plan of their patients; patients and helpers what was signed."""
        plans = self.filter(patient__in=Patient.objects.visible_to(user))
        return plans if user.is_authenticated and user.is_staff else plans.filter(status__in=FOR_PATIENTS)


class Plan(models.Model):
    """What was agreed with one patient, as one version.

    `findings` is what the plan was signed on: the assessment and the offers of what was chosen, as the contract has them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="plans")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PROPOSED)
    flare = models.TextField(blank=True)
    note = models.TextField(blank=True)
    urgent_done = models.CharField(max_length=500, blank=True)
    review_on = models.DateField(null=True, blank=True)
    knowledge_version = models.CharField(max_length=60, blank=True)
    findings = models.JSONField(null=True, blank=True)
    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects: ClassVar = PlanQuerySet.as_manager()

    class Meta:
        """One draft and one signed plan at a time; versions count up."""

        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["patient", "number"], name="plan_number_once"),
            models.UniqueConstraint(fields=["patient"], condition=Q(status="proposed"), name="one_draft"),
            models.UniqueConstraint(fields=["patient"], condition=Q(status="signed"), name="one_signed_plan"),
            models.CheckConstraint(
                condition=Q(status__in=["proposed", "declined"]) | Q(signed_at__isnull=False), name="signed_plans_say_when"
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.number} {self.status}"


class Action(models.TextChoices):
    """What is done with a therapy."""

    START = "start", _("start")
    KEEP = "keep", _("go on")
    STOP = "stop", _("stop")
    TRIAL = "trial", _("in a trial")


class Choice(models.Model):
    """One therapy of a plan. `days` and `dose_note` are written when the plan is signed, and are what the patient follows.

    `why` is the reason for this change of plan, as the patient and the letter read it.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="choices")
    therapy = models.CharField(max_length=60)
    action = models.CharField(max_length=10, choices=Action.choices)
    first_day = models.DateField()
    instead_of = models.CharField(max_length=60, blank=True)
    mg_now = models.FloatField(null=True, blank=True)
    words = models.CharField(max_length=500, blank=True)
    why = models.CharField(max_length=500, blank=True)
    days = models.JSONField(default=list, blank=True)
    dose_note = models.CharField(max_length=300, blank=True)

    class Meta:
        """Each therapy once."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "therapy"], name="therapy_once")]

    def __str__(self) -> str:
        return f"{self.action} {self.therapy}"


class SetAside(models.Model):
    """A rule that a clinician set aside for this plan, with the reason."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="set_aside")
    obstacle = models.CharField(max_length=120)
    says = models.TextField()
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Each rule once."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "obstacle"], name="set_aside_once")]

    def __str__(self) -> str:
        return self.obstacle


class Change(models.Model):
    """What happened to a plan, when and by whom."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="changes")
    status = models.CharField(max_length=10, choices=Status.choices)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.plan_id} {self.status}"
