"""Records that break the standard, contradict themselves or leave something open never turn doubt into "no"."""

import datetime as dt
import json

import pytest

from fibrocare.engine import assess
from fibrocare.exchange.fhir import read_record

DAY = dt.date(2026, 11, 22)
PATIENT = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1980-05-17"}


@pytest.fixture
def facts(knowledge):
    """The facts of a person with these resources."""

    def run(*resources, patient=PATIENT):
        texts = [(it["resourceType"], json.dumps(it).encode()) for it in (patient, *resources)]
        return assess(read_record(texts, as_of=DAY, knowledge=knowledge), knowledge).facts

    return run


class TestUnreadable:
    @pytest.mark.parametrize(
        ("resource", "unclear"),
        [
            ({"resourceType": "MedicationRequest", "status": 3}, "takes"),
            ({"resourceType": "MedicationStatement", "medicationCodeableConcept": "duloxetine"}, "takes"),
            ({"resourceType": "Condition", "code": ["epilepsy"]}, "dx"),
            ({"resourceType": "AllergyIntolerance", "code": 7}, "allergy"),
        ],
        ids=lambda it: it if isinstance(it, str) else it["resourceType"],
    )
    def test_an_entry_that_cannot_be_read_leaves_its_list_open(self, facts, resource, unclear):
        found = facts({"id": "x", **resource})

        assert unclear in found.unclear
        assert any("cannot be read" in entry["reason"] for entry in found.unmapped)

    def test_what_can_be_read_of_a_medicine_is_used(self, facts):
        order = {"resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order"}
        found = facts(order | {"medicationCodeableConcept": {"text": "duloxetine"}, "dosageInstruction": "twice a day"})

        assert found.get("on_serotonergic") is True
        assert "takes" not in found.unclear

    def test_a_null_is_as_if_it_were_not_there(self, facts):
        repeat = {"frequency": 2, "period": 1, "periodUnit": "d", "boundsPeriod": None}
        dosage = {"timing": {"repeat": repeat}, "doseAndRate": [{"doseQuantity": {"value": 15, "unit": "mg", "code": None}}]}
        order = {
            "resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order",
            "medicationCodeableConcept": {"coding": [None, {"system": None, "display": "morphine"}]},
            "dosageInstruction": [dosage],
        }  # fmt: skip

        found = facts(order, patient=PATIENT | {"extension": None, "deceasedBoolean": None})

        assert found.get("mme_per_day") == 30
        assert found.unmapped == ()

    @pytest.mark.parametrize("kind", ["Condition", "AllergyIntolerance"])
    def test_an_entry_without_a_name_leaves_its_list_open(self, facts, kind):
        assert facts({"resourceType": kind, "id": "x"}).unclear != frozenset()
