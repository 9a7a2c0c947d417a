import pytest

from fibrocare.engine.answers import Refused
from fibrocare.engine.scores import score
from fibrocare.exchange.contract import to_contract

PHQ9 = {f"phq9_item{number}": 1 for number in range(1, 10)}


class TestMissing:
    @pytest.mark.parametrize("name", ["phq9", "gad7", "fiqr", "pain_triplet", "sss", "peg"])
    def test_is_never_zero(self, assessed, knowledge, name):
        """Every item at its worst but one, which is missing: the score is not the sum of the rest."""
        items = [item.field for item in knowledge.instruments[name].items if knowledge.fields[item.field].type in ("int", "yn")]
        items = [item for item in items if item != "phq9_difficulty"]
        worst = {item: "yes" if knowledge.fields[item].type == "yn" else int(knowledge.fields[item].max) for item in items}
        full = assessed(**worst).scores[name].main.number
        gone = {item: value for item, value in worst.items() if item != items[-1]}

        number = assessed(**gone).scores[name].main.number

        assert number.missing == (items[-1],)
        assert number.score in (None, full.score)
        assert number.high == full.score

    def test_without_any_answer_there_is_no_score(self, assessed):
        assert assessed(age_years=50, sex_at_birth="female", bmi=31).scores.keys() == set()


class TestItemNine:
    def test_is_never_imputed(self, assessed):
        found = assessed(**{name: 3 for name in PHQ9 if name != "phq9_item9"})

        assert found.scores["phq9"].main.number.score is None
        assert found.scores["phq8"].main.number.score == 24

    def test_missing_still_bounds_the_total_that_rules_read(self, assessed):
        found = assessed(**{name: 3 for name in PHQ9 if name != "phq9_item9"})

        assert "D14" in [flag.rule.id for flag in found.triage.flags]


class TestRange:
    def test_a_yes_is_not_a_one(self, assessed):
        with pytest.raises(Refused):
            assessed(nrs_pain=True)


def test_a_total_given_and_items_that_differ_are_both_kept(assessed):
    found = assessed(**PHQ9, phq9_total=20)

    (conflict,) = found.facts.conflicts
    assert (conflict.field, conflict.given, conflict.derived, conflict.used) == ("phq9_total", 20, 9, 20)


def test_one_scorer_scores_what_nobody_answered_as_unknown(assessed, knowledge):
    result = score("gad7", assessed().facts, knowledge)

    assert result.main.number.score is None
    assert (result.main.number.low, result.main.number.high) == (0, 21)
    assert set(result.main.cuts.values()) == {None}


def test_a_total_of_which_a_part_was_never_asked_is_not_complete(assessed, knowledge):
    found = to_contract(assessed(sss=9), knowledge)["scores"]["psd"]

    assert found["score"] is None
    assert not found["complete"]
    assert found["missing"] == ["wpi"]
