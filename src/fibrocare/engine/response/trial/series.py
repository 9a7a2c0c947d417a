"""The days of a trial: which condition was in force, what was measured, which days count, and what is missing to judge."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from fibrocare.engine.response.trial.measure import Measure

# Longer silences make two trials of one: no period here is planned for more than eight weeks (design).
LONGEST_GAP = 60
# Each condition must come back at least once, or drift and effect cannot be told apart (design; CENT 2015 asks for replication).
LEAST_PERIODS = 2
# From this share of answers at an end of the scale on it is said: there the interval holds the truth too seldom (design; the
# page on trials of one person has the figures).
MANY_AT_AN_END = 0.2


@dataclass(frozen=True, slots=True)
class Day:
    """One calendar day of a trial. `value` is None where nothing was written: missing, never zero."""

    date: dt.date
    condition: str
    value: float | None
    period: int = 0


@dataclass(frozen=True, slots=True)
class Period:
    """A run of days under one condition. `usable` counts the values left after the first days are set aside."""

    number: int
    condition: str
    first: dt.date
    last: dt.date
    usable: int


@dataclass(frozen=True, slots=True)
class Series:
    """The days of one trial in order, and which of them count.

    `counted` are the days with a value outside the washout at the start of a period. `notes` say what was done to the data.
    """

    measure: Measure
    conditions: tuple[str, ...]
    days: tuple[Day, ...]
    counted: tuple[Day, ...]
    periods: tuple[Period, ...]
    notes: tuple[str, ...]

    @property
    def missing(self) -> int:
        """How many days of the trial have no value."""
        return (self.days[-1].date - self.days[0].date).days + 1 - len({it.date for it in self.days if it.value is not None})

    @property
    def set_aside(self) -> int:
        """How many values lie in the first days of a period and do not count."""
        return sum(it.value is not None for it in self.days) - len(self.counted)


class Contradiction(ValueError):
    """The days contradict each other, as two conditions on one date; `date` and the message say where."""

    def __init__(self, date: dt.date, says: str) -> None:
        super().__init__(f"{date}: {says}")
        self.date = date
        self.says = says


def read_series(days: Iterable[Day], measure: Measure, conditions: Sequence[str], *, discard: int = 0) -> Series:
    """Put the days of a trial in order.

    Several values of one day become their mean. Days out of order are sorted; both are said in `notes`. A period is a run
    of days under one condition, or what `Day.period` says where it is given.

    Args:
        conditions: the reference first ("off", placebo), then what is compared with it.
        discard: so many days at the start of each period do not count (washout by analysis); the first period too.

    Raises:
        Contradiction: two conditions on one date, a condition nobody planned, or a value off the scale.
    """
    given = list(days)
    notes: list[str] = []
    ordered = sorted(given, key=lambda it: it.date)
    if [it.date for it in given] != [it.date for it in ordered]:
        notes.append("The days were out of order and have been sorted.")
    merged = [_one_day(date, list(those), measure, conditions, notes) for date, those in _by_date(ordered)]
    numbered = _numbered(merged)
    firsts: dict[int, dt.date] = {}
    for it in numbered:
        firsts.setdefault(it.period, it.date)
    counted = [it for it in numbered if it.value is not None and (it.date - firsts[it.period]).days >= discard]
    return Series(
        measure=measure,
        conditions=tuple(conditions),
        days=tuple(numbered),
        counted=tuple(counted),
        periods=tuple(_period(number, numbered, counted) for number in sorted(firsts)),
        notes=tuple(dict.fromkeys([*notes, *_at_an_end(counted, measure)])),
    )


def not_enough(series: Series) -> str:
    """Why these days cannot carry a judgement; empty where they can.

    An effect needs every condition in at least two periods with enough values, no silence that makes two trials of one,
    room on the scale for what matters, and answers that differ at all.
    """
    measure, counting = series.measure, [it for it in series.periods if it.usable >= series.measure.least_days]
    for name in series.conditions:
        if not any(it.condition == name for it in series.periods):
            return f"Not enough data: there is no day under {name}."
    if any(sum(it.condition == name for it in counting) < LEAST_PERIODS for name in series.conditions):
        values = "value" if measure.least_days == 1 else "values"
        return (
            f"Not enough data: {len(counting)} of {len(series.periods)} periods have at least {measure.least_days} "
            f"usable {values}, and every condition needs {LEAST_PERIODS} such periods."
        )
    # Days that are set aside are no silence: they were written, they only do not count.
    for before, after in itertools.pairwise([it for it in series.days if it.value is not None]):
        if (after.date - before.date).days > LONGEST_GAP:
            days = (after.date - before.date).days
            return f"Not enough data: nothing for {days} days after {before.date}. Analyse what lies before and after on its own."
    if no_room := _no_room(series):
        return no_room
    if len({it.value for it in series.counted}) == 1:
        value = series.counted[0].value
        return f"Not enough data: all {len(series.counted)} values are {value:g}, so nothing can be compared."
    return ""


def _no_room(series: Series) -> str:
    """Why no benefit that matters could be seen: the reference is nearer to the best end than that."""
    measure = series.measure
    values = [it.value for it in series.counted if it.condition == series.conditions[0] and it.value is not None]
    mean = fmean(values)
    room = mean - measure.low if measure.higher_is_worse else measure.high - mean
    if room >= measure.matters:
        return ""
    return (
        f"Not enough room on the scale: under {series.conditions[0]} {measure.name} is {mean:.1f}, so that nothing can be "
        f"{measure.matters:g} better. Agree on a smaller change that matters, before the next trial."
    )


def _at_an_end(counted: Sequence[Day], measure: Measure) -> Iterator[str]:
    ends = sum(it.value in (measure.low, measure.high) for it in counted)
    if counted and ends >= MANY_AT_AN_END * len(counted):
        yield (
            f"{ends} of {len(counted)} answers lie at an end of the scale: the effect may be larger than it looks, and the "
            "interval is too narrow."
        )


def _by_date(days: Sequence[Day]) -> "itertools.groupby[dt.date, Day]":
    return itertools.groupby(days, key=lambda it: it.date)


def _one_day(date: dt.date, those: list[Day], measure: Measure, conditions: Sequence[str], notes: list[str]) -> Day:
    """One day out of its entries."""
    named = {it.condition for it in those}
    if len(named) > 1:
        raise Contradiction(date, f"two conditions on one date ({', '.join(sorted(named))})")
    if not named <= set(conditions):
        raise Contradiction(date, f"condition {those[0].condition!r} is not one of {', '.join(conditions)}")
    if len({it.period for it in those}) > 1:
        raise Contradiction(date, "two periods on one date")
    values = [it.value for it in those if it.value is not None]
    off = next((it for it in values if not measure.low <= it <= measure.high), None)
    if off is not None:
        raise Contradiction(date, f"{measure.name} {off:g} is not between {measure.low:g} and {measure.high:g}")
    if len(values) > 1:
        notes.append("Several values of one day count as their mean.")
    return replace(those[0], value=sum(values) / len(values) if values else None)


def _numbered(days: Sequence[Day]) -> list[Day]:
    """Periods as they were given, or one for each run of a condition."""
    if any(it.period for it in days):
        return _checked(days)
    runs = itertools.groupby(days, key=lambda it: it.condition)
    return [replace(day, period=number) for number, (_, run) in enumerate(runs, start=1) for day in run]


def _checked(days: Sequence[Day]) -> list[Day]:
    """Given periods: each one condition, in the order of time."""
    for before, after in itertools.pairwise(days):
        if after.period < before.period:
            raise Contradiction(after.date, f"period {after.period} comes after period {before.period}")
        if after.period == before.period and after.condition != before.condition:
            raise Contradiction(after.date, f"period {after.period} has two conditions ({before.condition}, {after.condition})")
    return list(days)


def _period(number: int, days: Sequence[Day], counted: Sequence[Day]) -> Period:
    own = [it for it in days if it.period == number]
    return Period(number, own[0].condition, own[0].date, own[-1].date, sum(it.period == number for it in counted))
