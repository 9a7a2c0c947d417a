"""Accounts, patients, care and help: the tables that decide who may see whom."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody does here; each account has one role."""

    PATIENT = "patient", _("patient or helper")
    CLINICIAN = "clinician", _("clinician")
    THERAPIST = "therapist", _("therapist")
    FRONT_DESK = "front_desk", _("front desk")
    DIRECTOR = "director", _("medical director")
    RESEARCHER = "researcher", _("researcher")


class UserManager(BaseUserManager["User"]):
    """Makes accounts. Nobody signs up: an invitation comes first."""

    def create_user(self, email: str, *, name: str, role: str, password: str | None = None) -> "User":
        """An account; without a password, people sign in by e-mail code or passkey."""
        user = self.model(email=self.normalize_email(email).lower(), name=name, role=role)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """Somebody who signs in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=Role.choices)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Whether this person works here; staff need a second factor."""
        return self.role != Role.PATIENT

    @property
    def treats(self) -> bool:
        """Whether this person may have patients in care."""
        return self.role in (Role.CLINICIAN, Role.THERAPIST)


class PatientQuerySet(models.QuerySet["Patient"]):
    """Patients by who may see them. Nobody sees anybody unless one of these lines says so."""

    def visible_to(self, user: Any, *, now: dt.datetime | None = None) -> "PatientQuerySet":
        """Patients whose clinical data this person may see: their own, those they help, those in their care."""
        now = now or timezone.now()
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.role == Role.PATIENT:
            helped = Help.objects.filter(patient=OuterRef("pk"), helper=user).current(now)
            return self.filter(Q(user=user) | Exists(helped))
        if user.treats:
            return self.filter(Exists(Care.objects.filter(patient=OuterRef("pk"), staff=user).current(now)))
        return self.none()

    def contactable_by(self, user: Any) -> "PatientQuerySet":
        """Patients whose name and address this person may see: the desk books for all, the director reads the log."""
        if user.is_authenticated and user.is_active and user.role in (Role.FRONT_DESK, Role.DIRECTOR):
            return self.all()
        return self.visible_to(user)


class Patient(models.Model):
    """A person whom the clinic cares for, with or without an account of their own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    user = models.OneToOneField(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="patient")
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = PatientQuerySet.as_manager()

    class Meta:
        """Somebody must be reachable."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(email="") | ~Q(phone=""), name="patient_can_be_reached"),
        ]

    def __str__(self) -> str:
        return self.name


class PeriodQuerySet(models.QuerySet[Any]):
    """Rows that hold from one time until another."""

    def current(self, now: dt.datetime | None = None) -> "PeriodQuerySet":
        """Rows that hold now."""
        now = now or timezone.now()
        return self.filter(since__lte=now).filter(Q(until=None) | Q(until__gt=now))


class Care(models.Model):
    """A clinician or therapist who has a patient in care; ends by setting `until`, never by deletion."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="care")
    staff = models.ForeignKey(User, on_delete=models.PROTECT, related_name="care")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects: ClassVar = PeriodQuerySet.as_manager()

    class Meta:
        """One open row for each pair."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["patient", "staff"], condition=Q(until=None), name="one_open_care"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} cares for {self.patient_id}"


class Help(models.Model):
    """Somebody who helps a patient, with their consent and within limits."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="helpers")
    helper = models.ForeignKey(User, on_delete=models.CASCADE, related_name="helps")
    may_answer = models.BooleanField(default=False)
    may_book = models.BooleanField(default=False)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = PeriodQuerySet.as_manager()

    class Meta:
        """One open row for each pair."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["patient", "helper"], condition=Q(until=None), name="one_open_help"),
        ]

    def __str__(self) -> str:
        return f"{self.helper_id} helps {self.patient_id}"


class Invitation(models.Model):
    """A link that makes one account, once, until it expires. Only the hash of its secret is kept."""

    secret_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=Role.choices)
    patient = models.ForeignKey(Patient, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations")
    as_helper = models.BooleanField(default=False)
    may_answer = models.BooleanField(default=False)
    may_book = models.BooleanField(default=False)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.role} until {self.expires_at:%Y-%m-%d}"
