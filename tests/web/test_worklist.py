"""The clinician's home and brief: alerts first, everything that follows, nothing for strangers."""

import pytest

from fibrocare.web.audit.models import Entry
from fibrocare.web.intake import operations
from fibrocare.web.people.models import Patient, Role, User
from fibrocare.web.people.operations import take_into_care
from fibrocare.web.tasks.models import Task
from web.conftest import NOW


@pytest.fixture
def answered(cast):
    """Amina told enough for a brief, and of chest pain."""
    sites = ["neck", "upback", "loback", "hip_l", "hip_r", "shoulder_l", "shoulder_r"]
    values = {
        "age_years": 46, "sex_at_birth": "female", "wpi_sites": sites, "fatigue_0_3": 3, "unrefreshed_0_3": 2,
        "cognitive_0_3": 2, "headache_6mo": "yes", "abdominal_pain_6mo": "no", "depression_6mo": "no",
        "pain_duration_months": 14, "medication_list": [{"name": "Cymbalta", "mg_per_day": 60}], "rf_chest_pain_now": "yes",
    }  # fmt: skip
    operations.answer(patient=cast.amina, values=values, by=cast.amina.user, at=NOW, today=NOW.date())
    return cast


def test_the_worklist_begins_with_the_alert(answered, signed_in):
    text = signed_in(answered.ruth).get("/home/").content.decode()

    assert text.index("Amina: ") < text.index("In your care")
    assert "card--urgent" in text


def test_the_brief_says_what_follows_and_the_log_who_looked(answered, signed_in):
    text = signed_in(answered.ruth).get(f"/patients/{answered.amina.pk}/").content.decode()

    assert "ACR 2016 revision" in text
    assert "duloxetine 60 mg/day" in text
    entry = Entry.objects.filter(action="brief.seen").get()
    assert (entry.actor, entry.patient) == (str(answered.ruth.pk), str(answered.amina.pk))


def test_the_therapies_with_what_waits_and_what_is_withheld(answered, signed_in):
    text = signed_in(answered.ruth).get(f"/patients/{answered.amina.pk}/therapies/").content.decode()

    assert "Ask first" in text
    assert "Not for this person, because" in text


def test_a_task_leaves_the_list_with_what_was_done(answered, signed_in):
    browser, task = signed_in(answered.ruth), Task.objects.get()

    assert browser.post(f"/tasks/{task.pk}/", {"how": ""}).status_code == 422
    browser.post(f"/tasks/{task.pk}/", {"how": "Called her: in the ER"})

    task.refresh_from_db()
    assert (task.done_by, task.done_how) == (answered.ruth, "Called her: in the ER")
    assert "Nothing waits for you" in browser.get("/home/").content.decode()


@pytest.mark.parametrize("number", [10, 300])
def test_the_number_of_queries_does_not_grow_with_patients(cast, signed_in, django_assert_max_num_queries, number):
    for place in range(number):
        patient = Patient.objects.create(name=f"P{place}", phone="1")
        take_into_care(patient=patient, staff=cast.ruth, by=None, at=NOW)
    browser = signed_in(cast.ruth)

    with django_assert_max_num_queries(15):
        browser.get("/home/")


def test_every_role_has_a_home(cast, signed_in):
    for role in Role.values:
        user = User.objects.filter(role=role).first()
        assert signed_in(user).get("/home/").status_code == 200
