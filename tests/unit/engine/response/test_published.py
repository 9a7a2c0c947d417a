"""The published effect as what is believed before a trial."""

import pytest

from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.published import BETWEEN, published_prior

PAIN = Measure("pain")


def test_a_standardised_effect_becomes_points_by_the_spread_of_the_outcome(knowledge):
    """Duloxetine: 0.33 SD (0.30 to 0.36) of 2.2 points."""
    prior = published_prior("duloxetine", "pain", PAIN, knowledge)

    assert prior.mean == pytest.approx(0.33 * 2.2)
    assert prior.sd == pytest.approx(((0.06 / 3.919928 * 2.2) ** 2 + (BETWEEN * 10) ** 2) ** 0.5)


def test_another_scale_takes_the_same_share(knowledge):
    ten, hundred = (published_prior("duloxetine", "pain", Measure("x", 0, top), knowledge) for top in (10, 100))

    assert hundred.mean == pytest.approx(10 * ten.mean)
    assert hundred.sd == pytest.approx(10 * ten.sd)


def test_every_prior_is_weak_enough_for_a_person_to_differ(knowledge):
    found = [published_prior(name, outcome, PAIN, knowledge) for name in knowledge.therapies for outcome in knowledge.outcomes]

    known = [it for it in found if it is not None]
    assert len(known) > 20
    assert all(it.sd >= BETWEEN * 10 for it in known)
    assert all(abs(it.mean) < 5 for it in known)


def test_without_a_mean_difference_there_is_none(knowledge):
    assert published_prior("duloxetine", "sleep", PAIN, knowledge) is None
