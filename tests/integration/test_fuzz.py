"""Whatever bytes come in: a person, a fault, or nothing; never an exception."""

import datetime as dt
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fibrocare.cli.faults import Fault, Loaded
from fibrocare.cli.inputs import Inputs
from fibrocare.engine import assess
from fibrocare.exchange.contract import to_contract
from fibrocare.knowledge.loader import load

KNOWLEDGE = load()
TODAY = dt.date(2026, 11, 22)
_FUZZ = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
answers = st.dictionaries(st.sampled_from(sorted(KNOWLEDGE.fields)), json_values, max_size=12)
KINDS = (
    "Condition Observation MedicationRequest MedicationStatement AllergyIntolerance Procedure Device QuestionnaireResponse "
    "Medication Patient Odd"
).split()
concepts = st.builds(
    lambda text: {"text": text, "coding": [{"system": "http://loinc.org", "code": "3016-3"}]}, st.text(max_size=20)
)
numbers = st.floats(allow_nan=False, allow_infinity=False)
medicines = st.builds(lambda text: {"text": text}, st.sampled_from(["duloxetine 30 MG", "x"]))
resources = st.fixed_dictionaries(
    {"resourceType": st.sampled_from(KINDS)},
    optional={
        "id": st.sampled_from(["p", "a", "b"]),
        "subject": st.just({"reference": "Patient/p"}) | json_values,
        "status": st.sampled_from(["active", "final", "stopped", "completed"]) | json_values,
        "code": concepts | json_values,
        "medicationCodeableConcept": medicines | json_values,
        "valueQuantity": st.builds(lambda value: {"value": value}, numbers) | json_values,
        "birthDate": st.sampled_from(["1980-01-01", "1980", "2999-01-01", ""]) | json_values,
        "item": json_values,
        "dosageInstruction": json_values,
        "authoredOn": st.text(max_size=12),
        "effectiveDateTime": st.sampled_from(["2025", "2025-02", "2025-02-30", "2025-02-03T10:00:00Z"]) | json_values,
    },
)


def read(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    for found in Inputs(today=TODAY, as_of=None, knowledge=KNOWLEDGE).read([str(path)]):
        assert isinstance(found, Loaded | Fault)
        if isinstance(found, Fault):
            assert "\n" not in str(found)
        else:
            json.dumps(to_contract(assess(found.answers, KNOWLEDGE), KNOWLEDGE), allow_nan=False)


@_FUZZ
@given(st.binary(max_size=200), st.sampled_from(["x.json", "x.ndjson", "x.toml"]))
def test_any_bytes(tmp_path, content, name):
    read(tmp_path, name, content)


@_FUZZ
@given(answers)
def test_any_answers(tmp_path, values):
    read(tmp_path, "x.json", json.dumps({"answers": values}).encode())


@_FUZZ
@given(st.lists(resources, max_size=6))
def test_any_bundle(tmp_path, found):
    patient = {"resourceType": "Patient", "id": "p", "birthDate": "1980-05-17"}
    entries = [{"resource": it} for it in [patient, *found]]
    read(tmp_path, "x.json", json.dumps({"resourceType": "Bundle", "entry": entries}).encode())


@_FUZZ
@given(st.lists(resources, max_size=6))
def test_any_lines(tmp_path, found):
    read(tmp_path, "x.ndjson", b"\n".join(json.dumps(it).encode() for it in found))
