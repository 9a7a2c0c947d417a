"""The tables of the access log. The database itself refuses to change or delete an entry (migration 0002)."""

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One thing that somebody saw or did. Ids only: no names, no answers.

    `hash` covers the entry and the hash of the one before it, so that a change anywhere breaks every later one.
    """

    at = models.DateTimeField()
    actor = models.CharField(max_length=40)
    action = models.CharField(max_length=60)
    patient = models.CharField(max_length=40, blank=True)
    about = models.CharField(max_length=120, blank=True)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        """Read by person, by patient and by time."""

        indexes: ClassVar = [models.Index(fields=["patient", "at"]), models.Index(fields=["actor", "at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action}"


class Head(models.Model):
    """The newest hash, in one row that writers lock: entries come one after the other."""

    hash = models.CharField(max_length=64)
    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.number}: {self.hash}"
