"""Records that break the standard, contradict themselves or leave something open never turn doubt into "no"."""

import datetime as dt
import json

import pytest

from fibrocare.engine import assess
from fibrocare.engine.facts import Range
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


def answered(authored, **answers):
    kinds = {bool: "valueBoolean", int: "valueInteger", str: "valueString"}
    items = [
        {"linkId": name, "answer": [{kinds[type(value)]: value} for value in (given if isinstance(given, list) else [given])]}
        for name, given in answers.items()
    ]
    response = {"resourceType": "QuestionnaireResponse", "id": str(authored), "status": "completed", "item": items}
    return response | ({"authored": authored} if authored else {})


def measured(code, value, unit, when, **more):
    return {
        "resourceType": "Observation", "id": when, "status": "final", "effectiveDateTime": when,
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "valueQuantity": {"value": value, "code": unit, **more.pop("quantity", {})}, **more,
    }  # fmt: skip


class TestTwoSources:
    @pytest.mark.parametrize("order", [1, -1])
    def test_declining_later_does_not_clear_danger_at_home(self, facts, order):
        found = facts(*[answered("2026-11-10", unsafe_home="immediate"), answered("2026-11-20", unsafe_home="declined")][::order])

        assert found.get("unsafe_home") == "immediate"

    @pytest.mark.parametrize("order", [1, -1])
    def test_notes_in_words_do_not_stop_the_reading(self, facts, order):
        found = facts(*[answered("2026-11-10", neuro_exam="normal"), answered("2026-11-20", neuro_exam="weak foot")][::order])

        assert found.get("neuro_exam") == "weak foot"

    def test_of_two_answers_to_one_question_the_graver_counts_or_none(self, facts):
        found = facts(answered("2026-11-20", phq9_item9=[0, 3], height_cm=[160, 170]))

        assert found.get("phq9_item9") == 3
        assert found.get("height_cm") is None
        assert any("2 answers to a question" in entry["reason"] for entry in found.unmapped)

    def test_a_question_below_an_answer_is_read(self, facts):
        response = answered("2026-11-20", rf_fever=True)
        response["item"][0]["answer"][0]["item"] = answered("", rf_gi_bleed=True)["item"]

        assert facts(response).get("rf_gi_bleed") is True

    def test_implants_add_up(self, facts):
        device = {"resourceType": "Device", "id": "d", "status": "active", "type": {"text": "Cardiac pacemaker"}}
        asked = answered("2026-11-20", implants=["cochlear"])

        assert facts(device, asked).get("implants") == {"pacemaker", "cochlear"}
        assert facts(asked, device).get("implants") == {"pacemaker", "cochlear"}

    @pytest.mark.parametrize("order", [1, -1])
    def test_the_later_of_one_day_counts(self, facts, order):
        results = [
            measured("777-3", 220, "10*3/uL", "2026-11-20T08:00:00+01:00"),
            measured("777-3", 45, "10*3/uL", "2026-11-20T07:30:00Z"),
        ]

        assert facts(*results[::order]).get("platelets") == 45

    def test_an_undated_no_is_asked_again_and_an_undated_yes_counts(self, facts):
        found = facts(answered(None, rf_gi_bleed=False, rf_saddle_numbness=True))

        assert found.get("rf_gi_bleed") is None
        assert found.get("rf_saddle_numbness") is True


