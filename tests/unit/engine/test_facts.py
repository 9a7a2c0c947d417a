import pytest

from fibrocare.engine.facts import Range, holds
from fibrocare.knowledge.conditions import parse


class TestConflict:
    def test_the_restrictive_one_counts_and_both_are_shown(self, assessed):
        facts = assessed(bipolar_history="no", dx_list=[{"name": "Bipolar disorder"}]).facts

        assert facts.get("bipolar_history") is True
        (conflict,) = [it for it in facts.conflicts if it.field == "bipolar_history"]
        assert (conflict.given, conflict.derived, conflict.used) == (False, True, True)

    def test_a_flag_answered_yes_stays_yes(self, assessed):
        assert assessed(on_anticoagulant="yes", medication_list=[]).facts.get("on_anticoagulant") is True

    def test_of_two_kidney_functions_the_lower_counts(self, assessed):
        facts = assessed(age_years=60, sex_at_birth="female", weight_kg=60, creatinine_mg_dl=2.0, crcl=90).facts

        assert facts.get("crcl") == pytest.approx(28.3, abs=0.1)


def test_unsure_about_the_list_outweighs_a_no_to_the_question(assessed):
    found = assessed(on_serotonergic="no", medication_list="unsure", rf_serotonin_toxicity="yes")

    assert "E08" in [flag.rule.id for flag in found.triage.flags]


def test_what_a_problem_implies_is_only_ever_a_yes(assessed):
    assert assessed(dx_list=[]).facts.get("seizure_history") is None
    assert assessed(dx_list=[{"name": "Epilepsy"}]).facts.get("seizure_history") is True


def test_a_resolved_problem_is_history_not_presence(assessed):
    facts = assessed(dx_list=[{"name": "Epilepsy", "status": "resolved"}]).facts

    assert "epilepsy" not in facts.problems
    assert facts.get("seizure_history") is True


@pytest.mark.parametrize(
    "name",
    [
        "No history of epilepsy",
        "Family history of epilepsy",
        "Denies epilepsy",
        "Finding without epilepsy",
        "Epilepsy ruled out",
        "Epilepsy: denied",
        "Epilepsy - not present.",
        "FH: epilepsy",
        "F/H epilepsy",
        "Mother had epilepsy",
        "Epilepsy in brother",
    ],
)
def test_what_is_denied_is_not_there(assessed, name):
    facts = assessed(dx_list=[{"name": name}]).facts

    assert facts.problems == frozenset()
    assert facts.get("seizure_history") is None


def test_creatinine_clearance_by_hand(assessed):
    # (140 - 40) x 72 / (72 x 1) = 100; x 0.85 for a woman
    given = {"age_years": 40, "weight_kg": 72, "creatinine_mg_dl": 1}

    assert assessed(**given, sex_at_birth="male").facts.get("crcl") == 100
    assert assessed(**given, sex_at_birth="female").facts.get("crcl") == 85
    assert assessed(**given, sex_at_birth="declined").facts.get("crcl") is None


def test_symptoms_are_counted_as_far_as_they_are_known(assessed):
    assert assessed(fatigue_0_3=2, cognitive_0_3=0).facts.get("symptom_count") == Range(1, 8)


@pytest.mark.parametrize(
    ("name", "there", "not_there"),
    [
        ("Age-related osteoporosis without current pathological fracture", "osteoporosis", "fracture"),
        ("Severe major depression without psychotic features", "depression", "psychosis"),
        ("Breast cancer screening", None, "malignancy"),
        ("Prediabetes", "prediabetes", "diabetes"),
        ("Pulmonary hypertension", None, "hypertension"),
        ("Respiratory depression", None, "depression"),
    ],
)
def test_words_that_only_look_like_a_condition(assessed, name, there, not_there):
    problems = assessed(dx_list=[{"name": name}]).facts.problems

    assert not_there not in problems
    assert there is None or there in problems


class TestDoubt:
    def test_unsure_about_what_is_bought_leaves_every_medicine_open(self, assessed):
        assert assessed(medication_list=[], otc_supplements="unsure").facts.get("on_serotonergic") is None
        assert assessed(medication_list=[], otc_supplements=[]).facts.get("on_serotonergic") is False

    def test_a_supplement_that_nobody_knows_is_listed_even_without_a_medicine_list(self, assessed):
        facts = assessed(otc_supplements=["grandmothers drops"]).facts

        assert [entry["name"] for entry in facts.unmapped] == ["grandmothers drops"]
        assert "takes" in facts.unclear

    def test_a_suspected_problem_is_neither_there_nor_absent(self, assessed):
        found = assessed(dx_list=[{"name": "Possible epilepsy"}])

        assert "epilepsy" not in found.facts.problems
        assert "epilepsy" in found.facts.suspected

    def test_words_that_deny_and_a_code_that_does_not_leave_it_open(self, assessed):
        facts = assessed(dx_list=[{"name": "Family history of epilepsy", "snomed": "84757009"}]).facts

        assert "epilepsy" in facts.suspected
        assert facts.get("seizure_history") is None

    def test_without_ends_where_the_sentence_turns(self, assessed):
        assert "depression" in assessed(dx_list=[{"name": "Without fracture but major depression"}]).facts.problems


