"""Which of two answers counts."""

import datetime as dt

import pytest

from fibrocare.engine.facts import Range
from fibrocare.engine.facts.merge import counting, gravity

OLD, NEW = dt.date(2026, 1, 1), dt.date(2026, 11, 1)


@pytest.mark.parametrize(
    ("field", "calm_first"),
    [
        ("unsafe_home", ["no", "declined", "unsure", "concern", "immediate"]),
        ("suicide_risk", ["none", "unsure", "passive", "active_no_plan", "active_plan_or_intent", "attempt_now"]),
        ("rf_gi_bleed", [False, "unsure", True]),
        ("phq9_item9", [0, "unsure", 1, 3]),
        ("platelets", [200, 90, 40]),
        ("ck_x_uln", [1, 3]),
    ],
)
def test_answers_in_the_order_of_what_they_ask_for(knowledge, field, calm_first):
    weights = [gravity(answer, knowledge.fields[field]) for answer in calm_first]

    assert weights == sorted(set(weights))


@pytest.mark.parametrize(
    ("field", "given", "derived", "expected"),
    [
        ("platelets", (200, OLD), (35, NEW), 35),
        ("platelets", (35, NEW), (200, OLD), 35),
        ("platelets", (200, NEW), (35, OLD), 200),
        ("platelets", (200, None), (35, NEW), 35),
        ("sodium", (140, None), (124, NEW), 124),
        ("potassium", (3.0, None), (4.4, NEW), Range(3.0, 4.4)),
        ("weight_kg", (70, None), (70.5, NEW), Range(70, 70.5)),
        ("ck_x_uln", (12, None), (1, NEW), 12),
        ("mme_per_day", (30, None), (Range(60), None), Range(60)),
        ("mme_per_day", (90, None), (Range(60), None), Range(90)),
        ("mme_per_day", (90, None), (Range(60, 120), None), 90),
        ("egfr", (Range(high=15), None), (60, None), Range(high=15)),
        ("egfr", (60, None), (Range(high=15), None), Range(high=15)),
        ("egfr", (Range(high=15), None), (Range(low=60), None), Range(high=15)),
        ("ck_x_uln", (Range(low=10), None), (0.5, None), Range(low=10)),
        ("calcium_corrected_mg_dl", (Range(12.4, 16.4), None), (Range(7.4, 11.4), None), Range(12.4, 16.4)),
        ("potassium", (4.5, None), (Range(high=2.5), None), Range(high=4.5)),
        ("potassium", (3.0, None), (3.14, None), Range(3.0, 3.14)),
        ("crcl", (90, None), (Range(high=30), None), Range(high=30)),
    ],
)
def test_of_two_numbers(knowledge, field, given, derived, expected):
    assert counting(given, derived, knowledge.fields[field]) == expected


def test_a_weight_that_is_not_certain_gives_no_clearance(assessed):
    facts = assessed(
        age_years=60, sex_at_birth="female", weight_kg=90, creatinine_mg_dl=2.0,
        lab_results=[{"loinc": "29463-7", "value": 50, "unit": "kg", "date": "2026-10-01"}],
    ).facts  # fmt: skip

    assert facts.get("weight_kg") == Range(50, 90)
    assert facts.get("crcl") is None
    assert [it.field for it in facts.conflicts] == ["weight_kg"]
