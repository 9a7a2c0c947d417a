"""A signed plan as the patient follows it: today, this week, what to watch, when we meet, what if it flares."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from fibrocare.exchange.calendar import Event
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import Therapy
from fibrocare.web.plans.models import Action, Choice


@dataclass(frozen=True, slots=True)
class Step:
    """One therapy as the patient does it. `is_taken`: not in a period of a trial without it."""

    name: str
    id: str
    action: str
    words: str
    why: str
    today: str
    coming: tuple[tuple[dt.date, str, str], ...]
    note: str
    therapy: Therapy | None
    is_taken: bool = True


def steps(choices: Iterable[Choice], knowledge: Knowledge, *, today: dt.date) -> list[Step]:
    """Each therapy with today's dose and what comes; a therapy that left the knowledge keeps its name and words."""
    return [_step(it, knowledge.therapies.get(it.therapy), today) for it in choices]


def _step(it: Choice, therapy: Therapy | None, today: dt.date) -> Step:
    days = [(dt.date.fromisoformat(day["date"]), day) for day in it.days]
    sure = [entry for entry in days if not entry[1]["optional"]]
    now = [day for date, day in sure if date <= today]
    last = {day["name"]: day for day in now}
    coming = tuple((date, f"{day['name']}: {day['says']}", day["note"]) for date, day in sure if date > today)
    said = "; ".join(f"{name}: {day['says']}" for name, day in last.items())
    taken = not last or any(day.get("mg_per_day") != 0 for day in last.values())
    name = called(it.therapy, therapy)
    return Step(name, it.therapy, it.action, it.words, it.why, said, coming, it.dose_note, therapy, taken)


def called(name: str, therapy: Therapy | None) -> str:
    """A therapy as it is called; one that left the knowledge keeps its id, as words."""
    return therapy.name if therapy else name.replace("_", " ")


def events(choices: Iterable[Choice]) -> Iterable[Event]:
    """The changes of dose as calendar entries; optional ones are for the clinician to release."""
    for it in choices:
        for place, day in enumerate(it.days):
            if not day["optional"]:
                yield Event(dt.date.fromisoformat(day["date"]), f"{day['name']}: {day['says']}", day["note"], f"{it.pk}/{place}")


def going(found: Iterable[Step]) -> list[Step]:
    """What is done; what is stopped stands apart."""
    return [it for it in found if it.action != Action.STOP]
