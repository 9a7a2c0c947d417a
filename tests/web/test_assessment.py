"""Answers confirmed, differentials settled, the diagnosis: by whom, when, and never by somebody else."""

import pytest

from fibrocare.web.assessment import operations
from fibrocare.web.assessment.models import Ruling
from fibrocare.web.assessment.presenters import ledger
from fibrocare.web.intake import operations as intake
from fibrocare.web.intake.models import Answer
from fibrocare.web.people.operations import take_into_care
from fibrocare.web.people.permissions import NotAllowed
from web.conftest import NOW

TODAY = NOW.date()
MET = {
    "wpi_sites": ["neck", "upback", "loback", "hip_l", "hip_r", "shoulder_l", "shoulder_r"], "fatigue_0_3": 3,
    "unrefreshed_0_3": 2, "cognitive_0_3": 2, "headache_6mo": "yes", "abdominal_pain_6mo": "no", "depression_6mo": "no",
    "pain_duration_months": 14,
}  # fmt: skip


@pytest.fixture
def told(cast):
    """Amina's answers fit the criteria."""
    intake.answer(patient=cast.amina, values=MET, by=cast.amina.user, at=NOW, today=TODAY)
    return cast


def rows(patient):
    return {it.field: it.pk for it in intake.newest(patient)}


class TestConfirm:
    def test_makes_the_criteria_rest_on_a_clinician(self, told):
        before = intake.assessment_of(told.amina, today=TODAY).criteria["acr_2016"]

        operations.confirm(patient=told.amina, answers=rows(told.amina).values(), by=told.ruth, at=NOW, today=TODAY)

        after = intake.assessment_of(told.amina, today=TODAY).criteria["acr_2016"]
        assert (before.verdict, before.self_report) == ("met", True)
        assert (after.verdict, after.self_report) == ("met", False)

    def test_keeps_what_the_patient_said_and_when(self, told):
        operations.confirm(patient=told.amina, answers=[rows(told.amina)["fatigue_0_3"]], by=told.ruth, at=NOW, today=TODAY)

        given = Answer.objects.filter(patient=told.amina, field="fatigue_0_3").order_by("pk")
        assert [(it.value, it.by, it.how) for it in given] == [(3, told.amina.user, "self"), (3, told.ruth, "confirmed")]

    def test_leaves_an_answer_that_changed_since_it_was_read(self, told):
        read = rows(told.amina)["fatigue_0_3"]
        intake.answer(patient=told.amina, values={"fatigue_0_3": 1}, by=told.amina.user, at=NOW, today=TODAY)

        assert operations.confirm(patient=told.amina, answers=[read], by=told.ruth, at=NOW, today=TODAY) == 0
        assert intake.told(told.amina)["fatigue_0_3"] == 1

    def test_is_for_clinicians_with_the_patient_in_care(self, told):
        take_into_care(patient=told.amina, staff=told.tess, by=None, at=NOW)

        for who in (told.omar, told.tess, told.fred, told.mara, told.amina.user):
            with pytest.raises(NotAllowed):
                operations.confirm(patient=told.amina, answers=[1], by=who, at=NOW, today=TODAY)

    def test_a_therapist_who_answers_confirms_nothing(self, told):
        take_into_care(patient=told.amina, staff=told.tess, by=None, at=NOW)

        intake.answer(patient=told.amina, values=MET, by=told.tess, at=NOW, today=TODAY)

        assert intake.assessment_of(told.amina, today=TODAY).criteria["acr_2016"].self_report

    def test_from_the_page_by_one_button(self, told, signed_in):
        browser, address = signed_in(told.ruth), f"/patients/{told.amina.pk}/answers/"
        assert "by the patient, Amina" in browser.get(address).content.decode()

        page = browser.post(address, {"rows": ",".join(map(str, rows(told.amina).values()))}, follow=True).content.decode()

        assert "8 answers confirmed" in page
        assert "Confirm all of these" not in page