class TestReferenceRanges:
    RANGES = (
        {"high": {"value": 4}, "appliesTo": [{"coding": [{"code": "248152002"}]}]},
        {"high": {"value": 9}, "appliesTo": [{"text": "Male"}]},
    )

    def test_the_one_for_this_person_counts(self, facts):
        hers = measured("3016-3", 6, "m[IU]/L", "2026-11-01", referenceRange=self.RANGES)

        assert facts(hers).get("tsh_high") is True
        assert facts(hers, patient=PATIENT | {"gender": "male"}).get("tsh_high") is False
        assert facts(hers, patient=PATIENT | {"gender": "unknown"}).get("tsh_high") is None

    @pytest.mark.parametrize(("low", "high", "expected"), [(18, 60, True), (0, 17, None)])
    def test_one_for_another_age_is_not_used(self, facts, low, high, expected):
        ages = {"low": {"value": low, "unit": "a"}, "high": {"value": high, "unit": "a"}}
        result = measured("3016-3", 6, "m[IU]/L", "2026-11-01", referenceRange=[{"high": {"value": 4}, "age": ages}])

        assert facts(result).get("tsh_high") is expected

    def test_of_two_that_differ_none_is_guessed(self, facts):
        ranges = [{"high": {"value": 4}}, {"high": {"value": 9}}]

        assert facts(measured("3016-3", 6, "m[IU]/L", "2026-11-01", referenceRange=ranges)).get("tsh_high") is None

    def test_less_than_the_limit_of_the_method(self, facts):
        result = measured(
            "718-7", 12, "g/dL", "2026-11-01", quantity={"comparator": "<"}, referenceRange=[{"low": {"value": 12}}]
        )

        assert facts(result).get("hb_low") is True


class TestProblems:
    def test_an_end_makes_it_history(self, facts):
        found = facts({"resourceType": "Condition", "id": "c", "code": {"text": "Epilepsy"}, "abatementDateTime": "2001-02-03"})

        assert "epilepsy" not in found.problems
        assert found.get("seizure_history") is True

    def test_a_status_is_found_beside_another_code(self, facts):
        status = {"coding": [{"code": "723511001"}, {"code": "refuted"}]}

        assert (
            facts({"resourceType": "Condition", "id": "c", "code": {"text": "Epilepsy"}, "verificationStatus": status}).problems
            is None
        )


def ordered(name, dose=None, kind="MedicationRequest", ref="m", **more):
    """An order of a medicine once a day; `dose` is value and unit."""
    repeat = {"frequency": 1, "period": 1, "periodUnit": "d", **more.pop("repeat", {})}
    lines = (
        [{"timing": {"repeat": repeat}, "doseAndRate": [{"doseQuantity": {"value": dose[0], "unit": dose[1]}}]}] if dose else []
    )
    where = "dosage" if kind == "MedicationStatement" else "dosageInstruction"
    concept = name if isinstance(name, dict) else {"text": name}
    base = {"resourceType": kind, "id": ref, "status": "active", "intent": "order", "authoredOn": "2026-11-01"}
    return base | {"medicationCodeableConcept": concept, where: lines, **more}


OXYCODONE_5 = "oxycodone hydrochloride 5 MG Oral Tablet"
FENTANYL_25 = "fentanyl 0.025 MG/HR Transdermal System"


class TestDoses:
    @pytest.mark.parametrize(
        ("unit", "value", "mme"),
        [
            ("MG", 20, 30), ("milligram", 20, 30), ("mg", 20, 30), ("g", 0.02, 30), ("\u00b5g", 20_000, 30),
            ("TAB", 4, 30), ("tablet(s)", 4, 30), ("{Tablet}", 4, 30), ("", 4, 30), ("capsules", 4, 30),
            ("mg/kg", 1, None), ("tsp", 1, None), ("mL", 5, None), ("drop", 5, None),
        ],
    )  # fmt: skip
    def test_only_pieces_are_pieces(self, facts, unit, value, mme):
        found = facts(ordered(OXYCODONE_5, (value, unit))).get("mme_per_day")

        assert found == (mme if mme is not None else Range(0))

    @pytest.mark.parametrize(("unit", "value", "mme"), [("ug", 25, 60), ("patch", 2, 120), ("ug/h", 50, 120), ("patches", 1, 60)])
    def test_a_patch_dosed_in_micrograms_is_one_patch(self, facts, unit, value, mme):
        assert facts(ordered(FENTANYL_25, (value, unit))).get("mme_per_day") == pytest.approx(mme)

    def test_patches_of_two_lines_add_up(self, facts):
        order = ordered(FENTANYL_25, (1, "patch"))
        order["dosageInstruction"] *= 2

        assert facts(order).get("mme_per_day") == pytest.approx(120)

    def test_the_most_that_the_order_allows_counts(self, facts):
        assert facts(ordered("oxycodone", (10, "mg"), repeat={"frequency": 1, "frequencyMax": 4})).get("mme_per_day") == 60
        span = {"doseAndRate": [{"doseRange": {"low": {"value": 5, "unit": "mg"}, "high": {"value": 20, "unit": "mg"}}}]}
        order = ordered("oxycodone", (1, "mg"))
        order["dosageInstruction"][0] |= span
        assert facts(order).get("mme_per_day") == 30

    def test_millilitres_handed_out_are_no_tablets(self, facts):
        supply = {"quantity": {"value": 300, "unit": "mL"}, "expectedSupplyDuration": {"value": 30, "code": "d"}}

        assert facts(ordered(OXYCODONE_5, dispenseRequest=supply)).get("mme_per_day") == Range(0)


