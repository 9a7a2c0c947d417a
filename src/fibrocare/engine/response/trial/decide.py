"""Keep, stop, the person's choice, or two more pairs: what an effect means, and what going on would bring."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import ndtr, ndtri

from fibrocare.engine.response.trial.design import MORE_PAIRS
from fibrocare.engine.response.trial.model import Effect, Posterior

# `therapies.md` G3 (design): the chance of a benefit that matters at which a treatment is kept, and at which it is stopped.
KEEP, STOP = 0.80, 0.20
# Going on is proposed where it will more likely than not bring a decision (design).
WORTH_IT = 0.5

Verdict = Literal["keep", "stop", "your_choice", "extend"]


@dataclass(frozen=True, slots=True)
class Extension:
    """What two more pairs of periods would bring, on average over what they may show.

    `settles`: the chance that the trial then ends in keep or stop. `gain`: how much better, in points of the scale, the
    decision would turn out than one taken today.
    """

    days: int
    settles: float
    gain: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from a trial for one condition, and why."""

    condition: str
    verdict: Verdict
    effect: Effect
    extension: Extension


def decide(posterior: Posterior, condition: str, other: str | None = None, *, pairs: int = MORE_PAIRS) -> Decision:
    """The decision about one condition against the reference, or against another.

    A treatment is kept where a benefit that matters has a chance of 80 % or more, stopped at 20 % or less. Between them
    the trial goes on for two pairs where that will more likely than not settle it; else the choice is the person's.
    """
    effect = posterior.effect(condition, other)
    extension = extend(posterior, condition, other, pairs=pairs)
    return Decision(condition, _verdict(effect.matters, extension), effect, extension)


def extend(posterior: Posterior, condition: str, other: str | None = None, *, pairs: int = MORE_PAIRS) -> Extension:
    """What so many more pairs would bring.

    The days to come are taken to be like those that were: as long, as complete, as scattered. The posterior of the effect
    is taken as normal and the scatter as known at its typical value, so that both numbers have a closed form.
    """
    series, now = posterior.series, posterior.mixture(condition, other)
    each = [sum(it.condition == name for it in series.periods) for name in series.conditions]
    had = max(min(each), 1)
    share = _shrinkage(posterior, condition, other, 1 + pairs / had)
    settled = now.sd * np.sqrt(share)
    moves = now.sd * np.sqrt(1 - share)
    length = (series.days[-1].date - series.days[0].date).days + 1
    bar = series.measure.matters
    return Extension(
        days=round(length * pairs / had), settles=_settles(now.mean, moves, settled, bar), gain=_gain(now.mean - bar, moves)
    )


def _verdict(matters: float, extension: Extension) -> Verdict:
    if matters >= KEEP:
        return "keep"
    if matters <= STOP:
        return "stop"
    return "extend" if extension.settles >= WORTH_IT else "your_choice"


def _shrinkage(posterior: Posterior, condition: str, other: str | None, times: float) -> float:
    """What is left of the variance of the effect when the days become `times` as many."""
    _, sigma = posterior.typical
    information = np.einsum("n,nij->ij", posterior.weights, posterior.information) / sigma**2
    precision = np.diag(posterior.precision)
    along = posterior.along(condition, other)
    before = along @ np.linalg.solve(information + precision, along)
    after = along @ np.linalg.solve(times * information + precision, along)
    return float(after / before)


def _settles(mean: float, moves: float, settled: float, bar: float) -> float:
    """The chance that the coming mean lies far enough from the bar on either side."""
    if moves <= 0:
        return 0.0
    keep = bar + settled * ndtri(KEEP)
    stop = bar + settled * ndtri(STOP)
    return float(ndtr((mean - keep) / moves) + ndtr((stop - mean) / moves))


def _gain(above: float, moves: float) -> float:
    """The expected gain of deciding later: the loss integral of a normal distribution."""
    if moves <= 0:
        return 0.0
    z = -abs(above) / moves
    return float(moves * (np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi) + z * ndtr(z)))
