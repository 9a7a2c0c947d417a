"""What older methods say of the same days: shown beside the analysis, never instead of it.

Days of pain resemble their neighbours and fade from one condition into the next; these methods do not know it.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from fibrocare.engine.response.trial.series import Series


@dataclass(frozen=True, slots=True)
class Tested:
    """A mean difference with its standard error, t, degrees of freedom, two-sided p and 95 % interval."""

    mean: float
    se: float
    t: float
    df: float
    p: float
    low: float
    high: float


def paired(differences: Sequence[float]) -> Tested:
    """The t-test of the differences of pairs of periods.

    Raises:
        ValueError: fewer than two pairs.
    """
    if len(differences) < 2:
        raise ValueError("a paired test needs two pairs")
    values = np.asarray(differences, dtype=float)
    return _tested(values.mean(), values.std(ddof=1) / np.sqrt(len(values)), len(values) - 1)


def as_if_independent(one: Sequence[float], other: Sequence[float]) -> Tested:
    """Welch's t-test of single days, as if none knew of the day before: what open n-of-1 tools do.

    Raises:
        ValueError: fewer than two days under a condition.
    """
    a, b = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    if min(len(a), len(b)) < 2:
        raise ValueError("two days under each condition are needed")
    va, vb = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    df = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1)) if va + vb > 0 else len(a) + len(b) - 2
    return _tested(a.mean() - b.mean(), np.sqrt(va + vb), df)


def within_pairs(cells: Sequence[tuple[Sequence[float], Sequence[float]]]) -> Tested:
    """Treatment against reference within pairs, with the scatter inside each period: the fixed-effects linear model.

    Args:
        cells: for each pair the values under treatment and under reference.

    Raises:
        ValueError: no period has two values.
    """
    arrays = [(np.asarray(a, dtype=float), np.asarray(b, dtype=float)) for a, b in cells]
    rest = sum(((it - it.mean()) ** 2).sum() for pair in arrays for it in pair)
    df = sum(len(it) - 1 for pair in arrays for it in pair)
    if not df:
        raise ValueError("two values of one period are needed")
    spread = sum(1 / len(it) for pair in arrays for it in pair)
    mean = float(np.mean([a.mean() - b.mean() for a, b in arrays]))
    return _tested(mean, np.sqrt(rest / df * spread) / len(arrays), df)


def sign_flip(differences: Sequence[float]) -> float:
    """The two-sided p of the exact randomisation test: of all ways to flip the pairs, how many are as far from zero."""
    values: NDArray[np.float64] = np.asarray(differences, dtype=float)
    flips = np.array(list(itertools.product((1, -1), repeat=len(values))))
    return float(np.mean(np.abs(flips @ values) >= abs(values.sum()) - 1e-12))


def pair_differences(series: Series, treatment: str) -> tuple[float, ...]:
    """Mean under treatment minus mean under reference, benefit above 0, for each two neighbouring periods of these two."""
    reference, turn = series.conditions[0], series.measure.towards_better
    means = {
        it.number: turn * float(np.mean([day.value for day in series.counted if day.period == it.number]))
        for it in series.periods
        if it.usable and it.condition in (reference, treatment)
    }
    held = [it for it in series.periods if it.number in means]
    pairs = [(held[at], held[at + 1]) for at in range(0, len(held) - 1, 2)]
    return tuple(
        (means[a.number] - means[b.number]) * (1 if a.condition == treatment else -1)
        for a, b in pairs
        if a.condition != b.condition
    )


def _tested(mean: float, se: float, df: float) -> Tested:
    t = mean / se if se > 0 else np.inf * np.sign(mean) if mean else 0.0
    wide = float(stdtrit(df, 0.975)) * se
    p = float(2 * stdtr(df, -abs(t)))
    return Tested(float(mean), float(se), float(t), float(df), p, float(mean - wide), float(mean + wide))
