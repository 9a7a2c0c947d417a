"""Visits and free times in the words and the order of a page."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings

from fibrocare.exchange.visits import Booked
from fibrocare.web.appointments.models import Status, Visit
from fibrocare.web.people.models import User


@dataclass(frozen=True, slots=True)
class Choice:
    """One time that can be chosen, with one person."""

    at: dt.datetime
    staff: User


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its free times."""

    date: dt.date
    choices: tuple[Choice, ...]


def days(free: Mapping[User, Iterable[dt.datetime]]) -> list[Day]:
    """Free times by day in the clinic's zone; of several people at one time, the first by name."""
    zone = ZoneInfo(settings.TIME_ZONE)
    first: dict[dt.datetime, User] = {}
    for person in sorted(free, key=lambda it: it.name):
        for at in free[person]:
            first.setdefault(at, person)
    found: dict[dt.date, list[Choice]] = {}
    for at in sorted(first):
        found.setdefault(at.astimezone(zone).date(), []).append(Choice(at, first[at]))
    return [Day(date, tuple(choices)) for date, choices in found.items()]


def booked(visit: Visit) -> Booked:
    """A visit as a calendar file knows it."""
    return Booked(
        uid=str(visit.pk),
        sequence=visit.sequence,
        starts=visit.starts,
        ends=visit.ends,
        summary=f"{settings.CLINIC_NAME}: {visit.staff.name}",
        location=settings.CLINIC_NAME,
        cancelled=visit.status == Status.CANCELLED,
    )
