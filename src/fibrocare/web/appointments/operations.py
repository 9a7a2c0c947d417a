"""Writes about visits: each one transaction, each in the access log. The database has the last word on what is free."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from fibrocare.scheduling.slots import Hours, Span, starts, working
from fibrocare.web.appointments import waiting
from fibrocare.web.appointments.holds import LEAD, Taken, free_room, hold, room_for, taken_rooms, window
from fibrocare.web.appointments.models import (
    Calendar,
    Change,
    Hold,
    Policy,
    Service,
    Status,
    Visit,
    WorkingHours,
)
from fibrocare.web.appointments.permissions import check_can_book, check_can_change, runs_the_desk
from fibrocare.web.audit import operations as audit
from fibrocare.web.intake.operations import keep_selfcheck
from fibrocare.web.people.models import Patient, User
from fibrocare.web.people.operations import take_into_care
from fibrocare.web.people.permissions import NotAllowed

STEP = dt.timedelta(minutes=30)


def free_times(
    service: Service, *, now: dt.datetime, first: dt.date, days: int, staff: Iterable[User] | None = None
) -> dict[User, list[dt.datetime]]:
    """When each of these people can start this service, a room being free too where one is needed."""
    people = list(staff if staff is not None else service.staff.filter(is_active=True).order_by("name"))
    zone = ZoneInfo(settings.TIME_ZONE)
    open_, taken = _hours(people), _taken(people, first, days, zone)
    rooms = list(service.rooms.all())
    room_taken = taken_rooms(rooms, first, days, zone)
    found = {}
    for person in people:
        own = starts(
            working(open_[person.pk], first, days, zone),
            taken[person.pk],
            length=service.held,
            after=now + LEAD,
            step=STEP,
        )
        found[person] = [at for at in own if not rooms or free_room(rooms, room_taken, at, service)]
    return found


def _hours(people: list[User]) -> dict[object, list[Hours]]:
    hours: dict[object, list[Hours]] = {person.pk: [] for person in people}
    for it in WorkingHours.objects.filter(staff__in=people):
        hours[it.staff_id].append(Hours(it.weekday, it.starts, it.ends))
    return hours


def _taken(people: list[User], first: dt.date, days: int, zone: ZoneInfo) -> dict[object, list[Span]]:
    begin, end = window(first, days, zone)
    taken: dict[object, list[Span]] = {person.pk: [] for person in people}
    rows = Hold.objects.filter(calendar__staff__in=people, starts__lt=end, ends__gt=begin)
    for key, since, until in rows.values_list("calendar__staff", "starts", "ends"):
        taken[key].append(Span(since, until))
    return taken


@transaction.atomic
def book(*, service: Service, staff: User, patient: Patient, at: dt.datetime, by: User | None, now: dt.datetime) -> Visit:
    """Book a visit, or ask for it where the clinic confirms first. The time is held either way.

    Raises:
        NotAllowed: this person may not book this, or the person does not give this service.
        Taken: the time is not free any more, or lies outside working hours.
    """
    check_can_book(by, patient, service, now=now)
    if not service.staff.contains(staff):
        raise NotAllowed("This clinician does not offer this kind of visit.")
    alone = by is None or not (runs_the_desk(by) or by.treats)
    if alone and at not in _free_of(service, staff, at, now):
        raise Taken
    status = Status.ASKED if alone and service.policy == Policy.APPROVE else Status.BOOKED
    visit = Visit(
        service=service, patient=patient, staff=staff, starts=at, ends=at + service.length, status=status,
        room=room_for(service, at),
    )  # fmt: skip
    visit.save(force_insert=True)
    hold(visit, service)
    Change.objects.create(visit=visit, status=status, starts=at, at=now, by=by)
    audit.record("visit.booked", actor=by or "visitor", patient=patient, about=visit.pk, detail={"status": status})
    take_into_care(patient=patient, staff=staff, by=by, at=now)
    return visit


@transaction.atomic
def book_for(
    *,
    service: Service,
    staff: User,
    patient: Patient,
    at: dt.datetime,
    by: User | None,
    now: dt.datetime,
    answers: Mapping[str, Any] | None = None,
) -> Visit:
    """Book, and keep somebody who is new here, and the self-check that they give along, only if the visit is theirs.

    Raises:
        NotAllowed, Taken: as `book`.
    """
    if patient._state.adding:
        patient.save(force_insert=True)
    visit = book(service=service, staff=staff, patient=patient, at=at, by=by, now=now)
    if answers:
        keep_selfcheck(patient=patient, values=answers, by=by, at=now, today=timezone.localdate(now))
    return visit


def _free_of(service: Service, staff: User, at: dt.datetime, now: dt.datetime) -> list[dt.datetime]:
    day = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    return free_times(service, now=now, first=day, days=1, staff=[staff])[staff]


@transaction.atomic
def change(*, visit: Visit, to: str, by: User | None, now: dt.datetime) -> None:
    """Confirm, cancel, or say what became of a visit. Cancelling frees its time.

    Raises:
        NotAllowed: this person may not, or the visit is not in a state for it.
    """
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    check_can_change(by, visit, to=to, now=now)
    visit.status = to
    visit.save(update_fields=["status"])
    if to == Status.CANCELLED:
        visit.holds.all().delete()
        waiting.offer_time(service=visit.service, staff=visit.staff, starts=visit.starts, at=now)
    Change.objects.create(visit=visit, status=to, starts=visit.starts, at=now, by=by)
    audit.record(f"visit.{to}", actor=by or "link", patient=visit.patient_id, about=visit.pk)


@transaction.atomic
def move(*, visit: Visit, at: dt.datetime, by: User | None, now: dt.datetime) -> None:
    """Move a visit to another time with the same person. The old time is free at once, or nothing changes.

    Raises:
        NotAllowed: this person may not, or it is too late.
        Taken: the new time is not free.
    """
    visit = Visit.objects.select_for_update().select_related("service", "staff", "patient").get(pk=visit.pk)
    check_can_change(by, visit, to=Status.CANCELLED, now=now)
    visit.holds.all().delete()
    alone = by is None or not (runs_the_desk(by) or by.treats)
    if alone and at not in _free_of(visit.service, visit.staff, at, now):
        raise Taken
    freed = visit.starts
    visit.starts, visit.ends, visit.room = at, at + visit.service.length, room_for(visit.service, at)
    visit.sequence += 1
    visit.save(update_fields=["starts", "ends", "room", "sequence"])
    hold(visit, visit.service)
    waiting.offer_time(service=visit.service, staff=visit.staff, starts=freed, at=now)
    Change.objects.create(visit=visit, status=visit.status, starts=at, at=now, by=by)
    audit.record("visit.moved", actor=by or "link", patient=visit.patient_id, about=visit.pk)


@transaction.atomic
def take_leave(*, staff: User, starts_at: dt.datetime, ends_at: dt.datetime, by: User) -> None:
    """Close somebody's calendar for a time; visits in it are moved first.

    Raises:
        NotAllowed: only the person or the front desk.
        Taken: a visit lies in it.
    """
    if by.pk != staff.pk and not runs_the_desk(by):
        raise NotAllowed("Only this person or the front desk can enter leave.")
    calendar = Calendar.objects.get_or_create(staff=staff)[0]
    try:
        with transaction.atomic():
            Hold.objects.create(calendar=calendar, starts=starts_at, ends=ends_at, leave=True)
    except IntegrityError as clash:
        raise Taken from clash
    audit.record("leave.entered", actor=by, about=staff)
