"""Three-valued logic: every truth table of Kleene, comparisons of ranges, unsure, lists."""

import datetime as dt
import itertools

import pytest

from fibrocare.engine.answers import UNSURE
from fibrocare.engine.facts import Facts, Range, explain, holds
from fibrocare.engine.facts.model import Taken
from fibrocare.knowledge.conditions import parse

DAY = dt.date(2026, 11, 22)
TRUTHS = (True, False, None)


def facts(**values):
    return Facts(as_of=DAY, values={name: value for name, value in values.items() if value is not None})


@pytest.mark.parametrize(("a", "b"), list(itertools.product(TRUTHS, repeat=2)))
def test_all_and_any_and_not_follow_kleene(a, b):
    person = facts(a=a, b=b)
    terms = [{"a": "yes"}, {"b": "yes"}]

    conjunction = False if False in (a, b) else None if None in (a, b) else True
    disjunction = True if True in (a, b) else None if None in (a, b) else False

    assert holds(parse({"all": terms}), person) is conjunction
    assert holds(parse({"any": terms}), person) is disjunction
    assert holds(parse({"not": {"a": "yes"}}), person) is (None if a is None else not a)


@pytest.mark.parametrize("truths", list(itertools.product(TRUTHS, repeat=4)))
def test_a_count_is_known_as_soon_as_it_cannot_change(truths):
    person = facts(**dict(zip("abcd", truths, strict=True)))
    low, high = truths.count(True), truths.count(True) + truths.count(None)
    expected = True if low >= 2 else False if high < 2 else None

    assert holds(parse({"count": [{name: "yes"} for name in "abcd"], "at_least": 2}), person) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(3, False), (4, True), (6, True), (7, False), (Range(4, 6), True), (Range(0, 3), False), (Range(7, 9), False),
     (Range(3, 5), None), (Range(0, 9), None), (Range(), None), (None, None), (UNSURE, None)],
)  # fmt: skip
def test_a_number_or_a_range_is_held_against_limits(value, expected):
    assert holds(parse({"wpi": {"at_least": 4, "at_most": 6}}), facts(wpi=value)) is expected


@pytest.mark.parametrize(("value", "expected"), [(40, False), (40.1, True), (Range(40, 41), None), (Range(30, 40), False)])
def test_an_open_limit_leaves_out_the_limit_itself(value, expected):
    assert holds(parse({"neck_cm": {"more_than": 40}}), facts(neck_cm=value)) is expected


class TestUnsure:
    def test_is_unknown(self):
        assert holds(parse({"rf_fever": "yes"}), facts(rf_fever=UNSURE)) is None

    def test_is_yes_for_emergencies(self):
        assert holds(parse({"rf_fever": "yes"}), facts(rf_fever=UNSURE), unsure_is_yes=True) is True

    def test_never_is_no_for_emergencies(self):
        assert holds(parse({"rf_fever": "no"}), facts(rf_fever=UNSURE), unsure_is_yes=True) is None
        assert holds(parse({"not": {"rf_fever": "yes"}}), facts(rf_fever=UNSURE), unsure_is_yes=True) is None

    def test_can_be_a_value_of_its_own(self):
        assert holds(parse({"pregnancy_status": {"one_of": ["trying", "unsure"]}}), facts(pregnancy_status=UNSURE)) is True


class TestWordsYesAndNo:
    def test_are_values_of_some_enumerations(self):
        assert holds(parse({"pregnancy_status": "no"}), facts(pregnancy_status="no")) is True
        assert holds(parse({"pregnancy_status": "no"}), facts(pregnancy_status="pregnant")) is False


class TestLists:
    def taken(self, **more):
        return Taken("phenelzine", frozenset({"maoi"}), **{"now": True, **more})

    def person(self, *taken, unclear=()):
        return Facts(as_of=DAY, values={}, taken=taken, problems=frozenset({"gout"}), unclear=frozenset(unclear))

    def test_a_list_that_nobody_gave_is_unknown(self):
        assert holds(parse({"takes": "maoi"}), facts()) is None
        assert holds(parse({"dx": "gout"}), facts()) is None

    def test_a_list_without_it_says_no(self):
        assert holds(parse({"takes": "opioid"}), self.person(self.taken())) is False
        assert holds(parse({"dx": "hiv"}), self.person()) is False

    def test_an_entry_that_nobody_could_read_leaves_it_open(self):
        assert holds(parse({"takes": "opioid"}), self.person(self.taken(), unclear=["takes"])) is None
        assert holds(parse({"dx": "hiv"}), self.person(unclear=["dx"])) is None
        assert holds(parse({"dx": "gout"}), self.person(unclear=["dx"])) is True

    @pytest.mark.parametrize(("days", "expected"), [(0, True), (14, True), (15, False)])
    def test_a_medicine_stopped_within_days_counts(self, days, expected):
        person = self.person(self.taken(now=False, days_since_stop=days))

        assert holds(parse({"takes": "maoi", "within_days": 14}), person) is expected
        assert holds(parse({"takes": "maoi"}), person) is False

    def test_a_maoi_with_an_unknown_last_day_counts_as_taken(self):
        person = self.person(self.taken(now=None))

        assert holds(parse({"takes": "maoi", "within_days": 14}), person) is True

    def test_another_medicine_with_an_unknown_last_day_is_unknown(self):
        person = self.person(Taken("simvastatin", frozenset({"statin"}), now=None))

        assert holds(parse({"takes": "statin", "within_days": 90}), person) is None


class TestExplain:
    def test_names_what_carries_a_yes(self):
        why = explain(parse({"any": [{"a": "yes"}, {"b": "yes"}], "c": {"at_least": 3}}), facts(a=True, c=5))

        assert (why.truth, why.because, why.unknown) == (True, ("a", "c"), ())

    def test_names_what_would_decide(self):
        why = explain(parse({"a": "yes", "b": "yes"}), facts(a=True))

        assert (why.truth, why.because, why.unknown) == (None, ("a",), ("b",))

    def test_asks_nothing_that_no_longer_matters(self):
        why = explain(parse({"all": [{"a": "yes"}, {"b": "yes"}]}), facts(a=False))

        assert (why.truth, why.against, why.unknown) == (False, ("a",), ())


def test_a_suspected_problem_is_unknown():
    facts = Facts(as_of=DAY, values={}, problems=frozenset(), suspected=frozenset({"long_qt"}))

    assert holds(parse({"dx": "long_qt"}), facts) is None
    assert holds(parse({"dx": "epilepsy"}), facts) is False
