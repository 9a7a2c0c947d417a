"""Third-party records: what is understood, where it comes from, what is listed as not understood."""

import csv
import datetime as dt
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import msgspec
import pytest

from fibrocare.cli.faults import Loaded
from fibrocare.cli.inputs import Inputs
from fibrocare.engine import Answers, assess, read_answers
from fibrocare.engine.facts import Range
from fibrocare.exchange.contract import to_contract
from fibrocare.exchange.fhir import read_record

DATA = Path(__file__).parents[1] / "data"


def record(resources, knowledge, as_of):
    texts = [(it["resourceType"], json.dumps(it).encode()) for it in resources]
    return read_record(texts, as_of=as_of, knowledge=knowledge)


@pytest.fixture(scope="module")
def read(knowledge):
    """Read a file or folder as of a day; everyone must be readable."""

    def run(path, as_of):
        found = list(Inputs(today=as_of, as_of=as_of, knowledge=knowledge).read([str(path)]))
        assert [it for it in found if not isinstance(it, Loaded)] == []
        return [it.answers for it in found]

    return run


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """A folder of an archived export."""

    def run(name):
        folder = tmp_path_factory.mktemp("export")
        with tarfile.open(DATA / f"{name}.tar.xz") as archive:
            archive.extractall(folder, filter="data")
        return folder / name

    return run


class TestChronicPainPatient:
    """A public test patient: fibromyalgia, back surgery, depression, long-term oxycodone, duloxetine."""

    @pytest.fixture
    def found(self, read, knowledge):
        (answers,) = read(DATA / "chronic-pain-r4-patients/brenda_jackson.json", dt.date(2023, 10, 1))
        return assess(answers, knowledge)

    def test_is_known(self, found):
        assert found.facts.get("age_years") == 62
        assert found.facts.get("sex_at_birth") == "female"
        assert {"fibromyalgia", "low_back_pain", "depression"} <= found.facts.problems

    def test_every_refill_is_one_medicine(self, found):
        names = [item.ingredient for item in found.facts.taken]

        assert names.count("oxycodone") == 2  # extended-release tablet and capsule
        assert {"duloxetine", "chlordiazepoxide", "ibuprofen", "acetaminophen", "polyethylene_glycol"} <= set(names)

    def test_opioid_with_benzodiazepine_and_serotonergic_are_flagged(self, found):
        assert found.facts.get("on_serotonergic") is True
        assert found.facts.get("on_cns_depressant_count") >= 2

    def test_morphine_equivalents_without_a_dosage_are_those_the_record_states(self, found):
        """No dosage instruction is in the record; its own total of 220 counts, as one whose factors are not known."""
        assert found.facts.get("mme_per_day") == Range(220)
        assert found.facts.origins["mme_per_day"].source.startswith("Observation/")

    def test_a_total_of_long_ago_is_not_used(self, read, knowledge):
        (answers,) = read(DATA / "chronic-pain-r4-patients/brenda_jackson.json", dt.date(2024, 10, 1))

        assert assess(answers, knowledge).facts.get("mme_per_day") == Range(0)

    def test_depression_is_known_and_its_old_scores_are_not_used(self, found):
        assert next(it.state for it in found.comorbidities if it.id == "major_depression") == "known"
        assert "phq9_total" not in found.facts.values
        old = [entry for entry in found.facts.unmapped if entry.get("loinc") == "44261-6"]
        assert [entry["reason"] for entry in old] == ["older than 90 days: ask again"] * 3

    def test_nothing_is_dropped_in_silence(self, found):
        kinds = {entry["kind"] for entry in found.facts.unmapped}
        assert kinds <= {"result", "problem", "procedure", "medicine"}
        assert any("Wong-Baker" in str(entry) or "38221-8" in str(entry) for entry in found.facts.unmapped)


