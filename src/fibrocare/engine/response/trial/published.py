"""What is believed of a benefit before the trial, from the published effect: its mean on people, and how far people differ."""

import math

from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.model import Prior
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import Effect

# How far the benefit of one person may lie from the mean of people, in parts of the scale (design: weak on purpose).
BETWEEN = 0.15
_Z95 = 1.959964


def published_prior(therapy: str, outcome: str, measure: Measure, knowledge: Knowledge) -> Prior | None:
    """The published effect as a prior in points of a scale; None where no effect is told as a mean difference.

    Args:
        therapy: its id.
        outcome: an id of `outcomes.toml`, such as "pain".
        measure: the scale; standard deviations become points by the spread that `outcomes.toml` gives.

    Raises:
        KeyError: a therapy or outcome that the knowledge does not have.
    """
    told = [it for it in knowledge.therapies[therapy].effects if it.outcome == outcome and it.value is not None]
    found = next((it for it in sorted(told, key=lambda it: not it.main) if it.measure != "responders"), None)
    if found is None or found.value is None:
        return None
    points = _points(found, outcome, knowledge) * measure.span
    unsure = (found.high - found.low) / (2 * _Z95) * points if found.low is not None and found.high is not None else 0.0
    return Prior(found.value * points, math.hypot(unsure, BETWEEN * measure.span), f"{therapy}: {found.what}")


def _points(effect: Effect, outcome: str, knowledge: Knowledge) -> float:
    """Parts of a scale in one unit of the effect."""
    spread = knowledge.outcomes[outcome].sd_0_10
    return {"smd": spread / 10, "md_0_10": 1 / 10, "md_0_100": 1 / 100}[effect.measure]