class TestMedicineLists:
    @pytest.mark.parametrize("order", [1, -1])
    def test_two_dosages_of_one_day_add_up(self, facts, order):
        lines = [ordered("oxycodone", (10, "mg"), ref="a"), ordered("oxycodone", (20, "mg"), ref="b")]

        assert facts(*lines[::order]).get("mme_per_day") == 45

    def test_the_same_order_twice_is_one(self, facts):
        assert facts(*[ordered("oxycodone", (10, "mg"), ref=ref) for ref in "ab"]).get("mme_per_day") == 15

    def test_an_order_and_a_statement_may_be_one_medicine_or_two(self, facts):
        coded = {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "7804"}], "text": "oxycodone"}
        told = ordered("Oxycodone", (10, "mg"), kind="MedicationStatement", ref="s")

        assert facts(ordered(coded, (10, "mg")), told).get("mme_per_day") == Range(15, 30)

    def test_a_planned_end_is_no_last_day_of_a_medicine_that_was_stopped(self, facts):
        bounds = {"boundsPeriod": {"start": "2026-01-01", "end": "2026-02-01"}}
        stopped = ordered("phenelzine", (15, "mg"), repeat=bounds, status="stopped", authoredOn="2026-01-01")

        assert facts(stopped).get("on_maoi_14d") is True
        assert facts(stopped | {"status": "completed"}).get("on_maoi_14d") is False

    def test_an_order_that_is_not_used_says_nothing_of_other_medicines(self, facts):
        assert facts(ordered("duloxetine", authoredOn="2027-01-01")).taken is None

    def test_a_stopped_medicine_without_a_name_leaves_every_medicine_open(self, facts):
        found = facts({"resourceType": "MedicationRequest", "id": "m", "status": "stopped", "intent": "order"})

        assert found.get("on_maoi_14d") is None