class TestMorphineEquivalents:
    """The CDC guide's own requests. Its cards come from the 2016 factors; ours are those of 2022, so methadone, hydromorphone,
    tramadol and tapentadol would differ. For fentanyl patches, oxycodone and morphine both sets agree.
    """

    def mme(self, knowledge, *medicines, as_of=dt.date(2023, 5, 1)):
        patient = {"resourceType": "Patient", "id": "p", "birthDate": "1980-01-01"}
        return assess(record([patient, *medicines], knowledge, as_of), knowledge).facts.get("mme_per_day")

    def ordered(self, name):
        request = json.loads((DATA / f"cds-hooks-opioid/requests/{name}").read_text())
        return [entry["resource"] for entry in request["context"]["draftOrders"].get("entry", [])]

    def test_a_fentanyl_patch_is_above_fifty(self, knowledge):
        orders = self.ordered("OpioidCDSREC04_05/request-example-rec-04-05-mme-greater-than-fifty.json")

        assert self.mme(knowledge, *orders) == pytest.approx(180)  # the card says 179.99999820

    def test_a_small_dose_of_morphine_is_below_fifty(self, knowledge):
        orders = self.ordered("OpioidCDSREC04_05/request-example-rec-04-05-mme-less-than-fifty.json")

        assert self.mme(knowledge, *orders) == 10

    @pytest.mark.parametrize(
        "path", sorted((DATA / "cds-hooks-opioid/requests").rglob("*.json")), ids=lambda path: path.stem[16:]
    )
    def test_every_order_names_a_known_ingredient(self, knowledge, path):
        orders = self.ordered(f"{path.parent.name}/{path.name}")
        if not orders:
            assert path.name.startswith("request-example-rec-10"), "only those requests select without a draft order"
            return
        patient = {"resourceType": "Patient", "id": "p", "birthDate": "1980-01-01"}

        facts = assess(record([patient, *orders], knowledge, dt.date(2023, 8, 30)), knowledge).facts

        assert facts.taken
        assert not facts.unclear

    def request(
        self, *, dose=1, frequency=2, start="2023-04-01", status="active", display="Oxycodone Hydrochloride 10 MG Oral Tablet"
    ):
        timing = {"repeat": {"frequency": frequency, "period": 1, "periodUnit": "d"}}
        return {
            "resourceType": "MedicationRequest", "id": f"m-{start}", "status": status, "intent": "order", "authoredOn": start,
            "medicationCodeableConcept": {"text": display},
            "dosageInstruction": [{"timing": timing, "doseAndRate": [{"doseQuantity": {"value": dose, "unit": "tablet"}}]}],
        }  # fmt: skip

    def test_a_refill_is_not_a_second_dose(self, knowledge):
        assert self.mme(knowledge, self.request(), self.request(start="2023-03-01")) == 30

    def test_a_stopped_opioid_does_not_count_as_taken_for_sure(self, knowledge):
        assert self.mme(knowledge, self.request(status="stopped")) == Range(0)

    def test_an_order_after_the_day_is_not_used(self, knowledge):
        assert self.mme(knowledge, self.request(start="2023-06-01")) is None

    def test_a_combination_counts_its_opioid(self, knowledge):
        display = "acetaminophen 325 MG / hydrocodone bitartrate 5 MG Oral Tablet"

        assert self.mme(knowledge, self.request(display=display, frequency=4)) == 20

    def test_a_brand_in_brackets_does_not_hide_the_strength(self, knowledge):
        display = "acetaminophen 325 MG / oxycodone hydrochloride 5 MG Oral Tablet [Percocet]"

        assert self.mme(knowledge, self.request(display=display, frequency=4)) == 30

    def test_a_dosage_that_does_not_say_how_often_leaves_it_open(self, knowledge):
        order = self.request()
        del order["dosageInstruction"][0]["timing"]

        assert self.mme(knowledge, order) == Range(0)

    def test_a_weekly_patch_is_not_multiplied(self, knowledge):
        order = self.request(display="72 HR Fentanyl 0.025 MG/HR Transdermal System", frequency=1)

        assert self.mme(knowledge, order) == pytest.approx(60)


