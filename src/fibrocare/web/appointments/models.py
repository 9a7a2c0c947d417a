"""The tables of booking. A `Hold` is a stretch of one calendar; holds of one calendar never overlap (migration 0002)."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fibrocare.web.people.models import Patient, Role, User


class Policy(models.TextChoices):
    """How far a patient may go alone with a service."""

    CLOSED = "closed", _("only the clinic books")
    REQUEST = "request", _("people ask, the clinic answers")
    APPROVE = "approve", _("people pick a time, the clinic confirms")
    BOOK = "book", _("people book")


class Room(models.Model):
    """A place that one visit at a time can use."""

    name = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """Something that is booked: how long, who gives it, where, and who may book it."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    says = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField()
    buffer_minutes = models.PositiveSmallIntegerField(default=0)
    policy = models.CharField(max_length=10, choices=Policy.choices, default=Policy.CLOSED)
    for_new = models.BooleanField(default=False)
    staff = models.ManyToManyField(User, related_name="services")
    rooms = models.ManyToManyField(Room, related_name="services", blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def length(self) -> dt.timedelta:
        """The visit itself."""
        return dt.timedelta(minutes=self.minutes)

    @property
    def held(self) -> dt.timedelta:
        """The visit and the time after it that stays free."""
        return dt.timedelta(minutes=self.minutes + self.buffer_minutes)


class WorkingHours(models.Model):
    """When somebody works in a week, by the clock of the clinic."""

    staff = models.ForeignKey(User, on_delete=models.CASCADE, related_name="working_hours")
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        """A week has seven days, and a day begins before it ends."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="seven_weekdays"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="hours_start_first"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.weekday} {self.starts}-{self.ends}"


class Status(models.TextChoices):
    """Where a visit stands."""

    ASKED = "asked", _("waits for the clinic")
    BOOKED = "booked", _("booked")
    DONE = "done", _("done")
    MISSED = "missed", _("missed")
    CANCELLED = "cancelled", _("cancelled")


# What may follow what. A cancelled visit is over; another one is another row.
NEXT: dict[str, frozenset[str]] = {
    Status.ASKED: frozenset({Status.BOOKED, Status.CANCELLED}),
    Status.BOOKED: frozenset({Status.DONE, Status.MISSED, Status.CANCELLED}),
    Status.DONE: frozenset(),
    Status.MISSED: frozenset({Status.DONE}),
    Status.CANCELLED: frozenset(),
}


class VisitQuerySet(models.QuerySet["Visit"]):
    """Visits by who may see them."""

    def visible_to(self, user: Any, *, now: dt.datetime | None = None) -> "VisitQuerySet":
        """The front desk sees every visit, staff their own and those of their patients, patients their own."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.role == Role.FRONT_DESK:
            return self.all()
        patients = Patient.objects.visible_to(user, now=now)
        return self.filter(Q(patient__in=patients) | Q(staff=user)) if user.treats else self.filter(patient__in=patients)


class Visit(models.Model):
    """An appointment: who, with whom, what, where, when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="visits")
    staff = models.ForeignKey(User, on_delete=models.PROTECT, related_name="visits")
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.PROTECT)
    starts = models.DateTimeField(db_index=True)
    ends = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices)
    # One number for the same visit in calendars; it grows with each change of time (RFC 5545 SEQUENCE).
    sequence = models.PositiveIntegerField(default=0)

    objects: ClassVar = VisitQuerySet.as_manager()

    class Meta:
        """A visit begins before it ends."""

        constraints: ClassVar = [models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="visit_starts_first")]
        indexes: ClassVar = [models.Index(fields=["staff", "starts"]), models.Index(fields=["patient", "starts"])]

    def __str__(self) -> str:
        return f"{self.service_id} {self.starts:%Y-%m-%d %H:%M}"


class Change(models.Model):
    """What happened to a visit: never changed, never deleted but with it."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="changes")
    status = models.CharField(max_length=10, choices=Status.choices)
    starts = models.DateTimeField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.visit_id} {self.status}"


class Calendar(models.Model):
    """What can be taken for a time: somebody who works here, or a room."""

    staff = models.OneToOneField(User, null=True, blank=True, on_delete=models.CASCADE, related_name="calendar")
    room = models.OneToOneField(Room, null=True, blank=True, on_delete=models.CASCADE, related_name="calendar")

    class Meta:
        """Of one thing, not of two."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(staff=None) ^ Q(room=None), name="calendar_of_one_thing"),
        ]

    def __str__(self) -> str:
        return f"calendar {self.pk}"


class Hold(models.Model):
    """A stretch of a calendar that is taken: by a visit, by leave, or by an offer to somebody on the waiting list."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="holds")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.CASCADE, related_name="holds")
    offer = models.ForeignKey("Offer", null=True, blank=True, on_delete=models.CASCADE, related_name="holds")
    leave = models.BooleanField(default=False)

    class Meta:
        """Looked up by calendar and time."""

        constraints: ClassVar = [models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="hold_starts_first")]
        indexes: ClassVar = [models.Index(fields=["calendar", "starts"])]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.starts:%Y-%m-%d %H:%M}"


class Waiting(models.Model):
    """Somebody on the waiting list for a service."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="waiting")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="waiting")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Once for each service; the longest first."""

        ordering: ClassVar = ["since", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["patient", "service"], condition=Q(until=None), name="waits_once"),
        ]

    def __str__(self) -> str:
        return f"{self.patient_id} waits for {self.service_id}"


class Offer(models.Model):
    """A freed time, offered to one person until it expires or is answered."""

    waiting = models.ForeignKey(Waiting, on_delete=models.CASCADE, related_name="offers")
    staff = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    starts = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    taken = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.waiting_id} {self.starts:%Y-%m-%d %H:%M}"


class Kind(models.TextChoices):
    """What somebody is told by e-mail."""

    ASKED = "asked", _("We got your request")
    BOOKED = "booked", _("Your visit is booked")
    CANCELLED = "cancelled", _("Your visit is cancelled")
    REMINDER = "reminder", _("Your visit is soon")
    OFFER = "offer", _("A time is free for you")


class Notice(models.Model):
    """An e-mail about a visit or an offered time: kept until it is sent, so that a mail server that is down loses nothing."""

    kind = models.CharField(max_length=10, choices=Kind.choices)
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.CASCADE, related_name="notices")
    offer = models.ForeignKey(Offer, null=True, blank=True, on_delete=models.CASCADE, related_name="notices")
    starts = models.DateTimeField()
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """About one thing; one reminder for a time."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(visit=None) ^ Q(offer=None), name="notice_about_one_thing"),
            models.UniqueConstraint(fields=["visit", "starts"], condition=Q(kind="reminder"), name="reminded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.made_at:%Y-%m-%d}"
