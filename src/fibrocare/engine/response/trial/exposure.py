"""How far each condition is in force on a day: on or off, or coming and going by its half-life."""

from dataclasses import dataclass

import numpy as np

from fibrocare.engine.response.trial.grid import Array
from fibrocare.engine.response.trial.series import Series


@dataclass(frozen=True, slots=True)
class Carry:
    """An effect that builds up and fades: the days until half of it is there, and until half is gone; 0 is at once."""

    onset: float = 0
    offset: float = 0


AT_ONCE = Carry()


def exposure(series: Series, carry: Carry = AT_ONCE) -> Array:
    """One row a counted day, one column a condition after the reference, each from 0 (gone) to 1 (in full force).

    A day without an entry is taken to be under the condition of the last day that has one. Before the trial nothing was in
    force.
    """
    wanted = [it.date.toordinal() for it in series.counted]
    treatments = series.conditions[1:]
    on = _in_force(series, treatments)
    if carry != AT_ONCE:
        on = smoothed(on, carry)
    first = series.days[0].date.toordinal()
    return on[[day - first for day in wanted]]


def _in_force(series: Series, treatments: tuple[str, ...]) -> Array:
    """Zero or one for every calendar day of the trial."""
    first, last = series.days[0].date.toordinal(), series.days[-1].date.toordinal()
    starts = np.array([it.date.toordinal() - first for it in series.days])
    which = np.array([treatments.index(it.condition) if it.condition in treatments else -1 for it in series.days])
    held = which[np.searchsorted(starts, np.arange(last - first + 1), side="right") - 1]
    on: Array = (held[:, None] == np.arange(len(treatments))).astype(float)
    return on


def smoothed(on: Array, carry: Carry) -> Array:
    """Rows of days that are on (1) or off (0), as an effect that comes and goes by its half-lives."""
    up, down = _share(carry.onset), _share(carry.offset)
    out, now = np.empty_like(on), np.zeros(on.shape[1])
    for row, target in enumerate(on):
        now = now + np.where(target > now, up, down) * (target - now)
        out[row] = now
    return out


def _share(half_life: float) -> float:
    """The part of the remaining way that is gone in a day."""
    return 1.0 if half_life <= 0 else 1 - 0.5 ** (1 / half_life)
