"""A trial that runs: its days out of a diary, how it stood before, what is measured, and how full each period is."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from fibrocare.engine.response.followed import Followed
from fibrocare.engine.response.followed import Series as Values
from fibrocare.engine.response.trial.design import Design, Slot
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.series import Day

_WEEK = 7


@dataclass(frozen=True, slots=True)
class Filled:
    """A period with the days that count in it: how many are behind, and how many of those have a value."""

    slot: Slot
    behind: int
    answered: int


def measured(followed: Followed, matters: float) -> Measure:
    """A scale of the diary as what a trial measures.

    Args:
        matters: the smallest change that matters to this person, in points.
    """
    return Measure(
        followed.tracked.plain,
        matters=matters,
        higher_is_worse=followed.higher_is_worse,
        least_days=followed.weekly.at_least if followed.weekly else 1,
    )


def days_of(planned: Design, values: Values, *, until: dt.date, numbered_from: int = 0) -> Iterator[Day]:
    """Every day of a trial up to a date, under the condition that was planned for it; a day without an answer is missing.

    Args:
        values: a value a day, as the diary has them.
        numbered_from: how many periods lie before, where a trial goes on another.
    """
    for slot in planned.slots:
        for after in range((min(slot.last, until) - slot.first).days + 1):
            date = slot.first + dt.timedelta(days=after)
            yield Day(date, slot.condition, values.get(date), numbered_from + slot.number)


def before(followed: Followed, values: Values, first: dt.date) -> float | None:
    """How it stood before a trial: the last of the two weeks before it that has enough answers; None where neither has."""
    ends = (first - dt.timedelta(days=1), first - dt.timedelta(days=1 + _WEEK))
    found = (followed.mean_of(values, end) for end in ends)
    return next((it.value for it in found if it is not None), None)


def filled(planned: Design, values: Values, *, today: dt.date) -> list[Filled]:
    """Each period with its answers so far, of the days that count."""
    return [_filled(it, values, today) for it in planned.slots]


def _filled(slot: Slot, values: Values, today: dt.date) -> Filled:
    counting = range(max((min(slot.last, today) - slot.counts_from).days + 1, 0))
    dates = [slot.counts_from + dt.timedelta(days=after) for after in counting]
    return Filled(slot, len(dates), sum(it in values for it in dates))
