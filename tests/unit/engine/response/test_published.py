"""The published effect as what is believed before a trial."""

import msgspec
import pytest

from fibrocare.engine.plan.benefit import benefit
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.published import BETWEEN, published_prior

PAIN = Measure("pain")


def test_it_is_the_effect_that_the_plan_ranks_by(knowledge):
    """Duloxetine at its usual dose: 31 against 21 of 100 with half the pain gone, as standard deviations of 2.2 points."""
    therapy = knowledge.therapies["duloxetine"]
    (ranked,) = [it for it in benefit(therapy, "duloxetine", {"pain": 1.0}, knowledge).expected if it.outcome == "pain"]

    prior = published_prior("duloxetine", "pain", PAIN, knowledge)

    assert prior.mean == pytest.approx(2.2 * ranked.smd)
    assert 0.5 < prior.mean < 0.8
    assert "120 mg" not in prior.source


def test_a_mean_difference_keeps_its_points_and_adds_how_far_people_differ(knowledge):
    effect = msgspec.structs.replace(
        knowledge.therapies["duloxetine"].effects[0], measure="md_0_10", value=1.0, low=0.5, high=1.5, main=True
    )
    therapy = msgspec.structs.replace(knowledge.therapies["duloxetine"], effects=(effect,))
    changed = msgspec.structs.replace(knowledge, therapies={**knowledge.therapies, "duloxetine": therapy})

    prior = published_prior("duloxetine", "pain", PAIN, changed)

    assert prior.mean == pytest.approx(1.0)
    assert prior.sd == pytest.approx(((0.5 / 1.959964) ** 2 + (BETWEEN * 10) ** 2) ** 0.5)


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


def test_without_an_effect_on_the_outcome_there_is_none(knowledge):
    assert published_prior("duloxetine", "sleep", PAIN, knowledge) is None
