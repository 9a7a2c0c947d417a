"""Flares found in the days: a stated rule against the person's own usual, how long, and what often came before.

There is no agreed definition of a flare (`diagnosis-and-pathway.md` 9.4). Ours (design): pain or fatigue at least two points
above the person's own usual on two days running or more, or a day that the person calls a flare. The usual is the mean of the
last 28 answered days outside flares; it needs 14 of them within 90 days. A flare ends with two days below that line, or with
more than two days of silence.
"""

import datetime as dt
import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean

from fibrocare.engine.response.followed import Series

ABOVE, USUAL_DAYS, LEAST_USUAL, LOOK_BACK, LEAST_LENGTH, QUIET = 2.0, 28, 14, 90, 2, 2
# What came before is told only with so many flares and so many other days, and when this sure (design).
LEAST_FLARES, LEAST_OTHERS, SURE = 4, 20, 0.95


@dataclass(frozen=True, slots=True)
class Flare:
    """Days that were clearly worse. `ended` is False while the last entries still belong to it; `said` by the person."""

    first: dt.date
    last: dt.date
    ended: bool
    said: bool

    @property
    def days(self) -> int:
        """From the first to the last day, both counted."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Before:
    """What the day before flares was like, against the day before other days: an association, never a cause.

    `sure` is the probability that it is more frequent before a flare, with nothing assumed beforehand.
    """

    what: str
    flares: int
    of_flares: int
    others: int
    of_others: int
    sure: float


def find_flares(measures: Iterable[Series], said: Mapping[dt.date, bool]) -> tuple[Flare, ...]:
    """Every flare, oldest first.

    Args:
        measures: pain and fatigue, a value a day, higher is worse; missing days are absent and are no part of a flare.
        said: days on which the person said whether it is a flare.
    """
    measures = list(measures)
    known = sorted({day for series in measures for day in series} | said.keys())
    bad: set[dt.date] = set()
    for day in known:
        if said.get(day) or any(_above(series, day, bad) for series in measures):
            bad.add(day)
    runs: list[list[dt.date]] = []
    for day in known:
        if day in bad:
            if runs and _goes_on(runs[-1][-1], day, known):
                runs[-1].append(day)
            else:
                runs.append([day])
    found = (Flare(it[0], it[-1], _ended(it[-1], known), any(said.get(day, False) for day in it)) for it in runs)
    return tuple(it for it in found if it.said or it.days >= LEAST_LENGTH)


def what_came_before(flares: Iterable[Flare], marks: Mapping[str, Mapping[dt.date, bool]]) -> tuple[Before, ...]:
    """What stood out on the day before flares; nothing where the days cannot carry it.

    Args:
        marks: by what it is called ("a bad night"), whether it was so on a day; days without an answer are absent.
    """
    flares = list(flares)
    starts = {it.first for it in flares}
    within = {it.first + dt.timedelta(days=at) for it in flares for at in range(it.days)}
    found = (_before(what, days, starts, within) for what, days in marks.items())
    return tuple(sorted((it for it in found if it and it.sure >= SURE), key=lambda it: -it.sure))


def unusual(series: Series, *, by: float = 1.0) -> dict[dt.date, bool]:
    """Days at least so many of the person's own SD above their own mean; empty with too few days to know a usual."""
    if len(series) < LEAST_USUAL:
        return {}
    mean = fmean(series.values())
    spread = math.sqrt(fmean((value - mean) ** 2 for value in series.values()))
    return {day: spread > 0 and value >= mean + by * spread for day, value in series.items()}


def _above(series: Series, day: dt.date, bad: set[dt.date]) -> bool:
    """Whether a day is clearly worse than the usual of the days before it; earlier flares are no part of the usual."""
    if day not in series:
        return False
    span = (day - dt.timedelta(days=back) for back in range(1, LOOK_BACK + 1))
    usual = list(itertools.islice((series[it] for it in span if it in series and it not in bad), USUAL_DAYS))
    return len(usual) >= LEAST_USUAL and series[day] >= fmean(usual) + ABOVE


def _goes_on(last: dt.date, day: dt.date, known: list[dt.date]) -> bool:
    """Whether a bad day belongs to the flare before it: fewer than two answered days and no long silence between."""
    between = sum(last < it < day for it in known)
    return between < QUIET and (day - last).days <= QUIET + 1


def _ended(last: dt.date, known: list[dt.date]) -> bool:
    return sum(it > last for it in known) >= QUIET


def _before(what: str, days: Mapping[dt.date, bool], starts: set[dt.date], within: set[dt.date]) -> Before | None:
    """One mark on the day before each flare and before each other day that is outside a flare."""
    a_day = dt.timedelta(days=1)
    flares = [days[it - a_day] for it in starts if it - a_day in days]
    others = [mark for day, mark in days.items() if day + a_day not in within]
    if len(flares) < LEAST_FLARES or len(others) < LEAST_OTHERS:
        return None
    sure = _more_often(sum(flares), len(flares), sum(others), len(others))
    return Before(what, sum(flares), len(flares), sum(others), len(others), sure)


def _more_often(one: int, of_one: int, other: int, of_other: int) -> float:
    """The probability that one rate is higher than another, both uniform beforehand: exact, as a finite sum.

    For integers P(X > Y) of two beta distributions is a sum over the first parameter of X.
    """
    a, b, c, d = one + 1, of_one - one + 1, other + 1, of_other - other + 1
    return math.fsum(
        math.exp(_log_beta(c + at, b + d) - math.log(b + at) - _log_beta(1 + at, b) - _log_beta(c, d)) for at in range(a)
    )


def _log_beta(x: float, y: float) -> float:
    return math.lgamma(x) + math.lgamma(y) - math.lgamma(x + y)
