"""Taking and freeing stretches of calendars. The database has the last word on what is free (migration 0002)."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction

from fibrocare.scheduling.slots import Span
from fibrocare.web.appointments.models import Calendar, Hold, Offer, Room, Service, Visit

# People book no earlier than this from now, so that the clinic sees who comes.
LEAD = dt.timedelta(hours=2)


class Taken(Exception):
    """Somebody else took this time a moment ago; the page shows what is still free."""


def window(first: dt.date, days: int, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
    """The beginning and the end of some days, with a day to spare."""
    begin = dt.datetime.combine(first, dt.time(), zone)
    return begin, begin + dt.timedelta(days=days + 1)


def taken_rooms(rooms: list[Room], first: dt.date, days: int, zone: ZoneInfo) -> dict[int, list[Span]]:
    """What is taken of each room in some days."""
    if not rooms:
        return {}
    begin, end = window(first, days, zone)
    taken: dict[int, list[Span]] = {room.pk: [] for room in rooms}
    rows = Hold.objects.filter(calendar__room__in=rooms, starts__lt=end, ends__gt=begin)
    for key, since, until in rows.values_list("calendar__room", "starts", "ends"):
        taken[key].append(Span(since, until))
    return taken


def free_room(rooms: list[Room], taken: dict[int, list[Span]], at: dt.datetime, service: Service) -> Room | None:
    """The first room that is free for a service at a time."""
    wanted = Span(at, at + service.held)
    return next((room for room in rooms if not any(wanted.meets(span) for span in taken[room.pk])), None)


def room_for(service: Service, at: dt.datetime) -> Room | None:
    """A free room for a service that needs one; None where it needs none."""
    rooms = list(service.rooms.order_by("pk"))
    if not rooms:
        return None
    zone = ZoneInfo(settings.TIME_ZONE)
    day = at.astimezone(zone).date()
    room = free_room(rooms, taken_rooms(rooms, day, 1, zone), at, service)
    if room is None:
        raise Taken
    return room


def hold(of: Visit | Offer, service: Service) -> None:
    """Take the calendars of a visit, or of a time that is offered to somebody.

    Raises:
        Taken: the database refused.
    """
    calendars = [Calendar.objects.get_or_create(staff=of.staff)[0]]
    if of.room is not None:
        calendars.append(Calendar.objects.get_or_create(room=of.room)[0])
    whose = {"visit": of} if isinstance(of, Visit) else {"offer": of}
    try:
        with transaction.atomic():
            for calendar in calendars:
                Hold.objects.create(calendar=calendar, starts=of.starts, ends=of.starts + service.held, **whose)
    except IntegrityError as clash:
        raise Taken from clash
