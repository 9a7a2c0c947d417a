"""A visit as an iCalendar file, for any calendar program."""

import datetime as dt
from dataclasses import dataclass

from icalendar import Calendar, Event


@dataclass(frozen=True, slots=True)
class Booked:
    """What a calendar needs to know of a visit; nothing clinical. `sequence` grows with each change of time."""

    uid: str
    sequence: int
    starts: dt.datetime
    ends: dt.datetime
    summary: str
    location: str
    cancelled: bool = False


def visit_ics(visit: Booked, *, made_at: dt.datetime) -> bytes:
    """The file. A later file with the same uid and a higher sequence moves the event; a cancelled one removes it."""
    calendar = Calendar()
    calendar.add("prodid", "-//Fibrocare//visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if visit.cancelled else "PUBLISH")
    event = Event()
    event.add("uid", f"{visit.uid}@fibrocare")
    event.add("sequence", visit.sequence + visit.cancelled)
    event.add("dtstamp", made_at)
    event.add("dtstart", visit.starts)
    event.add("dtend", visit.ends)
    event.add("summary", visit.summary)
    event.add("location", visit.location)
    event.add("status", "CANCELLED" if visit.cancelled else "CONFIRMED")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
