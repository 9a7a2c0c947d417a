"""What a planned trial can show: the same design run on made-up people whose benefit is known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fibrocare.engine.response.trial.decide import KEEP, STOP
from fibrocare.engine.response.trial.design import Design
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.model import fit
from fibrocare.engine.response.trial.series import read_series
from fibrocare.engine.response.trial.simulate import Truth, days_of

# Daily pain in one person, from 34 women with fibromyalgia (fm-ema); every fifth day without an answer (design).
SIGMA, RHO, MISSING = 1.34, 0.36, 0.2
TRIALS, _NODES = 300, 12


@dataclass(frozen=True, slots=True)
class Chances:
    """How often trials of this design end in each way where the true benefit is `benefit`."""

    benefit: float
    keep: float
    stop: float

    @property
    def clear(self) -> float:
        """How often the trial decides."""
        return self.keep + self.stop


def chances(planned: Design, measure: Measure, benefits: Sequence[float], *, trials: int = TRIALS) -> tuple[Chances, ...]:
    """What the design shows of its first treatment, for each true benefit; the same for the same seed of the design."""
    return tuple(_chances(planned, measure, benefit, trials) for benefit in benefits)


def _chances(planned: Design, measure: Measure, benefit: float, trials: int) -> Chances:
    rng = np.random.default_rng(planned.seed)
    reference, treatment, *_ = planned.conditions
    order = [{reference: "off", treatment: "on"}.get(it.condition, it.condition) for it in planned.slots]
    names = ("off", "on", *planned.conditions[2:])
    middle = (measure.low + measure.high) / 2 * measure.towards_better
    truth = Truth(level=middle - benefit / 2, trend=0, benefit=benefit, rho=RHO, sigma=SIGMA * measure.span / 10)
    matters = []
    for _ in range(trials):
        days = days_of(truth, order, planned.days, measure, rng, missing=MISSING, whole=True)
        series = read_series(days, measure, names, discard=planned.discard)
        matters.append(1 - fit(series, nodes=_NODES).mixture("on").below(measure.matters))
    return Chances(benefit, float(np.mean(np.array(matters) >= KEEP)), float(np.mean(np.array(matters) <= STOP)))
