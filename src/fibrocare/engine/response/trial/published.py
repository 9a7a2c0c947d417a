"""What is believed of a benefit before the trial, from the published effect: its mean on people, and how far people differ."""

import math

from fibrocare.engine.plan.benefit import standard_error, standardised
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.model import Prior
from fibrocare.knowledge import Knowledge

# How far the benefit of one person may lie from the mean of people, in parts of the scale (design: weak on purpose).
BETWEEN = 0.15


def published_prior(therapy: str, outcome: str, measure: Measure, knowledge: Knowledge) -> Prior | None:
    """The effect that the plan ranks by, as a prior in points of a scale; None where its file gives none for the outcome.

    Args:
        therapy: its id.
        outcome: an id of `outcomes.toml`, such as "pain".
        measure: the scale; standard deviations become points by the spread that `outcomes.toml` gives.

    Raises:
        KeyError: a therapy or outcome that the knowledge does not have.
    """
    kind = knowledge.outcomes[outcome]
    main = next((it for it in knowledge.therapies[therapy].effects if it.main and it.outcome == outcome), None)
    size = standardised(main, kind) if main else None
    if main is None or size is None:
        return None
    smd, low, high = size
    points = kind.sd_0_10 / 10 * measure.span
    return Prior(smd * points, math.hypot(standard_error(low, high) * points, BETWEEN * measure.span), f"{therapy}: {main.what}")
