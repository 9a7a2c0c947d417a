"""Tasks: who must do what about whom, until when; done tasks stay."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fibrocare.web.people.models import Patient, User


class Urgency(models.IntegerChoices):
    """How soon; the worklist is in this order."""

    NOW = 0, _("now")
    TODAY = 1, _("today")
    SOON = 2, _("in two weeks")
    ROUTINE = 3, _("routine")


class Duty(models.Model):
    """Who answers an alert, and who when they do not: one row. Without it, PHQ-9 asks about suicide in a visit only."""

    responder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """There is one duty."""

        constraints: ClassVar = [models.CheckConstraint(condition=Q(pk=1), name="one_duty")]

    def __str__(self) -> str:
        return f"duty: {self.responder_id}"


class TaskQuerySet(models.QuerySet["Task"]):
    """Tasks by who may see them."""

    def visible_to(self, user: Any) -> "TaskQuerySet":
        """Tasks about patients in somebody's care, and those given to them by name."""
        if not user.is_authenticated or not user.is_active or not user.is_staff:
            return self.none()
        return self.filter(Q(patient__in=Patient.objects.visible_to(user)) | Q(given_to=user))

    def open(self) -> "TaskQuerySet":
        """Not done yet, the most urgent and oldest first."""
        return self.filter(done_at=None).order_by("urgency", "created_at")


class Task(models.Model):
    """One thing to do. `key` keeps the same thing from being asked twice while it is open."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="tasks")
    key = models.CharField(max_length=80)
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices)
    says = models.TextField()
    given_to = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks")
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    done_how = models.CharField(max_length=300, blank=True)

    objects: ClassVar = TaskQuerySet.as_manager()

    class Meta:
        """One open task of a kind for a patient."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["patient", "key"], condition=Q(done_at=None), name="one_open_task"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.patient_id}"
