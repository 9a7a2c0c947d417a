import re

import pytest
import ucumvert

from fibrocare.engine.facts import Range
from fibrocare.engine.facts.labs import convert
from fibrocare.knowledge.loader import load

KNOWLEDGE = load()
# Spellings that records use and UCUM does not know, with the UCUM unit they stand for.
SLOPPY = {
    "uIU/mL": "u[IU]/mL",
    "mU/L": "m[IU]/L",
    "mIU/L": "m[IU]/L",
    "mmHg": "mm[Hg]",
    "mEq/L": "meq/L",
    "mL/min/1.73": "mL/min/{1.73_m2}",
}
FACTORS = [
    (name, unit, factor)
    for name, lab in KNOWLEDGE.labs.items()
    for unit, factor in lab.factors.items()
    if isinstance(factor, int | float)
]
# Molar mass in g/mol and charge of the substances that laboratories report in both kinds of unit.
SUBSTANCES = {
    "calcium": (40.078, 2), "creatinine": (113.12, 1), "phosphate": (30.974, 1), "bilirubin": (584.67, 1),
    "magnesium": (24.305, 2), "b12": (1355.4, 1), "free_t4": (776.87, 1), "sodium": (22.99, 1), "potassium": (39.098, 1),
}  # fmt: skip


@pytest.fixture(scope="module")
def judge():
    """Reads a unit as an outside library does; None for a spelling that UCUM does not know."""
    registry = ucumvert.PintUcumRegistry()

    def read(unit):
        text = re.sub(r"/l$", "/L", SLOPPY.get(unit, unit)).replace("/dl", "/dL").replace("/ml", "/mL")
        try:
            found = registry.from_ucum(text)
        except Exception:
            return None
        return found if hasattr(found, "dimensionality") else None

    return read


def grams_per_litre(quantity, name, unit):
    """A concentration as a mass, by the molar mass of the substance where it is molar."""
    mass, charge = SUBSTANCES[name]
    if "mol" in str(quantity.to_base_units().units):
        return quantity.to("mol/L").magnitude * mass / (charge if "eq" in unit.lower() else 1)
    return quantity.to("g/L").magnitude


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("name", "unit", "factor"), FACTORS, ids=[f"{name} {unit}" for name, unit, _ in FACTORS])
def test_factors_agree_with_ucum(judge, name, unit, factor):
    """An outside judge for every factor; between moles and grams with the molar mass of the substance."""
    lab = KNOWLEDGE.labs[name]
    ours, theirs = judge(lab.unit), judge(unit)
    if name in SUBSTANCES and ours is not None and theirs is not None:
        expected = grams_per_litre(theirs, name, unit) / grams_per_litre(ours, name, lab.unit)
    elif ours is not None and theirs is not None and ours.dimensionality == theirs.dimensionality:
        expected = theirs.to(ours.units).magnitude / ours.magnitude
    else:
        # A spelling that UCUM does not know, or units of enzymes and of counts that mean the same by convention: it must be
        # worth what a unit that the judge knows is worth, or one.
        worth = [value for other, value in lab.factors.items() if judge(other) is not None]
        assert factor == 1 or factor in worth
        return
    assert factor == pytest.approx(expected, rel=2e-3)


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

    alone = assessed(lab_results=[calcium]).facts
    assert alone.get("calcium_corrected_mg_dl") == Range(pytest.approx(8.4), pytest.approx(12.4))
    assert "needs the albumin" in alone.unmapped[0]["reason"]
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


@pytest.mark.parametrize(
    ("result", "field", "expected"),
    [
        ({"loinc": "718-7", "value": 7, "unit": "g/dL", "flag": "LL"}, "hb_low", True),
        ({"loinc": "4537-7", "value": 90, "unit": "mm/h", "flag": "H"}, "esr_high", True),
        ({"loinc": "4537-7", "value": 9, "unit": "mm/h", "flag": "N"}, "esr_high", False),
        ({"loinc": "1988-5", "value": 3, "unit": "mg/dL", "high": 10, "range_unit": "mg/L"}, "crp_high", True),
    ],
)
def test_the_laboratorys_own_flag_and_the_unit_of_its_range_count(assessed, result, field, expected):
    assert assessed(**lab(**result)).facts.get(field) is expected


def test_a_result_that_cannot_be_judged_is_listed(assessed):
    facts = assessed(**lab(loinc="4537-7", value=90, unit="mm/h")).facts

    assert facts.get("esr_high") is None
    assert "no range and no flag" in facts.unmapped[0]["reason"]


def test_a_result_of_long_ago_settles_nothing(assessed):
    facts = assessed(lab_results=[{"loinc": "2157-6", "value": 5000, "unit": "U/L", "high": 200, "date": "2009-01-01"}]).facts

    assert facts.get("ck_x_uln") is None
    assert "older than 365 days" in facts.unmapped[0]["reason"]


class TestLimits:
    """A laboratory that says only less or more than."""

    @pytest.mark.parametrize(
        ("result", "field", "expected"),
        [
            ({"loinc": "3016-3", "value": 4, "comparator": "<", "unit": "m[IU]/L", "high": 4}, "tsh_high", False),
            ({"loinc": "3016-3", "value": 9, "comparator": "<", "unit": "m[IU]/L", "high": 4}, "tsh_high", None),
            ({"loinc": "3016-3", "value": 4, "comparator": ">", "unit": "m[IU]/L", "high": 4}, "tsh_high", True),
            ({"loinc": "3016-3", "value": 3, "comparator": ">", "unit": "m[IU]/L", "high": 4}, "tsh_high", None),
            ({"loinc": "718-7", "value": 12, "comparator": "<", "unit": "g/dL", "low": 12}, "hb_low", True),
            ({"loinc": "718-7", "value": 12, "comparator": "<=", "unit": "g/dL", "low": 12}, "hb_low", None),
        ],
    )
    def test_is_judged_only_where_every_number_agrees(self, assessed, result, field, expected):
        assert assessed(**lab(**result)).facts.get(field) is expected

    def test_is_a_range_of_the_value(self, assessed):
        facts = assessed(**lab(loinc="98979-8", value=15, comparator="<", unit="mL/min/{1.73_m2}")).facts

        assert facts.get("egfr").high < 15
        assert facts.get("egfr").high == pytest.approx(15)


class TestOneDay:
    def test_without_a_time_the_worse_counts(self, assessed):
        platelets = [{"loinc": "777-3", "value": value, "unit": "10*3/uL", "date": "2026-10-01"} for value in (40, 220)]

        assert assessed(lab_results=platelets).facts.get("platelets") == 40
        assert assessed(lab_results=platelets[::-1]).facts.get("platelets") == 40

    def test_where_neither_is_the_worse_both_are_possible(self, assessed):
        potassium = [{"loinc": "2823-3", "value": value, "unit": "mmol/L", "date": "2026-10-01"} for value in (3.0, 5.9)]

        assert assessed(lab_results=potassium).facts.get("potassium") == Range(3.0, 5.9)


def test_an_albumin_of_another_day_does_not_correct_the_calcium(assessed):
    calcium = {"loinc": "17861-6", "value": 10.0, "unit": "mg/dL", "date": "2026-10-01"}
    albumin = {"loinc": "1751-7", "value": 3.0, "unit": "g/dL", "date": "2026-06-01"}

    found = assessed(lab_results=[calcium, albumin])

    assert found.facts.get("calcium_corrected_mg_dl") == Range(pytest.approx(8.4), pytest.approx(12.4))
    assert all("calcium_corrected_mg_dl" not in advice.test.done_by for advice in found.workup.done)
