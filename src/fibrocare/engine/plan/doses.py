"""Doses as calendars: which schedule fits this person, day by day from a first day; what may not be printed unsigned."""

import datetime as dt
import functools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fibrocare.engine.facts import Facts, explain, fields_to_ask
from fibrocare.engine.plan.offers import Offer
from fibrocare.engine.plan.rules import Hit, seen_by
from fibrocare.engine.plan.subjects import of_therapy
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.conditions import Condition, parse
from fibrocare.knowledge.schema import Schedule, Step

TIMES = ("morning", "noon", "evening", "night")


@dataclass(frozen=True, slots=True)
class Dosing:
    """The schedule that fits one person, the steps that their limits leave, and what stands in the way.

    `schedule` is None where none is known or an answer in `ask` decides: between several, or whether a rule caps the
    dose. `limit` is the most in mg a day, of the schedule and of every rule that holds; `limited_by` names those rules.
    """

    therapy: str
    schedule: Schedule | None
    steps: tuple[Step, ...]
    limit: float | None
    limited_by: tuple[Hit, ...]
    ask: tuple[str, ...]
    needs_signature: bool


@dataclass(frozen=True, slots=True)
class Day:
    """One change of dose on the calendar: from this date on, until the next."""

    date: dt.date
    step: Step
    mg_per_day: float


def dosing(offer: Offer, facts: Facts, knowledge: Knowledge, *, signed: frozenset[str] = frozenset()) -> Dosing:
    """Choose the schedule of an offered medicine.

    Args:
        signed: schedules that the clinic has signed, as `therapy/name`.
    """
    schedule, ask = _schedule(offer, facts, knowledge)
    if schedule is not None:
        # A full dose beside a cap that may hold would be read as the dose.
        ask = fields_to_ask(
            [name for hit in offer.open if _cap(hit) < schedule.max_mg_per_day for name in hit.unknown], facts, knowledge
        )
    if schedule is None or ask:
        return Dosing(offer.id, None, (), None, (), ask, False)
    limit = min(schedule.max_mg_per_day, *map(_cap, offer.hits), math.inf)
    steps = tuple(step for step in schedule.steps if per_day(step) <= limit)
    unsigned = needs_signature(f"{offer.id}/{schedule.name}", schedule.verification, signed)
    lowered = tuple(hit for hit in offer.hits if _cap(hit) == limit and limit < schedule.max_mg_per_day)
    return Dosing(offer.id, schedule, steps, limit, lowered, (), unsigned)


def needs_signature(name: str, verification: str, signed: frozenset[str]) -> bool:
    """Whether a schedule is no instruction yet: nobody read it at a source, and the clinic has not signed it."""
    return verification in ("unconfirmed", "design") and name not in signed


def _cap(hit: Hit) -> float:
    """The most in mg a day that a rule leaves."""
    return math.inf if hit.rule.max_mg_per_day is None else hit.rule.max_mg_per_day


@functools.lru_cache(maxsize=1024)
def _conditions(therapy: str, knowledge: Knowledge) -> tuple[Condition | None, ...]:
    return tuple(parse(it.when) if it.when else None for it in knowledge.therapies[therapy].schedules)


def _schedule(offer: Offer, facts: Facts, knowledge: Knowledge) -> tuple[Schedule | None, tuple[str, ...]]:
    """The first schedule that holds; none while an answer could make an earlier one hold."""
    seen = seen_by(of_therapy(offer.id, knowledge), facts)
    for schedule, when in zip(offer.therapy.schedules, _conditions(offer.id, knowledge), strict=True):
        if when is None:
            return schedule, ()
        why = explain(when, seen)
        if why.truth:
            return schedule, ()
        if why.truth is None:
            return None, fields_to_ask(why.unknown, facts, knowledge)
    return None, ()


def per_day(step: Step) -> float:
    """Milligrams a day of a step."""
    return step.morning + step.noon + step.evening + step.night


def dose_taken(ingredients: Iterable[str], facts: Facts) -> float | None:
    """How many mg a day are taken now; None where the list does not say."""
    doses = [it.mg_per_day for it in facts.taken or () if it.now and it.ingredient in frozenset(ingredients)]
    return None if not doses or None in doses else sum(dose for dose in doses if dose is not None)


def calendar(dosing: Dosing, first_day: dt.date) -> tuple[Day, ...]:
    """The changes of dose as dates, the first dose on `first_day`. Optional steps are for the clinician to release."""
    return tuple(Day(first_day + dt.timedelta(days=step.day - 1), step, per_day(step)) for step in dosing.steps)


def day_by_day(days: tuple[Day, ...], *, until: dt.date) -> Iterator[tuple[dt.date, Step]]:
    """Each day's doses from the first change to `until`, both included; an optional step is not taken by itself."""
    sure = [day for day in days if not day.step.optional]
    for place, day in enumerate(sure):
        end = sure[place + 1].date if place + 1 < len(sure) else until + dt.timedelta(days=1)
        for offset in range((min(end, until + dt.timedelta(days=1)) - day.date).days):
            yield day.date + dt.timedelta(days=offset), day.step
