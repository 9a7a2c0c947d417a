"""From the self-check to a booking: the answers go along only if the person says so, and are kept only once it is booked."""

import datetime as dt
import re

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.test import Client

from fibrocare.web.appointments.models import Policy, Service, Visit, WorkingHours
from fibrocare.web.intake.models import Answer, How
from fibrocare.web.people.models import Patient
from fibrocare.web.selfcheck.flow import sealed
from fibrocare.web.tasks.models import Task
from fibrocare.web.ui.emergency import local

TOLD = {"rf_joint_swelling": "yes", "rf_fever": "no", "wpi_sites": ["neck"], "age_years": 46}
NINA = {"name": "Nina", "email": "nina@example.org", "phone": ""}


@pytest.fixture
def first(cast):
    """First visits with Ruth, every day."""
    service = Service.objects.create(slug="first", name="First visit", minutes=60, policy=Policy.BOOK, for_new=True)
    service.staff.add(cast.ruth)
    for day in range(7):
        WorkingHours.objects.create(staff=cast.ruth, weekday=day, starts=dt.time(9), ends=dt.time(17))
    return service


class Visitor:
    """Somebody at the result of the self-check."""

    def __init__(self, *, carries=True, answers=None):
        self.browser = Client()
        self.carried = {"answers": sealed(TOLD) if answers is None else answers} | ({"carry": "1"} if carries else {})

    def show(self, address):
        response = self.browser.post(address, {**self.carried, "show": "1"})
        self.page = response.content.decode()
        return self

    def pick(self):
        self.show("/book/")
        self.show("/book/first/")
        self.link = re.findall(r'(?:formaction|href)="(/book/first/[^"?/]+/[^"?]+/)"', self.page)[-1]
        return self.show(self.link)

    def book(self):
        return self.browser.post(self.link, NINA | self.carried)


def test_ticked_answers_are_kept_with_the_booking(first):
    Visitor().pick().book()

    rows = Answer.objects.filter(patient=Visit.objects.get().patient)
    assert {it.field: it.value for it in rows} == TOLD
    assert {(it.how, it.by) for it in rows} == {(How.SELF_CHECK, None)}


def test_what_cannot_wait_is_on_the_worklist_of_whoever_is_booked(first, cast):
    Visitor().pick().book()

    assert not Task.objects.visible_to(cast.omar)
    # A swollen joint waits for the visit; only emergencies and same-day signs are alerts.
    assert not Task.objects.exists()


def test_a_same_day_sign_is_an_alert_once_it_is_booked(first, cast):
    told = TOLD | {"rf_vomiting_persistent": "yes", "steroid_recent_taper": "yes", "suicide_risk": "passive"}
    Visitor(answers=sealed(told)).pick().book()

    assert Task.objects.visible_to(cast.ruth).exists()


def test_every_page_on_the_way_says_so_and_nothing_is_kept_before(first):
    visitor = Visitor().pick()

    assert "Give my self-check answers to the clinic" in visitor.page
    assert "There is a problem" not in visitor.page
    assert not Answer.objects.exists()
    assert not Patient.objects.filter(name="Nina").exists()
    assert not Session.objects.exists()


def test_no_tick_no_answers(first):
    visitor = Visitor(carries=False).pick()
    assert visitor.carried["answers"] not in visitor.page
    visitor.book()

    assert Visit.objects.exists()
    assert not Answer.objects.exists()


@pytest.mark.parametrize("answers", ["", "nonsense", sealed(TOLD)[:-2]])
def test_changed_answers_are_not_taken(first, answers):
    Visitor(answers=answers).pick().book()

    assert Visit.objects.exists()
    assert not Answer.objects.exists()


def test_answers_of_another_day_are_not_taken(first, monkeypatch):
    with monkeypatch.context() as then:
        then.setattr(signing.time, "time", lambda: dt.datetime(2020, 1, 1, tzinfo=dt.UTC).timestamp())
        old = sealed(TOLD)
    Visitor(answers=old).pick().book()

    assert not Answer.objects.exists()


def test_a_time_that_is_gone_keeps_the_answers_on_the_page(first):
    one, two = Visitor().pick(), Visitor().pick()
    one.book()
    page = two.book().content.decode()

    assert "a moment ago" in page
    assert two.carried["answers"] in page
    assert Answer.objects.count() == len(TOLD)


def test_an_answer_that_the_dictionary_no_longer_allows_does_not_cost_the_booking(first):
    Visitor(answers=sealed({"wpi_sites": ["tail"], "gone_field": "yes", "age_years": 46})).pick().book()

    assert Visit.objects.exists()
    assert [it.field for it in Answer.objects.all()] == ["age_years"]


def test_a_patient_who_is_signed_in_gives_them_to_their_own_record(first, cast, signed_in):
    visitor = Visitor()
    visitor.browser = signed_in(cast.amina.user)
    visitor.pick().book()

    assert {it.by for it in cast.amina.answers.all()} == {cast.amina.user}


class TestNumbers:
    @pytest.mark.django_db
    @pytest.mark.parametrize(("country", "number"), [("US", "911"), ("CA", "911"), ("GB", "999"), ("DE", "112")])
    def test_the_country_decides_whom_to_call(self, settings, country, number):
        settings.COUNTRY = country
        answer = {"told": sealed({}), "page": "breath", "signs": ["rf_chest_pain_now"]}
        page = Client().post("/check/", answer).content.decode()

        assert f"Call {number} now" in page
        assert {"911", "999", "112"} & set(re.findall(r"\d{3}", re.sub(r"<form.*?</form>", "", page, flags=re.S))) == {number}

    @pytest.mark.parametrize("country", ["GB", "DE"])
    def test_no_text_for_patients_names_a_number_of_another_country(self, knowledge, settings, country):
        settings.COUNTRY = country
        texts = [rule.advice for it in knowledge.triage.values() for rule in it.rules]
        texts += [it.help for it in knowledge.fields.values() if it.who == "patient"]

        wrong = [it for it in texts if re.search(r"\b(911|988)\b|988lifeline|In the US", local(it))]
        assert wrong == []
