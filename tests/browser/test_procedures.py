"""A procedure in a real browser: what a clinician meets from the gate to the stop sign."""

import pytest
from django.utils import timezone

from fibrocare.web.intake.operations import answer
from fibrocare.web.procedures.models import Procedure
from web.test_procedures import SAID, SEEN

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def someone(reader):
    """A procedure of the made-up clinic that is proposed; its clinician is signed in, and everything is answered."""
    procedure, now = Procedure.objects.filter(status="proposed").get(), timezone.now()
    answer(patient=procedure.patient, values=SAID | SEEN, by=procedure.by, at=now, today=timezone.localdate())
    reader.go("/demo/")
    with reader.page.expect_navigation():
        reader.page.locator(f'form[action="/demo/sign-in/{procedure.by_id}/"] button').click()
    return procedure


def test_a_clinician_from_the_gate_to_the_stop_sign(reader, someone):
    page = reader.go(f"/patients/{someone.patient_id}/").page
    reader.follow("Procedures").scan().follow("Trigger point injection").sees("Before it can start").scan()
    reader.follow("Checklist").sees("Settled by the answers").scan().follow("Back to the sheet").follow("Dose").scan()
    page.locator("#id_agent").select_option("lidocaine")
    page.locator("#id_mg").fill("1000")
    reader.press("Save").sees("Plan less").scan()
    page.locator("#id_mg").fill("50")
    reader.press("Save").sees("within every limit").follow("Consent").scan()
    page.get_by_label("I explained every point above").check()
    page.get_by_label("agreed").check()
    reader.press("Save").scan().press("Start now").sees("started").follow("Note what I see").scan()
    page.locator("fieldset").first.get_by_label("Yes").check()
    reader.press("Save").sees("Stop now").scan().follow("Say what was done").scan()


def test_an_open_question_keeps_it_from_its_start(reader, someone):
    now = timezone.now()
    answer(patient=someone.patient, values={"infection_at_site": "unsure"}, by=someone.by, at=now, today=timezone.localdate())

    reader.go(f"/procedures/{someone.pk}/checklist/").sees("Is there an infection where the needle goes in?").scan()
    reader.go(f"/procedures/{someone.pk}/").sees("of the checklist")

    assert reader.page.get_by_role("button", name="Start now").count() == 0
