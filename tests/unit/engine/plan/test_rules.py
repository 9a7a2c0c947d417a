"""What a rule is asked about: itself left out, pairs from both sides, courses that have not begun."""

import pytest

from fibrocare.engine.plan.offers import offer
from fibrocare.engine.plan.rules import hits
from fibrocare.engine.plan.subjects import of_therapy, subject_of

NOW = {"ingredient": "duloxetine", "mg_per_day": 60, "start": "2026-11-02"}


def ids(name, facts, knowledge):
    return [hit.id.partition("/")[2] for hit in hits(of_therapy(name, knowledge), facts, knowledge) if hit.truth]


def test_a_medicine_never_interacts_with_itself(shelf, facts, rule):
    made = shelf(rule("A", action="avoid", when={"takes": "snri"}))

    assert ids("duloxetine", facts(medication_list=[NOW]), made) == []
    assert ids("duloxetine", facts(medication_list=[{"ingredient": "venlafaxine"}]), made) == ["A"]


def test_a_rule_is_for_names_groups_ingredients_and_classes_but_not_for_exceptions(shelf, facts, rule):
    always = {"age_years": {"at_least": 0}}
    made = shelf(
        rule("id", action="inform", when=always),
        rule("class", action="inform", when=always, **{"for": ["snri"]}),
        rule("kind", action="inform", when=always, **{"for": ["medicine"]}),
        rule("other", action="inform", when=always, **{"for": ["pregabalin"]}),
        rule("out", action="inform", when=always, **{"for": ["medicine"]}, not_for=["snri"]),
    )

    assert ids("duloxetine", facts(age_years=40), made) == ["class", "id", "kind"]


def test_an_interaction_belongs_to_the_pair(shelf, facts, rule):
    made = shelf(rule("A", action="avoid", when={"takes": "gabapentinoid"}, **{"for": ["snri"]}))

    (hit,) = hits(of_therapy("pregabalin", made), facts(medication_list=[NOW]), made)

    assert (hit.id, hit.truth, hit.with_) == ("medications/A", True, "duloxetine")
    assert offer("pregabalin", facts(medication_list=[NOW]), made).status == "withheld"
    assert offer("pregabalin", facts(medication_list=[]), made).status == "offered"


def test_what_held_before_is_not_laid_to_the_newcomer(shelf, facts, rule):
    made = shelf(rule("A", action="avoid", when={"any": [{"egfr": {"less_than": 30}}, {"takes": "gabapentinoid"}]}))

    assert hits(of_therapy("pregabalin", made), facts(medication_list=[NOW], egfr=20), made) == ()


@pytest.mark.parametrize(("others", "fires"), [(["sertraline"], False), (["sertraline", "tramadol"], True)])
def test_the_proposed_medicine_counts_itself(shelf, facts, rule, others, fires):
    made = shelf(rule("A", action="avoid", when={"together": {"of": "serotonergic", "at_least": 3}}))
    taken = [{"ingredient": name} for name in others]

    assert (ids("duloxetine", facts(medication_list=taken), made) == ["A"]) is fires
    # One listed twice counts once, and so does the proposed one where it is taken already.
    assert (ids("duloxetine", facts(medication_list=[*taken, *taken, NOW]), made) == ["A"]) is fires


def test_a_list_that_was_not_given_leaves_a_count_open(shelf, facts, rule):
    made = shelf(rule("A", action="avoid", when={"together": {"of": "serotonergic", "at_least": 2}}))

    assert [hit.truth for hit in hits(of_therapy("duloxetine", made), facts(), made)] == [None]


class TestCourse:
    def test_a_course_that_has_not_begun_is_silent(self, shelf, facts, rule):
        made = shelf(rule("A", action="stop", when={"sessions": {"at_least": 8}, "responder": "no"}))

        assert offer("duloxetine", facts(), made).status == "offered"
        assert offer("duloxetine", facts(sessions=8, responder="no"), made).status == "withheld"
        assert offer("duloxetine", facts(sessions=8), made).status == "offered"

    def test_a_result_that_nobody_needs_is_silent_too(self, shelf, facts, rule):
        made = shelf(rule("A", action="avoid", when={"cyp2d6": "poor"}))

        assert offer("duloxetine", facts(), made).status == "offered"
        assert offer("duloxetine", facts(cyp2d6="poor"), made).status == "withheld"

    @pytest.mark.parametrize(
        ("when", "fires"),
        [
            ({"dose_total": {"more_than": 60}}, False), ({"dose_total": {"at_least": 60}}, True),
            ({"weeks_taken": {"at_least": 3}}, False), ({"weeks_taken": {"at_least": 2}}, True),
            ({"day_of_therapy": {"at_most": 21}}, True), ({"day_of_therapy": {"at_most": 20}}, False),
        ],
    )  # fmt: skip
    def test_dose_and_length_come_from_the_medicine_list(self, shelf, facts, rule, when, fires):
        assert (ids("duloxetine", facts(medication_list=[NOW]), shelf(rule("A", action="avoid", when=when))) == ["A"]) is fires

    def test_they_are_those_of_the_medicine_itself(self, shelf, facts, rule):
        made = shelf(rule("A", action="avoid", when={"dose_total": {"at_least": 60}}, **{"for": ["pregabalin"]}))

        assert ids("pregabalin", facts(medication_list=[NOW]), made) == []


@pytest.mark.parametrize(
    ("allergies", "status"),
    [("Cymbalta", "withheld"), ("penicillin", "offered"), ("?", "needs_data"), (None, "needs_data")],
)
def test_allergy_to_itself(shelf, facts, rule, allergies, status):
    made = shelf(rule("A", action="contraindicated", when={"allergy": "self"}))

    assert offer("duloxetine", facts(**({"allergies": [{"substance": allergies}]} if allergies else {})), made).status == status


@pytest.mark.parametrize(
    ("planned", "truth"), [([{"ingredient": "linezolid"}], True), ([{"ingredient": "ciprofloxacin"}], False), (None, False)]
)
def test_a_planned_medicine(shelf, facts, rule, planned, truth):
    made = shelf(rule("A", action="avoid", when={"planned": "linezolid"}))
    person = facts(**({"planned_medications": planned} if planned else {}))

    assert (ids("duloxetine", person, made) == ["A"]) is truth


def test_a_class_can_be_asked_about(shelf, facts, rule):
    made = shelf(rule("A", action="avoid", when={"takes": "opioid"}, **{"for": ["benzodiazepine"]}))

    assert [
        hit.truth for hit in hits(subject_of("benzodiazepine", made), facts(medication_list=[{"ingredient": "morphine"}]), made)
    ] == [True]