def test_accents_do_not_hide_a_medicine(assessed):
    assert assessed(medication_list=[{"name": "Parox\u00e9tine"}]).facts.get("on_serotonergic") is True


def test_a_total_and_a_map_that_disagree_leave_both_possible(assessed):
    found = assessed(wpi=12, wpi_sites=["neck"])

    assert found.facts.get("wpi") == Range(1, 12)
    assert found.criteria["acr_2016"].parts["wpi"] == Range(1, 12)


@pytest.mark.parametrize(
    ("tried", "done"),
    [
        ([{"therapy": "Walking", "weeks": 12}, {"therapy": "pain education"}], True),
        ([{"therapy": "graded_exercise", "weeks": 11}, {"therapy": "education"}], False),
        ([{"therapy": "Tai chi"}, {"therapy": "education"}], None),
        ([{"therapy": "Walking", "weeks": 20}], False),
        ([], False),
    ],
)
def test_whether_the_first_line_is_done(assessed, tried, done):
    assert assessed(prior_fm_treatments=tried).facts.get("first_line_done") is done


DULOXETINE = {"therapy": "Duloxetine", "weeks": 12, "response": "none"}


@pytest.mark.parametrize(
    ("second", "failed"),
    [
        ({"therapy": "pregabalin", "weeks": 12, "response": "none"}, True),
        ({"therapy": "pregabalin", "weeks": 11, "response": "none"}, False),
        ({"therapy": "pregabalin", "weeks": 1, "response": "worse"}, True),
        ({"therapy": "pregabalin", "weeks": 20, "response": "partial"}, False),
        ({"therapy": "pregabalin", "response": "none"}, None),
        ({"therapy": "pregabalin", "weeks": 20}, None),
        (DULOXETINE, False),
        ({"therapy": "walking", "weeks": 20, "response": "none"}, False),
    ],
)
def test_whether_two_branches_failed(assessed, second, failed):
    assert assessed(prior_fm_treatments=[DULOXETINE, second]).facts.get("two_branches_failed") is failed


def test_starts_and_totals_come_from_the_medicine_list(assessed):
    listed = [
        {"name": "Tylenol", "mg_per_day": 1000, "start": "2026-11-01"},
        {"name": "acetaminophen 325 mg / oxycodone 5 mg", "ingredient": "acetaminophen", "mg_per_day": 1300},
        {"ingredient": "duloxetine", "start": "2026-10-25"},
    ]

    facts = assessed(medication_list=listed).facts

    assert facts.get("daily_total_all_products_mg") == 2300
    assert facts.get("new_starts_in_4wk") == 2
    assert facts.get("fm_medicine_started_within_days") == 28
    assert assessed(medication_list=[{"name": "Tylenol"}]).facts.get("daily_total_all_products_mg") == Range(0)


def test_a_medicine_that_nobody_can_read_may_be_a_new_start(assessed):
    facts = assessed(medication_list=[{"name": "the little blue ones"}]).facts

    assert facts.get("new_starts_in_4wk") == Range(0)
    assert facts.get("daily_total_all_products_mg") == Range(0)


class TestKidney:
    def test_the_clearance_that_counts_is_the_worse_one(self, assessed):
        facts = assessed(age_years=40, sex_at_birth="male", weight_kg=74, creatinine_mg_dl=1, crcl=25).facts

        assert facts.get("crcl") == facts.get("kidney_function") == 25

    def test_the_reported_rate_stands_in_for_a_clearance(self, assessed):
        assert assessed(egfr=44).facts.get("kidney_function") == 44
        assert assessed(egfr=44, crcl=80).facts.get("kidney_function") == 80

    def test_its_age_is_that_of_the_value_used(self, assessed):
        old = {"name": "creatinine", "value": 1, "unit": "mg/dL", "date": "2026-05-01"}
        new = {"name": "eGFR", "value": 90, "unit": "mL/min/1.73 m2", "date": "2026-11-01"}
        known = {"age_years": 40, "sex_at_birth": "male", "weight_kg": 72}

        assert assessed(**known, lab_results=[old, new]).facts.get("crcl_age_days") == 205
        assert assessed(lab_results=[old, new]).facts.get("crcl_age_days") == 21


@pytest.mark.parametrize(
    ("plans", "truth"),
    [("unsure", None), ([{"ingredient": "zzz"}], None), ([{"ingredient": "duloxetine"}], True), ([], False), (None, False)],
)
def test_a_plan_that_cannot_be_read_is_not_an_empty_one(assessed, plans, truth):
    facts = assessed(**({} if plans is None else {"planned_medications": plans})).facts

    assert holds(parse({"planned": "duloxetine"}), facts) is truth