class TestClinicQuestionnaires:
    """Real completions of 2021 to 2025. The centres' totals are WPI, and the SSS of ACR 2010 with the symptoms counted."""

    @pytest.fixture
    def rows(self):
        with (DATA / "fibromyalgia-clinic-questionnaires/completions.csv").open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    AREAS = {  # noqa: RUF012
        "jaw": "jaw", "shoulder_girdle": "shoulder", "upper_arm": "uparm", "lower_arm": "loarm", "hip_buttock": "hip",
        "upper_leg": "upleg", "lower_leg": "loleg",
    }  # fmt: skip
    MIDDLE = {"neck": "neck", "upper_back": "upback", "lower_back": "loback", "chest": "chest", "abdomen": "abdomen"}  # noqa: RUF012

    def answers(self, row):
        sites = [
            f"{ours}_{side[0]}"
            for theirs, ours in self.AREAS.items()
            for side in ("left", "right")
            if row[f"wpi_{theirs}_{side}"] == "1"
        ]
        sites += [ours for theirs, ours in self.MIDDLE.items() if row[f"wpi_{theirs}"] == "1"]
        given = {"wpi_sites": sites, "pain_duration_months": 12}
        for theirs, ours in (("fatigue", "fatigue_0_3"), ("unrefreshed", "unrefreshed_0_3"), ("cognitive", "cognitive_0_3")):
            if row[f"sss_{theirs}"]:
                given[ours] = int(row[f"sss_{theirs}"])
        if row["clinic_symptom_count"]:
            count = int(row["clinic_symptom_count"])
            given["somatic_symptoms_0_3"] = 0 if count == 0 else 1 if count <= 10 else 2 if count <= 24 else 3
        return given

    def test_all_of_them_are_here(self, rows):
        assert len(rows) == 122

    def test_wpi_and_sss_2010_agree_with_the_centres_on_every_row(self, rows, assessed):
        for row in rows:
            found = assessed(**self.answers(row))
            assert found.scores["wpi"].main.number.score == int(row["clinic_wpi_total"]), row["row"]
            if row["clinic_sss_total_2010"]:
                assert found.scores["sss_2010"].main.number.score == int(row["clinic_sss_total_2010"]), row["row"]

    def test_the_2010_verdict_follows_from_the_centres_own_totals(self, rows, assessed):
        for row in rows:
            if not row["clinic_sss_total_2010"]:
                continue
            wpi, sss = int(row["clinic_wpi_total"]), int(row["clinic_sss_total_2010"])
            expected = "met" if (wpi >= 7 and sss >= 5) or (3 <= wpi <= 6 and sss >= 9) else "not_met"
            found = assessed(**self.answers(row), other_disorder_explains_pain="no")
            assert found.criteria["acr_2010"].verdict == expected, row["row"]


class TestBulkExports:
    def test_three_hundred_people(self, read, unpacked, knowledge):
        folder = unpacked("synthetic-chronic-pain-300")
        people = {answers.id: answers for answers in read(folder, dt.date(2025, 6, 30))}
        with (folder / "labels.csv").open() as file:
            labels = list(csv.DictReader(file))

        assert len(people) == len(labels) == 300
        for label in labels:
            facts = assess(people[label["patient"]], knowledge).facts
            has_it = facts.problems is not None and "fibromyalgia" in facts.problems
            assert has_it == (label["fibromyalgia"] == "1"), label["patient"]
            assert facts.get("sex_at_birth") == label["gender"]

    def test_the_command_on_every_core_prints_what_one_would_in_order(self, read, unpacked, knowledge):
        folder = unpacked("synthetic-chronic-pain-300")
        command = [sys.executable, "-m", "fibrocare", "assess", "--as-of", "2025-06-30", str(folder)]

        done = subprocess.run(command, capture_output=True, check=True)

        alone = [msgspec.json.encode(to_contract(assess(it, knowledge), knowledge)) for it in read(folder, dt.date(2025, 6, 30))]
        assert done.stdout.splitlines() == alone
        assert done.stderr.startswith(b"300 assessed, 0 refused")

    def test_their_medicines_are_all_understood(self, read, unpacked, knowledge):
        for answers in read(unpacked("synthetic-chronic-pain-300"), dt.date(2025, 6, 30)):
            facts = assess(answers, knowledge).facts
            assert [entry for entry in facts.unmapped if entry["kind"] == "medicine"] == []

    def test_ten_people_of_another_exporter(self, read, unpacked, knowledge):
        people = read(unpacked("bulk-fhir-sample-10"), dt.date(2024, 8, 6))

        assert len(people) == 10 or {answers.id for answers in people}
        for answers in people:
            facts = assess(answers, knowledge).facts
            assert "medication_list" not in answers.values or facts.taken is not None
            assert {entry["kind"] for entry in facts.unmapped if "count" in entry} <= {"Encounter", "Immunization"}


PHQ9 = "44250-9 44255-8 44259-0 44254-1 44251-7 44258-2 44252-5 44253-3 44260-8".split()


