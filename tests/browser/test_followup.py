"""The questions after a plan began, at a phone and at a desk: stopped, gone on with, and there for those who treat."""

import datetime as dt

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from fibrocare.web.followup.rounds import standing
from fibrocare.web.people.models import Patient, Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(reader, as_role):
    """Somebody whose review is near."""
    reader.page.set_default_timeout(8000)
    week = localdate() + dt.timedelta(days=7)
    people = Patient.objects.filter(plans__status="signed", plans__review_on__lte=week, user__isnull=False)
    someone = people.order_by("name").first()
    as_role(Role.PATIENT, patient=someone)
    return someone


def answer(reader, number):
    reader.page.locator("main form label").nth(number).click()
    reader.press("Save and go on")


def test_from_the_line_at_home_to_the_clinicians_page(reader, asked):
    reader.go("/home/").sees("About 6 minutes of questions before the review").scan()
    reader.follow("About 6 minutes of questions").sees("How are you now?").scan()
    reader.follow("Begin").sees("Since we began care").scan()
    answer(reader, 1)
    reader.sees("2 of 31").scan()
    answer(reader, 0)
    reader.follow("Stop here").sees("How are you now?").follow("Go on").sees("3 of 31")
    while "/follow-up/" in reader.page.url and reader.page.get_by_role("button", name="Save and go on").count():
        answer(reader, 0)
    reader.sees("Thank you").scan()
    reader.follow("See how it is going").sees("How much it gets in the way").scan()
    reader.go("/home/")
    expect(reader.page.get_by_text("minutes of questions")).to_have_count(0)

    clinician = asked.care.filter(staff__role=Role.CLINICIAN).first().staff
    reader.go("/demo/")
    with reader.page.expect_navigation():
        reader.page.locator(f'form[action="/demo/sign-in/{clinician.pk}/"] button').click()
    reader.go(f"/patients/{asked.pk}/progress/").sees("Questionnaires after the plan began: answered on").scan()
    expect(reader.page.get_by_text("Much or very much better overall (PGIC): yes")).to_be_visible()
    expect(reader.page.get_by_text("FIQR 14 % better: yes")).to_be_visible()


def test_a_word_about_suicide_stops_the_questions_for_the_card(reader, asked):
    reader.go(f"/follow-up/{asked.pk}/phq9_item9/")
    answer(reader, 1)
    reader.sees("You are not alone with this").scan()
    reader.follow("Go on with the questions").sees("1 of 31")

    assert standing(asked, today=localdate()).asked.done == 1
