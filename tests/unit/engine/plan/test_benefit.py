"""Effects on one scale, weighted by what burdens the person; ties; natural frequencies."""

import math

import msgspec
import pytest

from fibrocare.engine.plan.benefit import Benefit, benefit, is_tie, of_ten, ranks, standardised, weights
from fibrocare.knowledge.schema import Effect

BASE = {
    "outcome": "pain",
    "certainty": "high",
    "what": "half the pain gone",
    "sources": ["design"],
    "verification": "design",
    "main": True,
}


def effect(**keys):
    return msgspec.convert({**BASE, **keys}, Effect)


class TestStandardised:
    def test_standard_deviations_stay(self, knowledge):
        assert standardised(effect(measure="smd", value=0.3, low=0.1, high=0.5), knowledge.outcomes["pain"]) == (0.3, 0.1, 0.5)

    def test_points_are_divided_by_the_spread(self, knowledge):
        kind = knowledge.outcomes["pain"]

        assert standardised(effect(measure="md_0_10", value=kind.sd_0_10), kind) == (1, None, None)
        assert standardised(effect(measure="md_0_100", value=kind.sd_0_100, low=0, high=kind.sd_0_100), kind) == (1, 0, 1)

    def test_responders_by_hand(self, knowledge):
        # Odds 1/3 against 1/9: ratio 3; ln 3 times sqrt(3) over pi = 0.6057.
        size, low, high = standardised(effect(measure="responders", with_pct=25, without_pct=10), knowledge.outcomes["pain"])

        assert size == pytest.approx(math.log(3) * math.sqrt(3) / math.pi)
        assert (low, high) == (None, None)

    def test_an_nnt_interval_gives_the_ends(self, knowledge):
        counts = {"measure": "responders", "with_pct": 25, "without_pct": 14, "nnt_low": 7, "nnt_high": 16}
        size, low, high = standardised(effect(**counts), knowledge.outcomes["pain"])

        assert 0 < low < size < high

    def test_more_people_make_it_surer(self, knowledge):
        spread = []
        for people in (100, 1000):
            _, low, high = standardised(
                effect(measure="responders", with_pct=31, without_pct=21, people=people), knowledge.outcomes["pain"]
            )
            spread.append(high - low)

        assert spread[0] == pytest.approx(spread[1] * math.sqrt(10))

    def test_without_a_size_there_is_none(self, knowledge):
        assert standardised(effect(measure="smd"), knowledge.outcomes["pain"]) is None


class TestWeights:
    def test_add_up_to_one(self, assessed, knowledge):
        assert sum(weights(assessed(nrs_pain=9).facts, knowledge).values()) == pytest.approx(1)

    def test_a_heavier_burden_weighs_more(self, assessed, knowledge):
        light, heavy = (weights(assessed(nrs_pain=score).facts, knowledge)["pain"] for score in (2, 9))

        assert heavy > light

    def test_what_comes_first_counts_twice(self, assessed, knowledge):
        before = weights(assessed(nrs_pain=5).facts, knowledge)
        after = weights(assessed(nrs_pain=5, priority_outcome="sleep").facts, knowledge)

        assert after["sleep"] / after["pain"] == pytest.approx(2 * before["sleep"] / before["pain"])


def test_the_match_is_weighted_and_trusted_by_certainty(therapy, knowledge):
    sure = {**BASE, "measure": "smd", "value": 0.5, "low": 0.3, "high": 0.7}
    it = therapy(name="D", effects=[sure, {**sure, "outcome": "sleep", "certainty": "very_low"}, {**sure, "main": False}])

    found = benefit(it, "D", {"pain": 0.6, "sleep": 0.4}, knowledge)

    assert [part.outcome for part in found.expected] == ["pain", "sleep"]
    assert found.match == pytest.approx(0.6 * 0.5 + 0.4 * 0.5 * 0.5)


def test_differences_inside_the_noise_are_ties():
    one, near, far = Benefit("a", (), 0.50, 0.10), Benefit("b", (), 0.40, 0.10), Benefit("c", (), 0.10, 0.10)

    assert is_tie(one, near)
    assert not is_tie(one, far)
    assert ranks([far, near, one]) == {"a": 1, "b": 1, "c": 3}


@pytest.mark.parametrize(
    ("with_pct", "without_pct", "says"),
    [
        (31, 21, "about 3 have half the pain gone; 1 of them because of it"),
        (30, 15, "about 3 have half the pain gone; 1 or 2 of them because of it"),
        (24, 21, "about 2 have half the pain gone; fewer than 1 of them because of it"),
        (43, 21, "about 4 have half the pain gone; 2 of them because of it"),
    ],
)
def test_natural_frequencies(with_pct, without_pct, says):
    assert of_ten(effect(measure="responders", with_pct=with_pct, without_pct=without_pct)) == f"of 10 people, {says}"
