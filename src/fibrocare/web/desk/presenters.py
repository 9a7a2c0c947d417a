"""A calendar as columns: one for each person on a day, one for each day of a person's week."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format

from fibrocare.web.appointments.models import Hold, Visit
from fibrocare.web.people.models import User


@dataclass(frozen=True, slots=True)
class Block:
    """One stretch of a column: a visit, or leave where there is none."""

    starts: dt.datetime
    ends: dt.datetime
    visit: Visit | None


@dataclass(frozen=True, slots=True)
class Column:
    """What lies in one column, in the order of time."""

    heading: str
    blocks: list[Block] = field(default_factory=list)


def window(first: dt.date, days: int) -> tuple[dt.datetime, dt.datetime]:
    """The beginning of a day and the end of another, by the clock of the clinic: days with 23 or 25 hours too."""
    zone = ZoneInfo(settings.TIME_ZONE)
    begin, end = (dt.datetime.combine(first + dt.timedelta(days=offset), dt.time(), zone) for offset in (0, days))
    return begin, end


def by_person(people: Iterable[User], visits: Iterable[Visit], leave: Iterable[Hold]) -> list[Column]:
    """A column for each person."""
    columns = {person.pk: Column(person.name) for person in people}
    for block, staff in _blocks(visits, leave):
        if staff is not None and staff in columns:
            columns[staff].blocks.append(block)
    return _sorted(columns.values())


def by_day(first: dt.date, days: int, visits: Iterable[Visit], leave: Iterable[Hold]) -> list[Column]:
    """A column for each day; leave of several days stands in each of them."""
    zone = ZoneInfo(settings.TIME_ZONE)
    dates = [first + dt.timedelta(days=offset) for offset in range(days)]
    columns = {date: Column(date_format(date, "l, F j")) for date in dates}
    for block, _staff in _blocks(visits, leave):
        last = (block.ends - dt.timedelta(microseconds=1)).astimezone(zone).date()
        for date in dates:
            if block.starts.astimezone(zone).date() <= date <= last:
                columns[date].blocks.append(block)
    return _sorted(columns.values())


def _blocks(visits: Iterable[Visit], leave: Iterable[Hold]) -> Iterable[tuple[Block, UUID | None]]:
    for visit in visits:
        yield Block(visit.starts, visit.ends, visit), visit.staff_id
    for hold in leave:
        yield Block(hold.starts, hold.ends, None), hold.calendar.staff_id


def _sorted(columns: Iterable[Column]) -> list[Column]:
    found = list(columns)
    for column in found:
        column.blocks.sort(key=lambda block: block.starts)
    return found
