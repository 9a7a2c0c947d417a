"""Made-up trials whose truth is known: to check the model, and to see before a trial what its design can show."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from fibrocare.engine.response.trial.grid import Array
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.model import LEVEL_SD, RHO_MEAN, RHO_MOST, RHO_SD, SIGMA_SCALE, TREND_SD, Prior
from fibrocare.engine.response.trial.series import Day

_FIRST = dt.date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Truth:
    """One person: level, trend over the trial and benefit in points with more better, scatter and its correlation."""

    level: float
    trend: float
    benefit: float
    rho: float
    sigma: float


def drawn(measure: Measure, prior: Prior, rng: np.random.Generator) -> Truth:
    """A person drawn from what the model believes before it sees any day."""
    middle = (measure.low + measure.high) / 2 * measure.towards_better
    return Truth(
        level=rng.normal(middle, LEVEL_SD * measure.span),
        trend=rng.normal(0, TREND_SD * measure.span),
        benefit=rng.normal(prior.mean, prior.sd),
        rho=_inside(lambda: rng.normal(RHO_MEAN, RHO_SD), -RHO_MOST, RHO_MOST),
        sigma=_inside(lambda: abs(rng.normal(0, SIGMA_SCALE * measure.span)), measure.step / np.sqrt(12), 2 * measure.span),
    )


def days_of(
    truth: Truth, periods: Sequence[str], length: int, measure: Measure, rng: np.random.Generator,
    *, missing: float = 0.0, whole: bool = False,
) -> list[Day]:  # fmt: skip
    """The days of one trial.

    Args:
        periods: the condition of each period; the first condition that is not the reference is named "on".
        length: of a period, in days.
        missing: the share of days without a value.
        whole: answers as a person gives them, rounded to the step and kept on the scale; else as the model has them.
    """
    n = length * len(periods)
    condition = [name for name in periods for _ in range(length)]
    time = (np.arange(n) - (n - 1) / 2) / max(n - 1, 1)
    benefit = truth.benefit * np.array([name == "on" for name in condition])
    value = measure.towards_better * (truth.level + truth.trend * time + benefit + _noise(n, truth, rng))
    if whole:
        value = np.clip(np.round(value / measure.step) * measure.step, measure.low, measure.high)
    there = rng.random(n) >= missing
    return [
        Day(_FIRST + dt.timedelta(days=at), condition[at], float(value[at]) if there[at] else None, at // length + 1)
        for at in range(n)
    ]


def _noise(n: int, truth: Truth, rng: np.random.Generator) -> Array:
    steps = rng.normal(0, truth.sigma, n)
    steps[1:] *= np.sqrt(1 - truth.rho**2)
    for at in range(1, n):
        steps[at] += truth.rho * steps[at - 1]
    return steps


def _inside(draw: Callable[[], float], low: float, high: float) -> float:
    while not low <= (value := draw()) <= high:
        pass
    return float(value)