class TestOneQuestion:
    def test_a_clinician_adds_a_laboratory_value(self, told, signed_in):
        browser = signed_in(told.ruth)

        page = browser.post(f"/patients/{told.amina.pk}/answers/egfr/", {"egfr": "58"}, follow=True).content.decode()

        assert "Kept:" in page
        assert intake.told(told.amina)["egfr"] == 58

    @pytest.mark.parametrize("field", ["criteria_2016", "nonsense"])
    def test_what_is_worked_out_cannot_be_typed(self, told, signed_in, field):
        assert signed_in(told.ruth).get(f"/patients/{told.amina.pk}/answers/{field}/").status_code == 404

    def test_what_cannot_be_is_asked_again(self, told, signed_in):
        assert signed_in(told.ruth).post(f"/patients/{told.amina.pk}/answers/egfr/", {"egfr": "-3"}).status_code == 422


class TestSettle:
    def test_keeps_who_settled_what_and_why(self, told, signed_in):
        browser, address = signed_in(told.ruth), f"/patients/{told.amina.pk}/what-else/"

        browser.post(f"{address}axial_spondyloarthritis/", {"outcome": "excluded", "because": "MRI of 3 May: no sacroiliitis"})

        text = browser.get(address).content.decode()
        assert "MRI of 3 May: no sacroiliitis" in text
        assert Ruling.objects.get().by == told.ruth

    def test_a_reason_is_needed(self, told, signed_in):
        address = f"/patients/{told.amina.pk}/what-else/axial_spondyloarthritis/"

        assert signed_in(told.ruth).post(address, {"outcome": "excluded", "because": ""}).status_code == 422
        assert signed_in(told.ruth).get(address.replace("axial", "nonsense")).status_code == 404

    def test_new_signs_speak_against_an_exclusion(self, told):
        intake.answer(patient=told.amina, values={"rf_gait_or_hand_clumsiness": "yes"}, by=told.amina.user, at=NOW, today=TODAY)
        found = intake.assessment_of(told.amina, today=TODAY)
        suspected = next(it for it in found.differentials if it.state == "suspected")
        ruling = Ruling(differential=suspected.differential.id, outcome="excluded", because="x")

        assert ledger(found, [ruling])[0].disputed


class TestDiagnose:
    def test_stands_beside_the_criteria(self, told, signed_in):
        browser, address = signed_in(told.ruth), f"/patients/{told.amina.pk}/diagnosis/"

        page = browser.post(address, {"diagnosis": "fm", "reason": ""}, follow=True).content.decode()

        assert "Fibromyalgia" in page
        assert "Ruth" in page
        assert intake.told(told.amina)["clinician_diagnosis"] == "fm"

    def test_a_reason_is_needed_where_it_differs(self, told, signed_in):
        browser, address = signed_in(told.ruth), f"/patients/{told.amina.pk}/diagnosis/"

        refused = browser.post(address, {"diagnosis": "other", "reason": " "})
        kept = browser.post(address, {"diagnosis": "other", "reason": "Anti-CCP positive, synovitis of both wrists"}, follow=True)

        assert refused.status_code == 422
        assert "Say why" in refused.content.decode()
        assert "synovitis of both wrists" in kept.content.decode()
        assert Answer.objects.filter(field="clinician_diagnosis").count() == 1

    def test_a_reason_is_needed_where_the_criteria_are_open(self, cast):
        with pytest.raises(NotAllowed):
            operations.diagnose(patient=cast.amina, diagnosis="fm", reason="", by=cast.ruth, at=NOW, today=TODAY)

        assert not Answer.objects.exists()

    def test_is_for_clinicians_only(self, told, signed_in):
        take_into_care(patient=told.amina, staff=told.tess, by=None, at=NOW)

        assert signed_in(told.tess).post(f"/patients/{told.amina.pk}/diagnosis/", {"diagnosis": "fm"}).status_code == 422
        assert "clinician_diagnosis" not in intake.told(told.amina)
