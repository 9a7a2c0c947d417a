"""What people wrote about their days: every entry ever made, none changed (migration 0002); a correction names the old one."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fibrocare.engine import diary as engine
from fibrocare.web.people.models import Patient, User


class Bother(models.TextChoices):
    """How much a side effect bothers; the last is a question to the clinician, never an advice."""

    LITTLE = "little", _("A little")
    MUCH = "much", _("Much")
    STOP = "stop", _("So much that I want to stop")


class Dose(models.TextChoices):
    """How much of a day's dose was taken."""

    ALL = "all", _("Taken")
    PART = "part", _("In part")
    NONE = "none", _("Not taken")


class EntryQuerySet(models.QuerySet["DiaryEntry"]):
    """Entries by who may see them."""

    def visible_to(self, user: Any) -> "EntryQuerySet":
        """Entries of the patients whom this person may see."""
        return self.filter(patient__in=Patient.objects.visible_to(user))

    def standing(self) -> "EntryQuerySet":
        """Entries that count, the newest day first: one that another replaces does not."""
        return self.filter(replaced_by=None).order_by("-day", "-at", "-pk")


class DiaryEntry(models.Model):
    """What somebody wrote at one time about one day.

    The id is made where the entry is written, on the clinic's server or on the person's own device: the same entry sent twice
    is one. `day` is the date of the person's own calendar, `zone` and `offset_minutes` are those of their clock at `at`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="diary")
    day = models.DateField()
    at = models.DateTimeField()
    zone = models.CharField(max_length=64, blank=True)
    offset_minutes = models.SmallIntegerField()
    values = models.JSONField(default=dict)
    flare = models.BooleanField(null=True)
    taken = models.JSONField(default=dict)
    done = models.JSONField(default=dict)
    effects = models.JSONField(default=list)
    notes = models.CharField(max_length=1000, blank=True)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.CASCADE, related_name="replaced_by")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    helped = models.BooleanField(default=False)
    received_at = models.DateTimeField(default=timezone.now)
    knowledge_version = models.CharField(max_length=60)

    objects: ClassVar = EntryQuerySet.as_manager()

    class Meta:
        """Read by patient and day."""

        indexes: ClassVar = [models.Index(fields=["patient", "day"])]

    def __str__(self) -> str:
        return f"{self.day}"

    @property
    def written(self) -> dt.datetime:
        """When it was written, by the person's own clock."""
        return self.at.astimezone(dt.timezone(dt.timedelta(minutes=self.offset_minutes)))

    @property
    def is_late(self) -> bool:
        """Whether it was written on a later day than the one it is about."""
        return self.written.date() > self.day

    def read(self) -> engine.Entry:
        """The entry as the engine reads it."""
        return engine.Entry(
            id=str(self.pk),
            at=self.written,
            day=self.day,
            values=self.values,
            flare=self.flare,
            taken=tuple(engine.Taken(therapy, how) for therapy, how in self.taken.items()),
            done=tuple(engine.Done(therapy, minutes) for therapy, minutes in self.done.items()),
            effects=tuple(engine.Felt(**it) for it in self.effects),
            notes=self.notes,
            replaces=str(self.replaces_id) if self.replaces_id else None,
        )