class TestQuestionnaireResponses:
    def test_coded_answers_without_ordinals_are_scored(self, knowledge):
        response = {
            "resourceType": "QuestionnaireResponse", "id": "r", "status": "completed", "authored": "2026-11-01",
            "item": [{"linkId": f"/{code}", "answer": [{"valueCoding": {"code": "LA6570-1"}}]} for code in PHQ9],
        }  # fmt: skip
        found = assess(self.read(response, knowledge), knowledge)

        assert found.scores["phq9"].main.number.score == 18
        assert "D02" in [flag.rule.id for flag in found.triage.flags]

    def test_our_own_names_and_a_body_map(self, knowledge):
        response = {
            "resourceType": "QuestionnaireResponse", "id": "r", "status": "completed", "authored": "2026-11-01",
            "item": [
                {"linkId": "group", "item": [{"linkId": "pain_duration_months", "answer": [{"valueInteger": 5}]}]},
                {"linkId": "wpi_sites", "answer": [{"valueCoding": {"code": "neck"}}, {"valueCoding": {"code": "hip_l"}}]},
            ],
        }  # fmt: skip
        facts = assess(self.read(response, knowledge), knowledge).facts

        assert facts.get("wpi") == 2
        assert facts.get("pain_duration_months") == 5
        assert facts.origins["wpi_sites"].source == "QuestionnaireResponse/r"

    def test_link_ids_that_nobody_knows_are_listed(self, knowledge):
        path = DATA / "fhir-questionnaires/QuestionnaireResponse-mii-exa-pro-phq-9-response.json"

        answers = self.read({**json.loads(path.read_text()), "subject": {"reference": "Patient/p"}}, knowledge)

        assert [entry["name"] for entry in answers.unmapped if entry["kind"] == "question"][:2] == ["PHQ.1", "PHQ.2"]

    def read(self, response, knowledge) -> Answers:
        patient = {"resourceType": "Patient", "id": "p", "birthDate": "1980-01-01"}
        return record([patient, response], knowledge, dt.date(2026, 11, 22))


def test_an_old_record_and_the_same_facts_given_by_hand_agree(knowledge):
    patient = {"resourceType": "Patient", "id": "p", "birthDate": "1980-05-17", "gender": "female"}
    condition = {
        "resourceType": "Condition",
        "id": "c",
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "203082005"}]},
    }
    by_record = assess(record([patient, condition], knowledge, dt.date(2026, 11, 22)), knowledge)
    given = {"age_years": 46, "sex_at_birth": "female", "dx_list": [{"snomed": "203082005"}]}
    by_hand = assess(read_answers({"answers": given}, fields=knowledge.fields, today=dt.date(2026, 11, 22)), knowledge)

    assert by_record.differentials == by_hand.differentials
    assert by_record.triage == by_hand.triage
    assert by_record.facts.problems == by_hand.facts.problems == {"fibromyalgia"}


PATIENT = {"resourceType": "Patient", "id": "p", "birthDate": "1980-05-17", "gender": "female"}


def answered(authored, **answers):
    kinds = {bool: "valueBoolean", int: "valueInteger", str: "valueString"}
    items = [{"linkId": name, "answer": [{kinds[type(value)]: value}]} for name, value in answers.items()]
    return {"resourceType": "QuestionnaireResponse", "id": authored, "status": "completed", "authored": authored, "item": items}


class TestSafetyOfRecords:
    def facts(self, knowledge, *resources, as_of=dt.date(2026, 11, 22)):
        return assess(record([PATIENT, *resources], knowledge, as_of), knowledge)

    @pytest.mark.parametrize("order", [1, -1])
    def test_a_later_zero_does_not_clear_a_suicidal_thought(self, knowledge, order):
        responses = [answered("2026-11-10", phq9_item9=3), answered("2026-11-20", phq9_item9=0)][::order]

        found = self.facts(knowledge, *responses)

        assert "D02" in [flag.rule.id for flag in found.triage.flags]
        assert any("until a clinician clears it" in entry["reason"] for entry in found.facts.unmapped)

    def test_red_flags_are_asked_again_at_every_contact(self, knowledge):
        found = self.facts(knowledge, answered("2019-01-01", rf_gi_bleed=True, rf_saddle_numbness=False))

        assert found.triage.flags == ()
        assert {"rf_gi_bleed", "rf_saddle_numbness"} <= {question.field for question in found.triage.questions}
        assert [entry["reason"] for entry in found.facts.unmapped] == ["answered more than 14 days ago: ask again"] * 2

    def test_an_order_for_a_medicine_that_is_not_named_leaves_every_medicine_open(self, knowledge):
        order = {"resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order"}

        facts = self.facts(knowledge, order).facts

        assert facts.get("on_serotonergic") is None
        assert facts.get("mme_per_day") == Range(0)

    def test_a_dose_below_nothing_is_not_subtracted(self, knowledge):
        def order(name, value):
            timing = {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}
            dosage = {"timing": timing, "doseAndRate": [{"doseQuantity": {"value": value, "unit": "mg"}}]}
            medicine = {"medicationCodeableConcept": {"text": name}, "dosageInstruction": [dosage]}
            return {"resourceType": "MedicationRequest", "id": name, "status": "active", "intent": "order", **medicine}

        assert self.facts(knowledge, order("oxycodone", -40), order("morphine", 60)).facts.get("mme_per_day") == Range(60)

    @pytest.mark.parametrize("status", ["provisional", "differential", "unconfirmed"])
    def test_a_suspicion_settles_nothing(self, knowledge, status):
        condition = {
            "resourceType": "Condition", "id": "c", "code": {"text": "Rheumatoid arthritis"},
            "verificationStatus": {"coding": [{"code": status}]},
        }  # fmt: skip

        found = self.facts(knowledge, condition)

        assert found.facts.problems == frozenset()
        assert next(it.state for it in found.differentials if it.differential.id == "X02") == "open"
        assert "not confirmed" in found.facts.unmapped[0]["reason"]

    @pytest.mark.parametrize("name", ["r/o lupus", "? rheumatoid arthritis", "Possible multiple sclerosis", "rule out lupus"])
    def test_a_suspicion_in_words_settles_nothing_but_is_kept_for_safety(self, assessed, name):
        assert assessed(dx_list=[{"name": name}]).facts.problems == frozenset()
        assert assessed(dx_list=[{"name": "possible bipolar disorder"}]).facts.get("bipolar_history") is True

    def test_a_range_in_words_is_read(self, knowledge):
        tsh = {
            "resourceType": "Observation", "id": "o", "status": "final", "effectiveDateTime": "2026-10-01",
            "code": {"coding": [{"system": "http://loinc.org", "code": "3016-3"}]},
            "valueQuantity": {"value": 12, "unit": "mU/L"}, "referenceRange": [{"text": "0.4-4.0"}],
        }  # fmt: skip

        assert self.facts(knowledge, tsh).facts.get("tsh_high") is True


