"""How far a person has come from their own baseline, whether it matters, and whether it is more than chance."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from fibrocare.engine.response.followed import Followed, Level, Series

# Days of one person resemble their neighbours (fm-ema: 0.36), so a mean of n days knows less than n days would.
_RHO = 0.36
_INFLATED = (1 + _RHO) / (1 - _RHO)
_Z = 1.959964
# Own scatter counts as much as the published one after so many days (design).
_BORROWED_DAYS = 14
# A baseline looks at two weeks first, then at one (design).
BASELINE_DAYS = (14, 7)


@dataclass(frozen=True, slots=True)
class Shift:
    """From a baseline to now. `improved_by` and `percent` are positive for better; percent is None from a baseline of 0.

    `matters`: whether the smallest change that matters is reached; `worse`: whether the same holds the other way.
    `beyond_chance`: whether the change is larger than the days' own scatter makes in 95 of 100 cases (reliable change); None
    for a single score, where the dossiers give no reliability. `smallest_sure` is that size, in points.
    """

    measure: str
    baseline: Level
    now: Level
    improved_by: float
    percent: float | None
    matters: bool | None
    worse: bool | None
    beyond_chance: bool | None
    smallest_sure: float | None


def shift_of_days(measure: Followed, series: Series, *, start: dt.date, today: dt.date) -> Shift | None:
    """The last week against the two weeks before `start`; None where either has too few days.

    Args:
        series: a value a day; missing days are absent.
        start: the first day of what is judged; it is not part of the baseline.
        today: the last day that counts.
    """
    baseline = measure.mean_of(series, start - dt.timedelta(days=1), *BASELINE_DAYS)
    now = measure.mean_of(series, today)
    if baseline is None or now is None or today - dt.timedelta(days=6) < start:
        return None
    return _shift(measure, baseline, now, _smallest_sure(measure, series, baseline, now))


def shift_of_scores(measure: Followed, scores: Series, *, start: dt.date, today: dt.date) -> Shift | None:
    """The last score since `start` against the last one before it or on its day; None where there is not one of each."""
    before = [day for day in scores if day <= start]
    since = [day for day in scores if start < day <= today]
    if not before or not since:
        return None
    baseline, now = (Level(scores[day], 1, day) for day in (max(before), max(since)))
    return _shift(measure, baseline, now, None)


def likely(measure: Followed, series: Series, level: Level) -> tuple[float, float]:
    """Where the mean lies in 95 of 100 cases, by the scatter of the days that it rests on."""
    wide = _Z * math.sqrt(_INFLATED * _scatter(measure, series, [level]) ** 2 / level.days)
    return level.value - wide, level.value + wide


def _shift(measure: Followed, baseline: Level, now: Level, sure: float | None) -> Shift:
    gained = (baseline.value - now.value) * (1 if measure.higher_is_worse else -1)
    needed = measure.matters_from(baseline.value)
    against = measure.tracked.worse or needed
    return Shift(
        measure=measure.name,
        baseline=baseline,
        now=now,
        improved_by=gained,
        percent=100 * gained / baseline.value if baseline.value else None,
        matters=None if needed is None else _at_least(gained, needed),
        worse=None if against is None else _at_least(-gained, against),
        beyond_chance=None if sure is None else abs(gained) > sure,
        smallest_sure=sure,
    )


def _at_least(value: float, limit: float) -> bool:
    """Whether a limit is reached; a thousandth of a point of rounding never decides."""
    return value >= limit - 1e-9


def _smallest_sure(measure: Followed, series: Series, *levels: Level) -> float:
    """What the scatter of days alone makes of a difference of two means in 95 of 100 cases."""
    scatter = _scatter(measure, series, levels)
    return _Z * math.sqrt(_INFLATED * sum(scatter**2 / it.days for it in levels))


def _scatter(measure: Followed, series: Series, levels: Sequence[Level]) -> float:
    """The SD of days around their own mean, drawn towards the published one while there are few days."""
    squares = _BORROWED_DAYS * measure.tracked.scatter**2
    days = _BORROWED_DAYS
    for level in levels:
        own = [value for day, value in series.items() if level.end - dt.timedelta(days=14) < day <= level.end]
        squares += sum((value - fmean(own)) ** 2 for value in own)
        days += max(len(own) - 1, 0)
    return math.sqrt(squares / days)
