import pytest

from fibrocare.engine.findings.triage import LEVELS


def ids(found):
    return [flag.rule.id for flag in found.triage.flags]


@pytest.mark.parametrize("answer", [1, 2, 3])
def test_any_positive_item_nine_is_same_day_whatever_the_total(assessed, answer):
    found = assessed(**{f"phq9_item{number}": 0 for number in range(1, 9)}, phq9_item9=answer)

    assert "D02" in ids(found)
    assert found.triage.level == "same_day"


def test_flags_come_in_the_order_of_urgency(assessed):
    found = assessed(rf_night_sweats="yes", rf_syncope="yes", rf_chest_pain_now="yes", fatigue_interferes_daily="yes")

    levels = [LEVELS.index(flag.level) for flag in found.triage.flags]
    assert levels == sorted(levels)
    assert found.triage.level == "emergency_now"


def test_all_reasons_are_shown_not_only_the_highest(assessed):
    assert {"E01", "N02", "D11"} <= set(ids(assessed(rf_chest_pain_now="yes", rf_night_sweats="yes", rf_syncope="yes")))


def test_a_flag_says_which_facts_it_rests_on(assessed):
    (flag, *_) = assessed(rf_saddle_numbness="yes", rf_bladder_bowel_change="no").triage.flags

    assert (flag.rule.id, flag.because, flag.unknown) == ("E04", ("rf_saddle_numbness",), ())


def test_a_hot_swollen_joint_without_a_word_on_fever_fires_and_asks(assessed):
    found = assessed(rf_hot_swollen_joint="yes")

    flag = next(flag for flag in found.triage.flags if flag.rule.id == "D06")
    assert flag.unknown == ("rf_fever",)
    assert "rf_fever" in [question.field for question in found.triage.questions]
    assert found.triage.could_be == "emergency_now"


def test_questions_come_most_urgent_first_and_each_once(assessed):
    questions = assessed().triage.questions

    levels = [LEVELS.index(question.level) for question in questions]
    assert levels == sorted(levels)
    assert len({question.field for question in questions}) == len(questions)


def test_when_every_question_is_answered_no_nothing_could_be_worse(assessed, knowledge):
    """Ask what the rules ask for, answer no or the least, until nothing is open: then the level is final."""
    answers = {}
    while open_ := asked(assessed(**answers)):
        assert open_[0] not in answers, "a question is asked again"
        answers[open_[0]] = least(open_[0], knowledge)
    found = assessed(**answers)

    assert {question.who for question in found.triage.questions} <= {"laboratory"}
    assert found.triage.level == found.triage.could_be == "none"


def asked(found):
    return [question.field for question in found.triage.questions if question.who != "laboratory"]


def least(name, knowledge):
    field = knowledge.fields[name]
    special = {"age_years": 30, "pregnancy_status": "na", "suicide_risk": "none", "unsafe_home": "no", "medication_list": []}
    special |= {"pain_duration_months": 20, "current_diagnosis_explains": "yes", "prior_treatment_response": "good", "wpi": 0}
    special |= {"weeks_since_birth": 9999, "dx_list": []}
    if name in special:
        return special[name]
    return {"yn": "no", "int": int(field.min or 0), "dec": field.min, "set": []}[field.type]


@pytest.mark.parametrize(
    ("given", "criterion", "expected"),
    [
        ({"pain_duration_months": 3, "wpi": 4}, "H1", True),
        ({"pain_duration_months": 3, "wpi": 3}, "H1", False),
        ({"pain_duration_months": 2, "wpi": 9}, "H1", False),
        ({"pain_duration_months": 3}, "H1", None),
        ({"fatigue_interferes_daily": "yes"}, "H2", True),
        ({"fatigue_interferes_daily": "unsure"}, "H2", None),
        ({"prior_treatment_response": "worse"}, "H4", True),
        ({"prior_treatment_response": "partial"}, "H4", False),
        ({"current_diagnosis_explains": "no", "fatigue_0_3": 1, "cognitive_0_3": 1, "unrefreshed_0_3": 1}, "H3", True),
        ({"current_diagnosis_explains": "no", "fatigue_0_3": 1, "cognitive_0_3": 1}, "H3", None),
        ({"current_diagnosis_explains": "yes"}, "H3", False),
    ],
)
def test_help_seeking_criteria(assessed, given, criterion, expected):
    assert assessed(**given).triage.help_criteria[criterion] is expected


def test_a_reported_sign_that_waits_for_another_answer_is_shown_and_asked_first(assessed):
    found = assessed(rf_jaw_claudication="yes").triage

    assert [it.rule.id for it in found.half_true] == ["D01"]
    same_day = [question.field for question in found.questions if question.level == "same_day"]
    assert same_day[0] == "age_years"


def test_unsure_about_the_medicines_counts_as_yes_for_serotonin_signs(assessed):
    assert "E08" in ids(assessed(rf_serotonin_toxicity="yes", medication_list="unsure"))


@pytest.mark.parametrize("medicine", ["methotrexate", "adalimumab", "prednisone"])
def test_a_medicine_that_weakens_the_immune_system_counts_whatever_was_answered(assessed, medicine):
    found = assessed(rf_fever="yes", rf_immunosuppressed="no", rf_stiff_neck="no", medication_list=[{"name": medicine}])

    assert "D04" in ids(found)
    assert "rf_immunosuppressed" in [conflict.field for conflict in found.facts.conflicts]


def test_a_steroid_stopped_this_year_counts_for_adrenal_crisis(assessed):
    course = [{"name": "prednisone", "start": "2026-01-01", "stop": "2026-10-01"}]

    assert "E13" in ids(assessed(medication_list=course, rf_vomiting_persistent="yes"))


def test_an_unreadable_medicine_is_asked_for_when_a_red_flag_waits_for_it(assessed):
    found = assessed(rf_serotonin_toxicity="yes", medication_list=[{"name": "little blue pill"}]).triage

    assert "E08" in [it.rule.id for it in found.half_true]
    assert found.questions[0].field == "medication_list"


def test_a_medicine_without_its_last_day_is_asked_for(assessed):
    found = assessed(rf_serotonin_toxicity="yes", medication_list=[{"name": "sertraline", "stop": "unknown"}])

    assert "medication_list" in [question.field for question in found.triage.questions]
    assert found.triage.could_be == "emergency_now"
