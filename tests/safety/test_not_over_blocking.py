"""A well person with complete, unremarkable facts is offered what helps: rules that hold for nobody would be switched off."""

import pytest

from fibrocare.engine.plan import plan
from fibrocare.knowledge.loader import load
from well_person import well

KNOWLEDGE = load()
APPROVED = ["pregabalin", "duloxetine", "milnacipran", "tonmya"]
BASE = ["education", "graded_exercise", "resistance", "sleep_hygiene", "pacing"]


@pytest.fixture
def offers(assessed):
    """Each therapy's offer for a person."""
    return lambda answers: {it.id: it for it in plan(assessed(**answers), KNOWLEDGE).offers}


def why(it):
    return it.status, [hit.id for hit in (*it.hits, *it.open)], it.ask


@pytest.mark.parametrize("name", [name for name in (*BASE, *APPROVED) if name in KNOWLEDGE.therapies])
@pytest.mark.parametrize("sex", ["female", "male"])
def test_a_healthy_person_is_offered(offers, name, sex):
    it = offers(well(sex_at_birth=sex))[name]

    assert it.status == "offered", why(it)


def test_a_woman_who_can_become_pregnant_is_offered_medicines_with_advice(offers):
    found = offers(well(can_become_pregnant="yes"))

    for name in APPROVED:
        assert found[name].status == "with_care", (name, why(found[name]))


def test_nothing_of_the_base_waits_for_an_answer_about_the_heart_alone(offers):
    assert offers({"age_years": 42})["education"].status == "offered"


def test_no_therapy_is_closed_to_everybody(offers):
    """Every therapy that is not advised against is open to some well person with the need for it."""
    targets = KNOWLEDGE.fields["pain_target"].values
    open_ = set()
    for target in targets:
        burden = {
            "nrs_pain": 8,
            "isi_total": 18,
            "phq9_total": 12,
            "gad7_total": 11,
            "weight_kg": 80,
            "infection_risk_optimised": "yes",
            "ibs": "yes",
            "tobacco": "current",
        }
        person = well(pain_target=target, dx_list=[{"name": "Vitamin D deficiency"}], **burden)
        open_ |= {name for name, it in offers(person).items() if it.is_open}

    closed = {name for name, it in KNOWLEDGE.therapies.items() if it.stance != "not_recommended"} - open_
    assert closed == set(), {name: why(offers(person)[name]) for name in closed}
