"""Doses, tapers and changes of medicine as an iCalendar file: one all-day event for each change of dose."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from icalendar import Calendar
from icalendar import Event as ICalEvent

from fibrocare.engine.plan.doses import TIMES, Day
from fibrocare.engine.plan.stopping import Stopping


@dataclass(frozen=True, slots=True)
class Event:
    """One day's change; `of` tells the events of two medicines on one day apart."""

    date: dt.date
    summary: str
    description: str
    of: str


def dose_events(name: str, days: Iterable[Day]) -> Iterator[Event]:
    """The changes of dose of one medicine. Optional steps say that the clinician decides."""
    for day in days:
        optional = " (only if your clinician says so)" if day.step.optional else ""
        yield Event(day.date, f"{name}: {said_dose(day)}{optional}", day.step.note, name)


def taper_events(name: str, plan: Stopping) -> Iterator[Event]:
    """The cuts of a taper; each event says what to expect."""
    for cut in plan.cuts:
        dose = f"{cut.mg_per_day:g} mg a day" if cut.mg_per_day else "first day without"
        yield Event(cut.date, f"{name}: {dose}", plan.taper.expect, f"{name}/stop")


def said_dose(day: Day) -> str:
    """The doses of a step in words: "30 mg in the morning"."""
    words = {"morning": "in the morning", "noon": "at noon", "evening": "in the evening", "night": "at bedtime"}
    return ", ".join(f"{getattr(day.step, time):g} mg {words[time]}" for time in TIMES if getattr(day.step, time))


def to_ics(events: Iterable[Event], *, made_at: dt.datetime, person: str) -> bytes:
    """The events as a file.

    Args:
        made_at: when the file is made, with its zone; the standard wants it in every event.
        person: an id that makes the events unique; never a name.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Fibrocare//dose calendar//EN")
    calendar.add("version", "2.0")
    for it in events:
        event = ICalEvent()
        event.add("uid", f"{person}/{it.of}/{it.date.isoformat()}@fibrocare")
        event.add("dtstamp", made_at)
        event.add("dtstart", it.date)
        event.add("dtend", it.date + dt.timedelta(days=1))
        event.add("summary", it.summary)
        if it.description:
            event.add("description", it.description)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
