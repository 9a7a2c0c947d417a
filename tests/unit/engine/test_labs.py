import pytest
import ucumvert

from fibrocare.engine.facts.labs import convert
from fibrocare.knowledge.loader import load

KNOWLEDGE = load()
# Spellings that records use and UCUM does not know; the value says which UCUM unit they stand for.
SLOPPY = {"uIU/mL": "u[IU]/mL", "mU/L": "m[IU]/L", "mmHg": "mm[Hg]"}
FACTORS = [
    (name, unit, factor)
    for name, lab in KNOWLEDGE.labs.items()
    for unit, factor in lab.factors.items()
    if isinstance(factor, int | float)
]


@pytest.fixture(scope="module")
def registry():
    return ucumvert.PintUcumRegistry()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("name", "unit", "factor"), FACTORS, ids=[f"{name} {unit}" for name, unit, _ in FACTORS])
def test_factors_agree_with_ucum(registry, name, unit, factor):
    """An outside judge for every factor between units of one kind; molar ones are checked by hand below."""
    lab = KNOWLEDGE.labs[name]
    try:
        ours, theirs = registry.from_ucum(SLOPPY.get(lab.unit, lab.unit)), registry.from_ucum(SLOPPY.get(unit, unit))
    except Exception:
        assert any(other != unit and value == factor for other, value in lab.factors.items()) or factor == 1
        return
    if ours.dimensionality == theirs.dimensionality:
        assert theirs.to(ours.units).magnitude == pytest.approx(factor, rel=1e-3)
    else:
        assert (name, unit) in MOLAR or factor == 1, f"{unit} is not of the same kind as {lab.unit}"


# g/mol of the substance: mmol/L x molar mass / 10 = mg/dL.
MOLAR = {
    ("calcium", "mmol/L"): 40.078 / 10,
    ("creatinine", "umol/L"): 113.12 / 10_000,
    ("phosphate", "mmol/L"): 30.974 / 10,
    ("bilirubin", "umol/L"): 584.67 / 10_000,
    ("magnesium", "mg/dL"): 10 / 24.305,
}


@pytest.mark.parametrize(("what", "factor"), MOLAR.items(), ids=[f"{name} {unit}" for name, unit in MOLAR])
def test_molar_factors_by_hand(what, factor):
    name, unit = what

    assert KNOWLEDGE.labs[name].factors[unit] == pytest.approx(factor, rel=5e-3)


def test_hba1c_in_both_units():
    assert convert(48, "mmol/mol", KNOWLEDGE.labs["hba1c"]) == pytest.approx(6.5, abs=0.05)


def lab(**result):
    return {"lab_results": [{"date": "2026-10-01", **result}]}


@pytest.mark.parametrize(
    ("result", "field", "expected"),
    [
        ({"loinc": "3016-3", "value": 9, "unit": "m[IU]/L", "high": 4}, "tsh_high", True),
        ({"loinc": "3016-3", "value": 2, "unit": "m[IU]/L", "high": 4}, "tsh_high", False),
        ({"loinc": "3016-3", "value": 4, "unit": "m[IU]/L", "high": 4}, "tsh_high", False),
        ({"loinc": "3016-3", "value": 9, "unit": "m[IU]/L"}, "tsh_high", None),
        ({"loinc": "2157-6", "value": 600, "unit": "U/L", "high": 200}, "ck_x_uln", 3),
        ({"loinc": "718-7", "value": 110, "unit": "g/L", "low": 120}, "hb_low", True),
        ({"loinc": "2160-0", "value": 88.42, "unit": "umol/L"}, "creatinine_mg_dl", pytest.approx(1, rel=5e-3)),
        ({"loinc": "4548-4", "value": 7.1, "unit": "%"}, "hba1c", 7.1),
    ],
)
def test_a_result_is_judged_by_its_own_range(assessed, result, field, expected):
    assert assessed(**lab(**result)).facts.get(field) == expected


def test_calcium_needs_albumin(assessed):
    calcium = {"loinc": "17861-6", "value": 10.0, "unit": "mg/dL", "date": "2026-10-01"}
    albumin = {"loinc": "1751-7", "value": 3.0, "unit": "g/dL", "date": "2026-10-01"}

    assert assessed(lab_results=[calcium]).facts.get("calcium_corrected_mg_dl") is None
    assert assessed(lab_results=[calcium, albumin]).facts.get("calcium_corrected_mg_dl") == pytest.approx(10.8)


@pytest.mark.parametrize("unit", ["furlong", None])
def test_a_unit_that_cannot_be_read_is_listed(assessed, unit):
    facts = assessed(**lab(loinc="2160-0", value=1, unit=unit)).facts

    assert facts.get("creatinine_mg_dl") is None
    assert "cannot be read as mg/dL" in facts.unmapped[0]["reason"]


def test_an_implausible_value_is_listed(assessed):
    facts = assessed(**lab(loinc="2160-0", value=8842, unit="mg/dL")).facts

    assert facts.get("creatinine_mg_dl") is None
    assert "check the unit" in facts.unmapped[0]["reason"]


def test_the_newest_result_counts(assessed):
    old = {"loinc": "4548-4", "value": 9.9, "unit": "%", "date": "2020-01-01"}
    new = {"loinc": "4548-4", "value": 5.5, "unit": "%", "date": "2026-01-01"}

    assert assessed(lab_results=[new, old]).facts.get("hba1c") == 5.5
    assert assessed(lab_results=[old, new]).facts.get("hba1c") == 5.5


def test_an_old_score_is_listed_and_not_used(assessed):
    score = {"loinc": "44261-6", "value": 22}

    assert assessed(lab_results=[{**score, "date": "2026-10-01"}]).facts.get("phq9_total") == 22
    old = assessed(lab_results=[{**score, "date": "2024-10-01"}]).facts
    assert old.get("phq9_total") is None
    assert "older than 90 days: ask again" in old.unmapped[0]["reason"]
