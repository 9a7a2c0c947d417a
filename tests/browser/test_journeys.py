"""The clinic as its people use it, as stories, at a phone and at a desk."""

import re

import pytest
from playwright.sync_api import expect

from fibrocare.web.appointments.models import Visit
from fibrocare.web.intake.operations import told
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


def test_a_clinician_from_the_worklist_to_the_therapies(reader, as_role):
    as_role(Role.CLINICIAN)
    reader.sees("Worklist").scan()
    reader.page.locator(".columns a").first.click()
    reader.sees("Criteria").scan().follow("Therapies").sees("Start here").scan()


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.DIRECTOR, Role.RESEARCHER, Role.THERAPIST])
def test_every_role_has_a_home_and_an_account(reader, as_role, role):
    as_role(role)
    reader.scan().go("/account/").scan().go("/account/security/").scan()


def test_the_pages_before_sign_in(reader):
    for path in (
        "/sign-in/",
        "/sign-in/code/",
        "/sign-up/",
        "/welcome/nonsense/",
        "/demo/",
        "/book/",
        "/learn/",
        "/learn/duloxetine/",
    ):
        reader.go(path).scan()


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
