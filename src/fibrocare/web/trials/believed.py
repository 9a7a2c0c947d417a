"""What is believed of a benefit before a trial: what the clinic's own trials say, else what is published, else little."""

from collections.abc import Sequence

from fibrocare.engine.response.trial.changing import OFF
from fibrocare.engine.response.trial.model import WEAK, Posterior, Prior, fit
from fibrocare.engine.response.trial.pool import pool
from fibrocare.engine.response.trial.published import published_prior
from fibrocare.engine.response.trial.series import not_enough, read_series
from fibrocare.knowledge import load
from fibrocare.web.people.models import Patient
from fibrocare.web.trials.models import Trial
from fibrocare.web.trials.reading import from_kept, usual

# Fewer would tell of single people (design).
LEAST_TRIALS = 3


def prior_for(patient: Patient, conditions: Sequence[str], measure: str) -> Prior:
    """What is believed before the first day.

    Trials of other people enter as one mean and one spread: nothing of a single person is shown.
    """
    published = _published(conditions, measure) or WEAK
    same = Trial.objects.filter(measure=measure, decided_at__isnull=False).exclude(patient=patient)
    fits = [fitted for it in same if it.design["conditions"] == list(conditions) and (fitted := _fitted(it))]
    return pool(fits, conditions[1], published).next_prior if len(fits) >= LEAST_TRIALS else published


def _published(conditions: Sequence[str], measure: str) -> Prior | None:
    """The published effect against going without; None where nobody published one on this outcome."""
    if conditions[0] != OFF:
        return None
    knowledge = load()
    outcomes = [it for it in knowledge.measures[measure].needs if it in knowledge.outcomes]
    found = (published_prior(conditions[1], it, usual(measure), knowledge) for it in outcomes)
    return next((it for it in found if it), None)


def _fitted(trial: Trial) -> Posterior | None:
    """A decided trial, read once more as its decision read it, on the scale alone: what mattered to whom is not compared."""
    planned = trial.planned
    days = from_kept((trial.result or {}).get("days", ()))
    series = read_series(days, usual(trial.measure), planned.conditions, discard=planned.discard)
    return None if not_enough(series) else fit(series, WEAK)
