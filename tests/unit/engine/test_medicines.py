"""Medicines by code, product, brand, salt; classes; morphine equivalents (CDC 2022, instruments dossier section 12)."""

import datetime as dt

import pytest

from fibrocare.engine.facts import Range
from fibrocare.engine.facts.medicines import ingredients as ingredients_of

OPIOIDS = [
    ("codeine 30 mg four times", [{"ingredient": "codeine", "mg_per_day": 120}], 18),
    ("oxycodone 10 mg twice", [{"ingredient": "oxycodone", "mg_per_day": 20}], 30),
    ("fentanyl patch 25 mcg/h", [{"ingredient": "fentanyl", "mcg_per_hour": 25}], 60),
    ("fentanyl patch 75 mcg/h", [{"ingredient": "fentanyl", "mcg_per_hour": 75}], 180),
    ("methadone 10 mg twice", [{"ingredient": "methadone", "mg_per_day": 20}], 94),
    ("tramadol 50 mg four times", [{"ingredient": "tramadol", "mg_per_day": 200}], 40),
    ("tapentadol 100 mg twice", [{"ingredient": "tapentadol", "mg_per_day": 200}], 80),
    ("hydromorphone 4 mg three times", [{"ingredient": "hydromorphone", "mg_per_day": 12}], 60),
    ("oxymorphone 10 mg twice", [{"ingredient": "oxymorphone", "mg_per_day": 20}], 60),
    (
        "oxycodone and a patch",
        [{"ingredient": "oxycodone", "mg_per_day": 20}, {"ingredient": "fentanyl", "mcg_per_hour": 12}],
        58.8,
    ),
    ("buprenorphine has no factor", [{"ingredient": "buprenorphine", "mg_per_day": 8}], Range(0)),
    (
        "two entries of one drug add up",
        [{"ingredient": "morphine", "mg_per_day": 30}, {"name": "MS Contin", "mg_per_day": 30}],
        60,
    ),
    ("none", [], 0),
    ("a stopped one", [{"ingredient": "morphine", "mg_per_day": 30, "stop": "2026-11-01"}], 0),
]


@pytest.mark.parametrize(("name", "medicines", "expected"), OPIOIDS, ids=[row[0] for row in OPIOIDS])
def test_morphine_equivalents(assessed, name, medicines, expected):
    found = assessed(medication_list=medicines).facts.get("mme_per_day")

    assert found == (expected if isinstance(expected, Range) else pytest.approx(expected))


def test_an_unknown_dose_is_not_no_dose(assessed):
    facts = assessed(medication_list=[{"ingredient": "oxycodone"}, {"ingredient": "morphine", "mg_per_day": 60}]).facts

    assert facts.get("mme_per_day") == Range(60)


def test_a_lozenge_is_not_a_patch(assessed):
    assert assessed(medication_list=[{"name": "fentanyl lozenge", "mg_per_day": 0.8}]).facts.get("mme_per_day") == Range(0)


@pytest.mark.parametrize(
    ("entry", "ingredients"),
    [
        ({"rxnorm": "72625"}, {"duloxetine"}),
        ({"rxnorm": "596930"}, {"duloxetine"}),
        ({"rxnorm": "1049593"}, {"oxycodone"}),
        ({"name": "Cymbalta 30 mg"}, {"duloxetine"}),
        ({"name": "DULOXETINE HCL 60MG CAP"}, {"duloxetine"}),
        ({"ingredient": "tramadol hydrochloride"}, {"tramadol"}),
        ({"name": "12 HR Oxycodone Hydrochloride 60 MG Extended Release Oral Tablet"}, {"oxycodone"}),
        ({"name": "acetaminophen 325 MG / oxycodone hydrochloride 5 MG Oral Tablet"}, {"acetaminophen", "oxycodone"}),
        ({"name": "Percocet"}, {"acetaminophen", "oxycodone"}),
        ({"name": "St. John's wort"}, {"st_johns_wort"}),
        ({"name": "paracetamol"}, {"acetaminophen"}),
        ({"name": "Lyrica"}, {"pregabalin"}),
        ({"name": "Savella"}, {"milnacipran"}),
    ],
    ids=lambda value: str(sorted(value.items() if isinstance(value, dict) else value)),
)
def test_recognises(assessed, entry, ingredients):
    assert {item.ingredient for item in assessed(medication_list=[entry]).facts.taken} == ingredients


