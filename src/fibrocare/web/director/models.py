"""Decisions of the medical director: rows that are added and never changed; the newest counts."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from fibrocare.web.people.models import User


class SignOff(models.Model):
    """That a claim of the knowledge is good enough to be an instruction here, or no longer is.

    `content` is the hash of what was signed: a claim that changed since is not signed any more.
    """

    claim = models.CharField(max_length=160)
    content = models.CharField(max_length=64)
    given = models.BooleanField()
    note = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    knowledge_version = models.CharField(max_length=60)

    class Meta:
        """Read by claim, the newest last."""

        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.claim} {'signed' if self.given else 'withdrawn'}"


class ClinicPolicy(models.Model):
    """How the clinic can be reached, and which therapies it delivers itself."""

    phone = models.CharField(max_length=40, blank=True)
    address = models.TextField(blank=True)
    here: Any = models.JSONField(default=list, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """The newest last."""

        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"policy of {self.at:%Y-%m-%d}"