@pytest.mark.parametrize(
    "resource",
    [
        {"resourceType": "Observation", "status": "cancelled", "code": {"text": "TSH"}},
        {"resourceType": "MedicationRequest", "status": "entered-in-error", "medicationCodeableConcept": {"text": "duloxetine"}},
        {"resourceType": "MedicationRequest", "status": "active", "intent": "plan", "medicationCodeableConcept": {"text": "x"}},
        {"resourceType": "Condition", "verificationStatus": {"coding": [{"code": "refuted"}]}, "code": {"text": "Lupus"}},
        {"resourceType": "AllergyIntolerance", "clinicalStatus": {"coding": [{"code": "resolved"}]}, "code": {"text": "Latex"}},
        {"resourceType": "Procedure", "status": "not-done", "code": {"text": "Epidural injection"}},
        {"resourceType": "Device", "status": "inactive", "type": {"text": "Pacemaker"}},
        {"resourceType": "QuestionnaireResponse", "status": "entered-in-error", "item": []},
    ],
    ids=lambda it: f"{it['resourceType']} {it.get('status', '')}",
)
def test_what_does_not_count_is_listed_and_leaves_its_list_unknown(knowledge, resource):
    facts = assess(record([PATIENT, {**resource, "id": "x"}], knowledge, dt.date(2026, 11, 22)), knowledge).facts

    assert (facts.taken, facts.problems, facts.allergies) == (None, None, None)
    assert "implants" not in facts.values
    assert "not used" in facts.unmapped[0]["reason"]


class TestBundles:
    def read(self, tmp_path, knowledge, *entries):
        path = tmp_path / "bundle.json"
        bundle = {"resourceType": "Bundle", "entry": [{"fullUrl": url, "resource": it} for url, it in entries]}
        path.write_text(json.dumps(bundle))
        (found,) = Inputs(today=dt.date(2026, 11, 22), as_of=None, knowledge=knowledge).read([str(path)])
        return assess(found.answers, knowledge).facts

    @pytest.mark.parametrize("target", ["urn:uuid:med-1", "Medication/m1", "https://example.org/fhir/Medication/m1"])
    def test_a_medicine_by_reference_is_found(self, tmp_path, knowledge, target):
        url = target if ":" in target else "https://example.org/fhir/Medication/m1"
        medicine = {"resourceType": "Medication", "id": "m1", "code": {"text": "Tramadol 50 mg"}}
        order = {
            "resourceType": "MedicationRequest", "id": "r", "status": "active", "intent": "order",
            "subject": {"reference": "Patient/p/_history/3"}, "medicationReference": {"reference": target},
        }  # fmt: skip

        facts = self.read(tmp_path, knowledge, ("urn:uuid:p", PATIENT), (url, medicine), ("urn:uuid:r", order))

        assert [item.ingredient for item in facts.taken] == ["tramadol"]


def test_totals_given_alone_have_bands_and_feed_the_criteria(assessed):
    found = assessed(fiqr_total=70, wpi=12, sss=9, generalized_pain="yes", pain_duration_months=12)

    assert found.severity.impact.band == "severe"
    assert found.scores["psd"].main.number.score == 21
    assert found.criteria["acr_2016"].verdict == "met"