def test_an_unreadable_medicine_leaves_every_class_open(assessed):
    facts = assessed(medication_list=[{"name": "little blue pill"}]).facts

    assert facts.get("on_serotonergic") is None
    assert facts.get("on_cns_depressant_count") == Range(0)
    assert facts.get("mme_per_day") == Range(0)
    assert [entry["name"] for entry in facts.unmapped] == ["little blue pill"]


def test_a_coded_medicine_that_no_rule_reads_leaves_nothing_open(assessed):
    facts = assessed(medication_list=[{"rxnorm": "999999999", "name": "Zzyzxumab 5 MG Injection"}]).facts

    assert facts.get("on_serotonergic") is False
    assert facts.get("on_cns_depressant_count") == 0
    assert len(facts.unmapped) == 1


@pytest.mark.parametrize(
    ("medicines", "flag", "expected"),
    [
        ([{"name": "sertraline"}], "on_serotonergic", True),
        ([{"name": "ibuprofen"}], "on_serotonergic", False),
        ([], "on_serotonergic", False),
        (None, "on_serotonergic", None),
        ([{"name": "phenelzine", "stop": "2026-11-08"}], "on_maoi_14d", True),
        ([{"name": "phenelzine", "stop": "2026-11-07"}], "on_maoi_14d", False),
        ([{"name": "phenelzine", "stop": "unknown"}], "on_maoi_14d", True),
        ([{"name": "moclobemide"}], "on_maoi_14d", True),
        ([{"name": "simvastatin"}], "on_statin", True),
        ([{"name": "anastrozole"}], "on_aromatase_inhibitor", True),
        ([{"name": "ciprofloxacin", "stop": "2026-06-01"}], "fluoroquinolone_6mo", True),
        ([{"name": "ciprofloxacin", "stop": "2026-01-01"}], "fluoroquinolone_6mo", False),
        ([{"name": "warfarin"}], "on_anticoagulant", True),
        ([{"name": "citalopram"}], "qt_prolonging", True),
        ([{"name": "gabapentin"}, {"name": "lorazepam"}, {"name": "Ativan"}], "on_cns_depressant_count", 2),
        ([{"name": "amitriptyline"}, {"name": "oxybutynin"}], "anticholinergic_burden", 2),
        ([{"name": "pregabalin"}, {"name": "duloxetine", "stop": "unknown"}], "fm_medicine_count", Range(1, 2)),
    ],
)
def test_flags(assessed, medicines, flag, expected):
    given = {} if medicines is None else {"medication_list": medicines}

    assert assessed(**given).facts.get(flag) == expected


def test_a_supplement_counts(assessed):
    facts = assessed(medication_list=[], otc_supplements=["st_johns_wort"]).facts

    assert facts.get("on_serotonergic") is True


def test_a_supplement_alone_says_nothing_of_what_else_is_taken(assessed):
    facts = assessed(otc_supplements=["vitamin_d"]).facts

    assert facts.get("on_serotonergic") is None


def test_a_course_that_has_not_begun_is_not_taken(assessed):
    from_tomorrow = {"name": "sertraline", "start": str(dt.date(2026, 11, 23))}

    assert assessed(medication_list=[from_tomorrow]).facts.get("on_serotonergic") is False


@pytest.mark.parametrize(
    ("name", "ingredients"),
    [
        ("losartan potassium 50 MG Oral Tablet", {"losartan"}),
        ("Potassium chloride 20 MEQ", {"potassium"}),
        ("calcium + vitamin D", {"calcium", "vitamin_d"}),
        ("Tylenol PM", {"acetaminophen", "diphenhydramine"}),
        ("Suboxone", {"buprenorphine", "naloxone"}),
        ("lisinopril and hydrochlorothiazide", {"lisinopril", "hydrochlorothiazide"}),
    ],
)
def test_a_salt_is_no_medicine_of_its_own_and_a_combination_is_all_of_its_parts(assessed, name, ingredients):
    assert {item.ingredient for item in assessed(medication_list=[{"name": name}]).facts.taken} == ingredients


def test_every_product_code_names_a_known_ingredient(knowledge):
    assert [name for code, name in knowledge.products.items() if not ingredients_of("", code, knowledge)] == []
