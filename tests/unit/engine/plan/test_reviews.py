"""What is already taken, looked at with the same rules."""

import pytest

from fibrocare.engine.plan.reviews import reviews


@pytest.fixture
def reviewed(facts, knowledge):
    """The short ids of the rules that hold of each medicine taken."""

    def run(**answers):
        found = reviews(facts(**answers), knowledge)
        return {it.ingredient: {hit.id.partition("/")[2] for hit in (*it.hits, *it.together)} for it in found}

    return run


def taken(*names):
    return [{"ingredient": name} for name in names]


def test_an_allergy_to_what_is_taken_is_told(reviewed):
    assert "R08" in reviewed(medication_list=taken("tramadol"), allergies=[{"substance": "Ultram"}])["tramadol"]


def test_two_that_must_not_be_together_are_told_whichever_rule_says_so(reviewed):
    assert "R07b" in reviewed(medication_list=taken("linezolid", "tramadol"))["tramadol"]


@pytest.mark.parametrize(
    "answers",
    [
        {"pregnancy_status": "pregnant", "obstetric_agreement": "no"},
        {"age_years": 16},
        {"new_starts_in_4wk": 2},
        {"phq9_item9": 1, "suicide_assessment_done": "no"},
    ],
)
def test_rules_about_starting_say_nothing_of_what_is_taken(reviewed, answers):
    found = reviewed(medication_list=taken("levothyroxine", "duloxetine"), **answers)

    assert {"R09", "R10", "R12", "R14", "C03", "DUP-11"}.isdisjoint(set().union(*found.values()))


def test_a_medicine_that_was_stopped_is_not_reviewed(reviewed):
    stopped = [{"ingredient": "tramadol", "stop": "2020-01-01"}]

    assert reviewed(medication_list=stopped, allergies=[{"substance": "tramadol"}]) == {}
