"""The diary read as numbers: which entries count, a value a day, the mean of a week, and what came before a side effect.

A day without an entry is absent everywhere. It is never zero and never filled in.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from types import MappingProxyType
from typing import Literal

from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import DiaryItem

Dose = Literal["all", "part", "none"]
Bother = Literal["little", "much", "stop"]


@dataclass(frozen=True, slots=True)
class Taken:
    """How much of a medicine's dose of the day was taken."""

    therapy: str
    how: Dose


@dataclass(frozen=True, slots=True)
class Done:
    """Minutes of an activity of the plan, 0 to 1440; 0 is an answer: none that day."""

    therapy: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Felt:
    """A side effect in the person's words; `therapy` is empty where they do not know of what. `stop`: they want to stop."""

    what: str
    bother: Bother
    therapy: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody wrote at one time about one day.

    `at` knows its zone; `day` is the date of the person's own calendar that the entry is about. `values` are whole points
    of 0 to 10 by field, as the instruments have them; a scale that was left out is not in it. `flare` is None where it was
    not asked or not answered. `replaces` names the entry that this one corrects.
    """

    id: str
    at: dt.datetime
    day: dt.date
    values: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    flare: bool | None = None
    taken: tuple[Taken, ...] = ()
    done: tuple[Done, ...] = ()
    effects: tuple[Felt, ...] = ()
    notes: str = ""
    replaces: str | None = None


def scales(knowledge: Knowledge) -> dict[str, DiaryItem]:
    """The scales of the diary by field, in the order in which they are asked."""
    return dict(sorted(knowledge.diary.items(), key=lambda it: it[1].order))


def standing(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that count, oldest day first: one that another replaces does not."""
    entries = list(entries)
    replaced = {it.replaces for it in entries}
    return sorted((it for it in entries if it.id not in replaced), key=lambda it: (it.day, it.at, it.id))


def daily(entries: Iterable[Entry], name: str) -> dict[dt.date, float]:
    """A value a day of one field, 0 to 10: the mean of the entries of a day that answered it; other days are absent."""
    found: defaultdict[dt.date, list[float]] = defaultdict(list)
    for it in standing(entries):
        if name in it.values:
            found[it.day].append(it.values[name])
    return {day: fmean(values) for day, values in found.items()}


def flares(entries: Iterable[Entry]) -> dict[dt.date, bool]:
    """The days on which somebody said whether it is a flare; one yes of a day counts. Days without a word are absent."""
    found: dict[dt.date, bool] = {}
    for it in standing(entries):
        if it.flare is not None:
            found[it.day] = found.get(it.day, False) or it.flare
    return found


@dataclass(frozen=True, slots=True)
class Began:
    """A dose or another step of a plan that began on a day, such as "30 mg once a day" of duloxetine."""

    date: dt.date
    therapy: str
    name: str
    says: str


@dataclass(frozen=True, slots=True)
class After:
    """What began before a day, and the how manyth day it was then; the first day is 1, as in a schedule."""

    day: int
    began: Began


def came_after(day: dt.date, began: Iterable[Began], *, therapy: str = "", most: int = 2) -> Sequence[After]:
    """What was begun or changed last before a side effect, in the order in which it happened; it proves no cause.

    Args:
        day: the day of the side effect; what begins later is left out.
        therapy: of this therapy only; of all where the person named none.
        most: how many of the last steps.
    """
    before = [it for it in began if it.date <= day and therapy in ("", it.therapy)]
    last = sorted(before, key=lambda it: it.date)[-most:]
    return [After((day - it.date).days + 1, it) for it in last]
