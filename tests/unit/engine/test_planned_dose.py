"""The planned dose against its limits."""

import pytest

PERSON = {"weight_kg": 50, "height_cm": 165, "sex_at_birth": "female"}


@pytest.mark.parametrize(
    ("agent", "dose", "epi", "field", "over"),
    [
        ("lidocaine", 225, "no", "over_lidocaine_limit", False), ("lidocaine", 226, "no", "over_lidocaine_limit", True),
        ("Xylocaine", 226, "no", "over_lidocaine_limit", True), ("lidocaine", 226, "yes", "over_lidocaine_limit", False),
        ("lidocaine", 350, "yes", "over_lidocaine_epi_limit", False), ("lidocaine", 351, "yes", "over_lidocaine_epi_limit", True),
        ("lidocaine", 225, None, "over_lidocaine_limit", False), ("lidocaine", 226, None, "over_lidocaine_limit", None),
        ("bupivacaine", 101, "no", "over_bupivacaine_limit", True),
        ("bupivacaine", 151, "yes", "over_bupivacaine_epi_limit", True),
        ("ropivacaine", 151, "yes", "over_ropivacaine_limit", True), ("ropivacaine", 150, "no", "over_ropivacaine_limit", False),
        ("lidocaine", 251, "no", "over_iv_lidocaine_limit", True), ("lidocaine", 250, "no", "over_iv_lidocaine_limit", False),
        ("saline", 999, "no", "over_lidocaine_limit", False), ("lidocaine", None, "no", "over_lidocaine_limit", None),
    ],
)  # fmt: skip
def test_each_limit_on_both_sides(assessed, agent, dose, epi, field, over):
    answers = {**PERSON, "planned_agent": [agent], "dose_mg": dose, "epi": epi}

    found = assessed(**{name: value for name, value in answers.items() if value is not None}).facts

    assert found.get(field) is over


def test_the_day_counts_what_was_given_before(assessed):
    planned = {**PERSON, "planned_agent": ["bupivacaine"], "dose_mg": 100}

    assert assessed(**planned, la_mg_last_24h=301).facts.get("over_bupivacaine_day_limit") is True
    assert assessed(**planned, la_mg_last_24h=300).facts.get("over_bupivacaine_day_limit") is False
    assert assessed(**planned).facts.get("over_bupivacaine_day_limit") is None


def test_the_share_of_one_agent_and_not_of_a_mixture(assessed):
    one = assessed(**PERSON, planned_agent=["lidocaine"], dose_mg=225, epi="no").facts
    two = assessed(**PERSON, planned_agent=["lidocaine", "bupivacaine"], dose_mg=225, epi="no").facts

    assert one.get("total_la_fraction") == 1
    assert two.get("total_la_fraction") is None


def test_without_a_plan_nothing_is_told(assessed):
    assert assessed(**PERSON, dose_mg=500).facts.get("over_lidocaine_limit") is None


def test_what_is_too_much_for_anybody_is_too_much_without_a_weight(assessed):
    found = assessed(planned_agent=["lidocaine"], dose_mg=301, epi="no").facts

    assert found.get("over_lidocaine_limit") is True
    assert found.get("over_iv_lidocaine_limit") is None
