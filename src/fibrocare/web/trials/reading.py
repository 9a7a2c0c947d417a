"""What the diary says of a trial: its days, how full each period is, and in the end what came of it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from fibrocare.engine.diary import daily
from fibrocare.engine.response.followed import Series as Values
from fibrocare.engine.response.followed import followed
from fibrocare.engine.response.trial.changing import OFF
from fibrocare.engine.response.trial.conduct import days_of, measured
from fibrocare.engine.response.trial.decide import Decision, decide
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.model import Posterior, fit
from fibrocare.engine.response.trial.series import Day, Series, not_enough, read_series
from fibrocare.exchange.trial.words import Names, told
from fibrocare.knowledge import load
from fibrocare.web.diary.models import DiaryEntry
from fibrocare.web.plans.following import called
from fibrocare.web.trials.models import Trial

# `therapies.md` G3 (design): where the instrument gives no points of its own.
USUAL_MATTERS = 2.0


@dataclass(frozen=True, slots=True)
class Found:
    """One treatment against the reference: the decision, how it is spoken of, and what the person is told."""

    therapy: str
    decision: Decision
    names: Names
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What a trial showed; `why_not` says why its days carry no judgement, and then nothing is found."""

    series: Series
    why_not: str
    posterior: Posterior | None = None
    found: tuple[Found, ...] = ()


def measure_of(trial: Trial) -> Measure:
    """What a trial measures, with what matters to this person."""
    return measured(followed(load())[trial.measure], trial.matters)


def usual(measure: str) -> Measure:
    """A scale of the diary with the change that usually matters on it."""
    scale = followed(load())[measure]
    return measured(scale, scale.points or USUAL_MATTERS)


def name_of(condition: str) -> str:
    """A condition as it is spoken of."""
    return condition if condition == OFF else called(condition, load().therapies.get(condition))


def tried_of(trial: Trial) -> str:
    """What is compared with the reference, by name."""
    return ", ".join(name_of(it) for it in trial.planned.conditions[1:])


def values_of(trial: Trial, entries: Iterable[DiaryEntry]) -> Values:
    """A value a day of what the trial measures."""
    return daily([it.read() for it in entries], trial.measure)


def days_until(trial: Trial, values: Values, today: dt.date) -> list[Day]:
    """The days of a trial and of the one that it goes on."""
    before = days_until(trial.goes_on, values, trial.goes_on.last) if trial.goes_on else []
    number = before[-1].period if before else 0
    return [*before, *days_of(trial.planned, values, until=min(trial.last, today), numbered_from=number)]


def result_of(trial: Trial, days: Iterable[Day]) -> Result:
    """What the days of a trial say."""
    planned = trial.planned
    names = [name_of(it) for it in planned.conditions]
    named = [replace(it, condition=name_of(it.condition)) for it in days]
    series = read_series(named, measure_of(trial), names, discard=planned.discard)
    if why := not_enough(series):
        return Result(series, why)
    posterior = fit(series, trial.prior)
    return Result(series, "", posterior, tuple(_found(it, names[0], posterior) for it in planned.conditions[1:]))


def _found(therapy: str, reference: str, posterior: Posterior) -> Found:
    decision = decide(posterior, name_of(therapy))
    names = Names(name_of(therapy), reference)
    return Found(therapy, decision, names, told(decision, posterior.series.measure, names))


def to_kept(days: Iterable[Day]) -> list[list[Any]]:
    """The days as a decision keeps them."""
    return [[it.date.isoformat(), it.condition, it.value, it.period] for it in days]


def from_kept(rows: Iterable[list[Any]]) -> list[Day]:
    """The days that a decision was taken on."""
    return [Day(dt.date.fromisoformat(date), condition, value, period) for date, condition, value, period in rows]