class TestSecondReview:
    @pytest.mark.parametrize("code", ["44250-9", "75893-8"])
    def test_an_item_of_which_only_a_range_is_known_is_not_answered(self, facts, code):
        assert facts(measured(code, 2, "{score}", "2026-11-20", quantity={"comparator": ">="})) is not None

    def test_the_first_day_of_all_time_is_no_trouble(self, facts):
        assert facts(measured("777-3", 45, "10*3/uL", "0001-01-01T00:00:00+01:00")).get("platelets") is None

    def test_a_shorter_course_later_does_not_hide_a_recent_last_day(self, facts):
        def told(ref, start, end):
            period = {"effectivePeriod": {"start": start, "end": end}}
            return ordered("phenelzine", kind="MedicationStatement", ref=ref, status="completed", **period)

        long, short = told("a", "2026-01-01", "2026-11-15"), told("b", "2026-02-01", "2026-02-10")

        assert facts(long, short).get("on_maoi_14d") is True
        assert facts(short, long).get("on_maoi_14d") is True

    def test_a_newer_order_that_can_only_be_read_in_part_counts(self, facts):
        old = ordered("morphine", (10, "mg"), ref="a", authoredOn="2026-01-01")
        new = ordered("morphine", ref="b", authoredOn="2026-11-01") | {"dosageInstruction": "60 mg twice daily"}

        assert facts(old, new).get("mme_per_day") == Range(0)

    def test_a_newer_result_with_a_broken_range_counts(self, facts):
        new = measured("777-3", 30, "10*3/uL", "2026-11-20") | {"referenceRange": "150-400"}

        assert facts(measured("777-3", 200, "10*3/uL", "2026-01-20"), new).get("platelets") == 30

    @pytest.mark.parametrize("status", ["ACTIVE", "Active", "recorded", "ended"])
    def test_a_status_that_nobody_knows_is_not_not_taken(self, facts, status):
        metformin = ordered("metformin", ref="b")

        assert facts(ordered("phenelzine", ref="a", status=status), metformin).get("on_maoi_14d") is True

    def test_an_end_that_is_planned_makes_no_history(self, facts):
        found = facts({"resourceType": "Condition", "id": "c", "code": {"text": "Epilepsy"}, "abatementDateTime": "2027-02-03"})

        assert "epilepsy" in found.problems

    @pytest.mark.parametrize(
        ("amounts", "mme"), [([(3, "system")], 180), ([(1, "patch"), (3, "system")], 240), ([(3, "blobs")], Range(0))]
    )
    def test_patches_by_any_name(self, facts, amounts, mme):
        order = ordered(FENTANYL_25, (1, "patch"))
        line = order["dosageInstruction"][0]
        order["dosageInstruction"] = [
            {**line, "doseAndRate": [{"doseQuantity": {"value": n, "unit": unit}}]} for n, unit in amounts
        ]

        found = facts(order).get("mme_per_day")

        assert found == (mme if isinstance(mme, Range) else pytest.approx(mme))

    def test_an_order_and_a_statement_of_one_code_are_both_kept(self, facts):
        coded = {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "7804"}], "text": "oxycodone"}
        told = ordered(coded, (10, "mg"), kind="MedicationStatement", ref="s", authoredOn="2026-11-01")

        assert facts(ordered(coded, (60, "mg"), authoredOn="2026-10-20"), told).get("mme_per_day") == Range(90, 105)

    @pytest.mark.parametrize("order", [1, -1])
    def test_beside_a_result_that_cannot_be_judged_a_calm_one_settles_nothing(self, facts, order):
        calm = measured("3016-3", 2, "m[IU]/L", "2026-11-01", referenceRange=[{"high": {"value": 4}}])
        odd = measured("3016-3", 45, "m[IU]/L", "2026-11-01")

        found = facts(*[calm, odd][::order])

        assert found.get("tsh_high") is None
        assert any("cannot be judged" in entry["reason"] for entry in found.unmapped)

    @pytest.mark.parametrize(
        ("name", "code", "there"),
        [
            ("Recurrent depression since death of mother", "F33.1", "depression"),
            ("Not well controlled epilepsy", "G40.909", "epilepsy"),
            ("Epilepsy, seizures absent", "G40.909", "epilepsy"),
        ],
    )
    def test_words_that_only_look_like_a_denial(self, facts, name, code, there):
        coding = {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code}

        assert there in facts({"resourceType": "Condition", "id": "c", "code": {"text": name, "coding": [coding]}}).problems

    @pytest.mark.parametrize(("sex", "expected"), [("female", True), ("male", True), ("unknown", None)])
    def test_ranges_of_the_sexes_in_the_plural(self, facts, sex, expected):
        ranges = [
            {"low": {"value": 12}, "appliesTo": [{"text": "Females"}]},
            {"low": {"value": 13.5}, "appliesTo": [{"text": "Males"}]},
        ]

        assert (
            facts(measured("718-7", 11, "g/dL", "2026-11-01", referenceRange=ranges), patient=PATIENT | {"gender": sex}).get(
                "hb_low"
            )
            is expected
        )

    def test_no_environmental_allergy_says_nothing_of_medicines(self, facts):
        none = {"resourceType": "AllergyIntolerance", "id": "a", "code": {"coding": [{"code": "428607008"}]}}

        assert facts(none).allergies != frozenset() or "allergy" in facts(none).unclear

    @pytest.mark.parametrize("order", [1, -1])
    def test_of_two_answers_of_one_day_the_graver_counts(self, facts, order):
        pair = [answered("2026-11-20", seizure_history=True), answered("2026-11-20", seizure_history=False)]

        assert facts(*pair[::order]).get("seizure_history") is True

    def test_a_comparator_that_nobody_knows_is_no_number(self, facts):
        assert facts(measured("777-3", 150, "10*3/uL", "2026-11-20", quantity={"comparator": "ad"})).get("platelets") is None
