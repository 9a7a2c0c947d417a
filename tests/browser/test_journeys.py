"""The clinic as its people use it, as stories, at a phone and at a desk."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from fibrocare.web.appointments.models import Visit
from fibrocare.web.intake.operations import assessment_of, told
from fibrocare.web.people.models import Patient, Role

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_visitor_from_a_first_question_to_a_booked_consultation(reader):
    reader.go("/").scan().follow("Check now").scan().press("Start").scan()
    while "Your answers, for your doctor" not in reader.page.content():
        radio = reader.page.get_by_label("No", exact=True)
        none = reader.page.get_by_label("None of these")
        if none.count():
            none.check()
        elif radio.count():
            radio.check()
        elif reader.page.locator("input[type=number]").count():
            reader.page.locator("input[type=number]").fill("40")
        else:
            reader.page.locator("input[type=radio], input[type=checkbox]").first.check()
        reader.press("Go on")
    reader.scan().page.get_by_label("Give my answers to the clinic").check()
    reader.press("Book a consultation").scan().press("See free times").scan()
    with reader.page.expect_navigation():
        reader.page.locator(".times button").last.click()
    reader.scan().press("Book this visit").sees("There is a problem").scan()
    reader.page.get_by_label("Your name").fill("Nina Test")
    reader.page.get_by_label("E-mail").fill("nina@example.org")
    reader.press("Book this visit").sees("Your visit").scan()

    visit = Visit.objects.get(patient__name="Nina Test")
    assert told(visit.patient)["rf_chest_pain_now"] == "no"
    reader.follow("Move it").scan()


def test_an_emergency_answer_stops_everything(reader):
    reader.go("/check/").press("Start")
    reader.page.get_by_label("Do you have chest pain or pressure now").check()
    reader.press("Go on").sees("Get help now").scan()

    assert reader.page.get_by_role("link", name="Call 911").get_attribute("href") == "tel:911"
    assert reader.page.get_by_role("button", name="Go on").count() == 0


def test_a_patient_stops_in_the_intake_and_goes_on_elsewhere(reader, as_role, browser, clinic):
    someone = Patient.objects.filter(answers=None).exclude(user=None).order_by("name").first()
    as_role(Role.PATIENT, patient=someone)
    reader.scan().follow("Go on with the questions").scan().follow("Go on").scan()
    reader.page.get_by_label("None of these").check()
    reader.press("Save and go on").sees("2 of").scan()
    assert told(someone)["rf_chest_pain_now"] == "no"

    other = browser.new_context()
    page = other.new_page()
    page.goto(f"{clinic}/demo/")
    page.locator(f'form[action="/demo/sign-in/{someone.user_id}/"] button').click()
    page.get_by_role("link", name="Go on with the questions").click()
    expect(page.get_by_text("1 of").first).to_be_visible()
    page.get_by_role("link", name="Go on", exact=True).click()
    expect(page.get_by_text("2 of").first).to_be_visible()
    other.close()


def test_a_patient_lists_medicines_and_checks_the_answers(reader, as_role):
    someone = Patient.objects.exclude(user=None).order_by("name").first()
    as_role(Role.PATIENT, patient=someone)
    reader.go(f"/intake/{someone.pk}/medicine_list/").scan()
    reader.page.get_by_label("Name").fill("Cymbalta 60 mg")
    reader.press("Add this").sees("Cymbalta 60 mg").scan()
    reader.go(f"/intake/{someone.pk}/check/").sees("Cymbalta 60 mg").scan()


def _without_a_plan(clinician):
    """Somebody of this clinician who told everything, has no plan, and no red flag."""
    patients = Patient.objects.visible_to(clinician).filter(plans=None, answers__field="age_years").distinct().order_by("name")
    today = timezone.localdate()
    return next(it for it in patients if assessment_of(it, today=today).triage.level not in ("emergency_now", "same_day"))


def test_a_clinician_from_the_worklist_to_a_signed_plan_and_a_letter(reader, as_role):
    ruth = as_role(Role.CLINICIAN)
    someone = _without_a_plan(ruth)
    reader.sees("Worklist").scan().follow(someone.name).sees("Criteria").scan()
    reader.follow("Answers").scan().press("Confirm all of these", of="What the criteria rest on").sees("confirmed")
    reader.follow("What else").scan().follow("Say what settled it").scan()
    reader.page.get_by_label("It is not that").check()
    reader.page.get_by_label("What settled it?").fill("Blood test of 3 May, all within limits")
    reader.press("Record").sees("Blood test of 3 May")
    reader.follow("Diagnosis").scan()
    reader.page.get_by_label("Fibromyalgia", exact=True).check()
    reader.page.get_by_label("Why does what you decide").fill("Seen and examined today")
    reader.press("Record the diagnosis").sees("The diagnosis is recorded").scan()
    reader.follow("Therapies").sees("Start here").scan().press("Begin a plan").follow("Choose from the shelf").scan()
    reader.press("Into the draft", of="Understanding pain").sees("In the draft").follow("Plan").scan()
    reader.follow("Change", of="Understanding pain").scan()
    reader.page.get_by_label("What you agreed").fill("One page a day")
    reader.press("Save").sees("One page a day").press("Sign the plan").sees("The plan is signed").scan()
    reader.follow("See it").sees("One page a day").scan()
    reader.follow("Letters").scan().press("Your visit").sees("What we agreed").scan()
    reader.press("Sign the letter").sees("The letter is signed")

    assert someone.plans.get().status == "signed"
    assert someone.letters.get().signed_by == ruth


def test_a_patient_follows_the_plan_and_another_never_sees_it(reader, as_role):
    someone = Patient.objects.filter(plans__status="signed").exclude(user=None).order_by("name").first()
    dana = Patient.objects.exclude(user=None).exclude(pk=someone.pk).order_by("name").first()
    as_role(Role.PATIENT, patient=someone)
    reader.follow("See the plan").sees("Today").sees("If it flares").scan()
    address = reader.page.url
    reader.go("/demo/")
    as_role(Role.PATIENT, patient=dana)

    for path in (address.removeprefix(reader.address), f"/intake/{someone.pk}/", f"/patients/{someone.pk}/"):
        assert reader.page.goto(reader.address + path).status == 404
        assert someone.name not in reader.page.content()


def test_medicines_are_offered_and_recognised(reader, as_role):
    someone = Patient.objects.filter(answers=None).exclude(user=None).order_by("name").first()
    as_role(Role.PATIENT, patient=someone)
    page = reader.go(f"/intake/{someone.pk}/medicine_list/").scan().page
    assert page.evaluate("[...document.querySelector('input[name=name]').list.options].some(it => it.value === 'Cymbalta')")

    page.get_by_label("Name").fill("Cymbalta")
    reader.press("Add this").sees("Cymbalta is duloxetine.")
    page.get_by_label("Name").fill("grandmother's drops")
    reader.press("Add this").sees("We keep it as you wrote it. Your clinician will look.").scan()


def test_a_sign_that_cannot_wait_and_a_thought_of_suicide(reader, as_role):
    someone = Patient.objects.filter(answers=None).exclude(user=None).order_by("name").first()
    as_role(Role.PATIENT, patient=someone)
    reader.go(f"/intake/{someone.pk}/muscles/").page.get_by_label("leg").check()
    reader.press("Save and go on").sees("See a clinician today").scan()
    reader.go(f"/intake/{someone.pk}/phq9_item9/").scan().page.get_by_label("Several days").check()
    reader.press("Save and go on").sees("You are not alone with this").scan()
    reader.go(f"/intake/{someone.pk}/fiqr_f1/")
    reader.go(f"/intake/{someone.pk}/stress/").scan()
    reader.page.get_by_label("10: The most I can think of").check()
    reader.press("Save and go on")
    assert told(someone)["stress_level_0_10"] == 10


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.DIRECTOR, Role.RESEARCHER, Role.THERAPIST])
def test_every_role_has_a_home_and_an_account(reader, as_role, role):
    as_role(role)
    reader.scan().go("/account/").scan().go("/account/security/").scan()


def test_the_pages_before_sign_in(reader):
    for path in (
        "/sign-in/",
        "/sign-up/",
        "/welcome/nonsense/",
        "/demo/",
        "/book/",
        "/learn/",
        "/learn/duloxetine/",
        "/ui/",
        "/learn/about/when_to_seek_help/",
        "/learn/about/flares_and_pacing/",
    ):
        reader.go(path).scan()


def test_a_page_that_is_not_there(reader):
    reader.go("/nowhere/").sees("This page is not here")
    reader.wrong.clear()  # the browser says that it is not there, and so it should

    reader.scan().follow("Go to the first page").sees("Pain all over")


def test_without_scripts_everything_still_works(clinic, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{clinic}/check/")
    page.get_by_role("button", name="Start").click()
    page.get_by_label("None of these").check()
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_title(re.compile("Question 2"))
    context.close()


def test_by_keyboard_alone(reader):
    reader.go("/check/").press("Start")
    page = reader.sees("Question 1").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
    page.get_by_label("None of these").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Go on").focus()
    page.keyboard.press("Enter")
    reader.sees("Question 2")
