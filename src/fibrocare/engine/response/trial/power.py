"""What a design can show before it begins: trials with a known truth, planned like this one, read by the same rule."""

from dataclasses import dataclass

import numpy as np

from fibrocare.engine.response.trial.decide import KEEP, STOP
from fibrocare.engine.response.trial.design import Design
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.model import WEAK, fit
from fibrocare.engine.response.trial.series import read_series
from fibrocare.engine.response.trial.simulate import Truth, days_of

# A person as the published diaries have them (fm-ema): pain 5.64, SD of days 1.34, correlation 0.36, 21 % missing.
LEVEL, SCATTER, RHO, MISSING = 5.64, 1.34, 0.36, 0.21
TRIALS, _NODES = 300, 12
_PAIN = Measure("pain")


@dataclass(frozen=True, slots=True)
class Chance:
    """With this true benefit in points, how often the trial ends in keep, in stop, or open."""

    benefit: float
    keep: float
    stop: float
    open: float

    @property
    def clear(self) -> float:
        """How often the trial decides."""
        return self.keep + self.stop


def chances(design: Design, measure: Measure = _PAIN, trials: int = TRIALS) -> tuple[Chance, ...]:
    """For no benefit, the smallest that matters, and one and a half times that. The same design gives the same numbers.

    Args:
        trials: how many are made up for each; the error of a share is half of one divided by the root of it, at most.
    """
    return tuple(_chance(design, measure, benefit, trials) for benefit in (0.0, measure.matters, 1.5 * measure.matters))


def _chance(design: Design, measure: Measure, benefit: float, trials: int) -> Chance:
    rng = np.random.default_rng(design.seed)
    truth = Truth(LEVEL * measure.towards_better, 0.0, benefit, RHO, SCATTER)
    treatment = design.conditions[1]
    order = ["on" if it.condition == treatment else "off" for it in design.slots]
    found = np.array([_matters(order, design, measure, truth, rng) for _ in range(trials)])
    keep, stop = float(np.mean(found >= KEEP)), float(np.mean(found <= STOP))
    return Chance(benefit, keep, stop, 1 - keep - stop)


def _matters(order: list[str], design: Design, measure: Measure, truth: Truth, rng: np.random.Generator) -> float:
    days = days_of(truth, order, design.days, measure, rng, missing=MISSING, whole=True)
    series = read_series(days, measure, ("off", "on"), discard=design.discard)
    return 1 - fit(series, WEAK, nodes=_NODES).mixture("on").below(measure.matters)
