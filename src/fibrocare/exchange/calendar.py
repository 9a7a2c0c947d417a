"""A dose calendar or a taper as an iCalendar file: one all-day event for each change of dose."""

import datetime as dt
from collections.abc import Iterable

from icalendar import Calendar, Event

from fibrocare.engine.plan.doses import TIMES, Day
from fibrocare.engine.plan.stopping import Cut
from fibrocare.knowledge.schema import Therapy


def dose_calendar(therapy: Therapy, days: Iterable[Day], *, made_at: dt.datetime, person: str) -> bytes:
    """The changes of dose of one medicine. Optional steps say that the clinician decides.

    Args:
        made_at: when the file is made, with its zone; the standard wants it in every event.
        person: an id that makes the events unique; never a name.
    """
    events = (
        (
            day.date,
            f"{therapy.name}: {said_dose(day)}{' (only if your clinician says so)' if day.step.optional else ''}",
            day.step.note,
        )
        for day in days
    )
    return _calendar(events, made_at=made_at, person=f"{person}/{therapy.name}")


def taper_calendar(therapy: Therapy, cuts: Iterable[Cut], expect: str, *, made_at: dt.datetime, person: str) -> bytes:
    """The cuts of a taper; each event says what to expect."""
    events = (
        (cut.date, f"{therapy.name}: {f'{cut.mg_per_day:g} mg a day' if cut.mg_per_day else 'first day without'}", expect)
        for cut in cuts
    )
    return _calendar(events, made_at=made_at, person=f"{person}/{therapy.name}/stop")


def said_dose(day: Day) -> str:
    """The doses of a step in words: "30 mg in the morning"."""
    words = {"morning": "in the morning", "noon": "at noon", "evening": "in the evening", "night": "at bedtime"}
    return ", ".join(f"{getattr(day.step, time):g} mg {words[time]}" for time in TIMES if getattr(day.step, time))


def _calendar(events: Iterable[tuple[dt.date, str, str]], *, made_at: dt.datetime, person: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Fibrocare//dose calendar//EN")
    calendar.add("version", "2.0")
    for date, summary, description in events:
        event = Event()
        event.add("uid", f"{person}/{date.isoformat()}@fibrocare")
        event.add("dtstamp", made_at)
        event.add("dtstart", date)
        event.add("dtend", date + dt.timedelta(days=1))
        event.add("summary", summary)
        if description:
            event.add("description", description)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
