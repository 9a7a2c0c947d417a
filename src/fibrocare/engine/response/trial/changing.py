"""From one condition of a trial to the next as doses: the taper of the one, the days between, the steps up of the other."""

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fibrocare.engine.plan import Plan
from fibrocare.engine.plan.doses import calendar, dose_taken, per_day
from fibrocare.engine.plan.stopping import Stopping, stopping, washout
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import Step

OFF = "off"
_HALF_LIVES = 5
_ANY_DAY = dt.date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Dose:
    """From this date on, so much of one therapy. `step` tells the times of the day; a taper has none."""

    date: dt.date
    therapy: str
    mg_per_day: float
    step: Step | None = None


def trial_dose(name: str, options: Plan, knowledge: Knowledge) -> float | None:
    """The mg a day at which a medicine is tried: what is taken now, else the last step that is not optional.

    None where nobody knows: no schedule fits, or the list does not say how much is taken.
    """
    if options.offer(name).taken:
        return dose_taken(knowledge.therapies[name].ingredients, options.assessment.facts)
    return max((per_day(it) for it in _sure(name, options)), default=None)


def taper(name: str, first_cut: dt.date, options: Plan, knowledge: Knowledge) -> Stopping | None:
    """The taper from the dose of the trial; None where the dossiers give none, or nobody knows the dose."""
    most = trial_dose(name, options, knowledge)
    return stopping(name, most, first_cut, options.assessment.facts, knowledge) if most else None


def change(before: str, after: str, first: dt.date, options: Plan, knowledge: Knowledge) -> Iterator[Dose]:
    """The doses of a change that begins on `first`; the new medicine never starts before the old one has ended."""
    if before != OFF:
        down = taper(before, first, options, knowledge)
        cuts = [(it.date, it.mg_per_day) for it in down.cuts] if down else [(first, 0.0)]
        yield from (Dose(date, before, mg) for date, mg in cuts)
        first = cuts[-1][0] + dt.timedelta(days=_window(before, after, knowledge))
    if after != OFF:
        yield from _up(after, first, options, knowledge)


def doses(order: Sequence[tuple[str, dt.date]], options: Plan, knowledge: Knowledge) -> tuple[Dose, ...]:
    """Every change of dose of a trial.

    Args:
        order: the periods, each its condition and first day. What is taken now is taken down before the first, or goes on.
    """
    conditions = {condition for condition, _ in order}
    before = next((it for it in sorted(conditions - {OFF}) if options.offer(it).taken), OFF)
    found: list[Dose] = []
    for condition, first in order:
        if condition != before:
            found += change(before, condition, first, options, knowledge)
        before = condition
    return tuple(found)


def settling(conditions: Sequence[str], options: Plan, knowledge: Knowledge) -> int:
    """The days after a change that say nothing sure: taper, window and titration, or taper and five half-lives."""
    changes = [(before, after) for before in conditions for after in conditions if before != after]
    least = [knowledge.crossovers[it].discard_days for it in conditions if it != OFF]
    return max(*least, *(_length(before, after, options, knowledge) for before, after in changes))


def _length(before: str, after: str, options: Plan, knowledge: Knowledge) -> int:
    """The days of one change."""
    last = max((it.date for it in change(before, after, _ANY_DAY, options, knowledge)), default=_ANY_DAY)
    return (last - _ANY_DAY).days + (_gone(before, knowledge) if after == OFF else 0)


def _gone(name: str, knowledge: Knowledge) -> int:
    """Days until a medicine has left the blood."""
    hours = knowledge.crossovers[name].half_life_hours
    if hours is None:
        raise ValueError(f"crossovers.toml: {name} has no half-life")
    return math.ceil(_HALF_LIVES * hours / 24)


def _up(name: str, first: dt.date, options: Plan, knowledge: Knowledge) -> Iterator[Dose]:
    """The steps up to the dose of the trial."""
    most = trial_dose(name, options, knowledge) or 0
    for day in calendar(options.dosings[name], first):
        if day.mg_per_day <= most:
            yield Dose(day.date, name, day.mg_per_day, day.step)


def _sure(name: str, options: Plan) -> tuple[Step, ...]:
    return tuple(it for it in options.dosings[name].steps if not it.optional) if name in options.dosings else ()


def _window(before: str, after: str, knowledge: Knowledge) -> int:
    """The days that must lie between two medicines, the longest of their ingredients."""
    if after == OFF:
        return 0
    found = (washout(one, other, knowledge) for one in _inside(before, knowledge) for other in _inside(after, knowledge))
    return max((it.days for it in found if it), default=0)


def _inside(name: str, knowledge: Knowledge) -> tuple[str, ...]:
    return knowledge.therapies[name].ingredients
