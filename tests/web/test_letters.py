"""Letters: drafted from the record, gaps filled, signed, and read by those they concern."""

import pytest
from django.db import DatabaseError, transaction

from fibrocare.exchange.letters.pdf import blocks
from fibrocare.knowledge.readability import grade
from fibrocare.web.assessment.operations import diagnose
from fibrocare.web.intake import operations as intake
from fibrocare.web.letters import operations
from fibrocare.web.letters.models import NEXT, Kind, Letter, Status
from fibrocare.web.people.operations import take_into_care
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.plans import operations as plans
from web.conftest import NOW
from well_person import well as well_person

TODAY = NOW.date()


@pytest.fixture
def planned(cast):
    """Amina has a diagnosis and a signed plan."""
    told = well_person(goals=["Walk to the shop"], wpi_sites=["neck"], consent_share=["portal"])
    intake.answer(patient=cast.amina, values=told, by=cast.amina.user, at=NOW, today=TODAY)
    diagnose(patient=cast.amina, diagnosis="fm", reason="Seen twice", by=cast.ruth, at=NOW, today=TODAY)
    plan = plans.begin(patient=cast.amina, by=cast.ruth, at=NOW, today=TODAY)
    for name in ("tai_chi", "pregabalin"):
        plans.choose(plan=plan, therapy=name, by=cast.ruth, today=TODAY)
    plans.sign(plan=plan, by=cast.ruth, at=NOW, today=TODAY)
    return cast


def begin(cast, kind, by=None):
    return operations.begin(patient=cast.amina, kind=kind, by=by or cast.ruth, at=NOW, today=TODAY)


class TestTheDraft:
    def test_for_the_patient_is_plain_and_says_what_was_agreed(self, planned):
        text = begin(planned, Kind.VISIT_SUMMARY).text

        assert grade(text) <= 6
        for part in (
            "Fibromyalgia",
            "Walk to the shop",
            "Start: Tai chi",
            "From 2026-11-20: Pregabalin",
            "Call 911",
            "# If it flares",
        ):
            assert part in text

    def test_for_the_family_doctor_holds_criteria_plan_and_what_to_watch(self, planned):
        text = begin(planned, Kind.FAMILY_DOCTOR).text

        for part in ("# Diagnosis", "Fibromyalgia. Seen twice", "ACR 2016", "# Plan, signed on 2026-11-20", "# Please watch"):
            assert part in text

    def test_of_a_referral_leaves_gaps_where_only_a_clinician_knows(self, planned):
        text = begin(planned, Kind.REFERRAL).text

        assert text.startswith("# Our question\n[write")
        for part in ("# Allergies\n- none known", "# Warning signs", "# What the patient wants"):
            assert part in text

    def test_of_a_work_note_names_the_illness_only_where_the_patient_agreed(self, planned):
        without = begin(planned, Kind.WORK_NOTE).text
        agreed = {"consent_share": ["portal", "employer_form"]}
        intake.answer(patient=planned.amina, values=agreed, by=planned.amina.user, at=NOW, today=TODAY)

        assert "ibromyalgia" not in without
        assert "with fibromyalgia" in begin(planned, Kind.WORK_NOTE).text

    @pytest.mark.parametrize("kind", Kind.values)
    def test_of_somebody_who_told_nothing_says_so(self, cast, kind):
        text = begin(cast, kind).text

        assert "[write" in text or kind == Kind.FAMILY_DOCTOR
        assert "None" not in text


