"""The tables of a procedure. Only its status moves; everything told of it is a row that the database never lets change."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fibrocare.knowledge import load
from fibrocare.knowledge.schema import Therapy
from fibrocare.web.people.models import Patient, Role, User


class Status(models.TextChoices):
    """Where a procedure stands."""

    PROPOSED = "proposed", _("proposed")
    CONSENTED = "consented", _("agreed to")
    STARTED = "started", _("started")
    DONE = "done", _("done, being watched")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


# What may follow what. Consent can be taken back until the start; what was started is told to its end.
NEXT: dict[str, frozenset[str]] = {
    Status.PROPOSED: frozenset({Status.CONSENTED, Status.CANCELLED}),
    Status.CONSENTED: frozenset({Status.STARTED, Status.PROPOSED, Status.CANCELLED}),
    Status.STARTED: frozenset({Status.DONE}),
    Status.DONE: frozenset({Status.CLOSED}),
    Status.CLOSED: frozenset(),
    Status.CANCELLED: frozenset(),
}


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    """Procedures by who may see them."""

    def visible_to(self, user: Any) -> "ProcedureQuerySet":
        """Those of the patients whom a clinician has in care; nobody else gives procedures, so nobody else sees them."""
        if not user.is_authenticated or user.role != Role.CLINICIAN:
            return self.none()
        return self.filter(patient__in=Patient.objects.visible_to(user))


class Procedure(models.Model):
    """One session of one therapy for one patient; another session is another row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="procedures")
    name = models.CharField(max_length=60)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PROPOSED)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = ProcedureQuerySet.as_manager()

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d}"

    @property
    def therapy(self) -> Therapy:
        """What the knowledge says of it."""
        return load().therapies[self.name]

    @property
    def is_open(self) -> bool:
        """Whether it has not begun and can still begin."""
        return self.status in (Status.PROPOSED, Status.CONSENTED)


class Told(models.Model):
    """A row about a procedure: who, when, by which knowledge. Never changed (migration 0002)."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="%(class)ss")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    knowledge_version = models.CharField(max_length=60)

    class Meta:
        """In the order in which they were written."""

        abstract = True
        ordering: ClassVar = ["pk"]


class Step(Told):
    """A change of status. `facts` is what the gate rested on where it is a start: each answer with its day."""

    status = models.CharField(max_length=10, choices=Status.choices)
    why = models.CharField(max_length=300, blank=True)
    facts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.status}"


class Dosing(Told):
    """What is planned, in mg by drug, with its working; the newest counts. `today` was given elsewhere on the same day."""

    planned = models.JSONField(default=dict)
    today = models.JSONField(default=dict)
    steroid = models.JSONField(default=dict)
    epinephrine = models.BooleanField(default=False)
    working = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.at:%Y-%m-%d}"


class Consent(Told):
    """What was explained, by whom, and what the person decided; the newest counts."""

    class Decision(models.TextChoices):
        """What the person decided."""

        AGREED = "agreed", _("agreed")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("took the consent back")

    decision = models.CharField(max_length=10, choices=Decision.choices)
    explained = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.decision}"


class Given(Told):
    """What was done. A correction is another row that names this one."""

    doses = models.JSONField(default=dict)
    sites = models.CharField(max_length=300)
    side = models.CharField(max_length=10)
    lot = models.CharField(max_length=60, blank=True)
    complications = models.TextField(blank=True)
    time_in = models.DateTimeField()
    time_out = models.DateTimeField()
    corrects = models.OneToOneField("self", null=True, blank=True, on_delete=models.CASCADE, related_name="corrected_by")

    class Meta(Told.Meta):
        """It begins before it ends."""

        constraints: ClassVar = [models.CheckConstraint(condition=Q(time_in__lte=F("time_out")), name="procedure_in_before_out")]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.time_in:%Y-%m-%d}"


class Observation(Told):
    """What was seen and measured at a time. `stop` holds the words of every stop rule that it meets."""

    values = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)
    stop = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.at:%H:%M}"