class TestSign:
    def test_refuses_while_a_gap_is_open(self, planned):
        letter = begin(planned, Kind.REFERRAL)

        with pytest.raises(NotAllowed, match="gaps"):
            operations.sign(letter=letter, by=planned.ruth, at=NOW)

    def test_keeps_the_letter_as_it_is(self, planned):
        letter = begin(planned, Kind.FAMILY_DOCTOR)
        operations.sign(letter=letter, by=planned.ruth, at=NOW)

        letter.refresh_from_db()
        with pytest.raises(NotAllowed):
            operations.write(letter=letter, text="other", by=planned.ruth)
        with pytest.raises(DatabaseError), transaction.atomic():
            Letter.objects.filter(pk=letter.pk).update(text="other")

    def test_is_for_clinicians_with_the_patient_in_care(self, planned):
        letter = begin(planned, Kind.FAMILY_DOCTOR)
        take_into_care(patient=planned.amina, staff=planned.tess, by=None, at=NOW)

        for who in (planned.omar, planned.tess, planned.fred, planned.amina.user):
            with pytest.raises(NotAllowed):
                operations.sign(letter=letter, by=who, at=NOW)
            with pytest.raises(NotAllowed):
                begin(planned, Kind.WORK_NOTE, by=who)

    def test_every_status_has_its_next(self):
        assert set(NEXT) == set(Status.values)


class TestThePages:
    def test_from_a_draft_to_the_patients_own_letters(self, planned, signed_in):
        browser = signed_in(planned.ruth)
        address = browser.post(f"/patients/{planned.amina.pk}/letters/", {"kind": "work_note"}).url

        refused = browser.post(f"{address}sign/", follow=True).content.decode()
        browser.post(f"{address}sign/", {"text": "# What would help\n- short breaks"})

        own = signed_in(planned.amina.user).get("/letters/").content.decode()
        printed = signed_in(planned.amina.user).get(f"{address}letter.pdf")
        assert "Fill the gaps first" in refused
        assert "Work note" in own
        assert Letter.objects.get().text == "# What would help\n- short breaks"
        assert printed.content.startswith(b"%PDF")
        assert b"/StructTreeRoot" in printed.content

    def test_a_draft_is_not_the_patients_to_read(self, planned, signed_in):
        letter = begin(planned, Kind.FAMILY_DOCTOR)

        assert signed_in(planned.amina.user).get(f"/letters/{letter.pk}/letter.pdf").status_code == 404
        assert "no letters yet" in signed_in(planned.amina.user).get("/letters/").content.decode()

    def test_nobody_else_sees_a_signed_letter(self, planned, signed_in):
        letter = begin(planned, Kind.FAMILY_DOCTOR)
        operations.sign(letter=letter, by=planned.ruth, at=NOW)

        for who in (planned.dana.user, planned.omar, planned.fred, planned.mara, planned.rami):
            assert signed_in(who).get(f"/letters/{letter.pk}/letter.pdf").status_code == 404
            assert signed_in(who).get(f"/letters/{letter.pk}/").status_code == 404

    def test_a_letter_that_is_hard_to_read_says_so(self, planned, signed_in):
        letter = begin(planned, Kind.VISIT_SUMMARY)
        hard = "Polypharmacy necessitates multidisciplinary reconsideration of pharmacotherapeutic interventions immediately."
        operations.write(letter=letter, text=hard, by=planned.ruth)

        assert "This reads at grade" in signed_in(planned.ruth).get(f"/letters/{letter.pk}/").content.decode()

    def test_a_draft_that_is_put_away_stays_on_the_list(self, planned, signed_in):
        letter = begin(planned, Kind.FAMILY_DOCTOR)

        page = signed_in(planned.ruth).post(f"/letters/{letter.pk}/put-away/", follow=True).content.decode()

        assert "not sent" in page

    def test_an_unknown_kind_is_not_found(self, planned, signed_in):
        assert signed_in(planned.ruth).post(f"/patients/{planned.amina.pk}/letters/", {"kind": "poem"}).status_code == 404


def test_items_that_follow_each_other_are_one_list():
    assert list(blocks("# A\n- b\n- c\n\nd\n- e")) == [
        {"kind": "heading", "texts": ["A"]},
        {"kind": "list", "texts": ["b", "c"]},
        {"kind": "text", "texts": ["d"]},
        {"kind": "list", "texts": ["e"]},
    ]
