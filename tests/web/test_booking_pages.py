"""Booking as a visitor and a patient do it, page by page."""

import datetime as dt
import re

import icalendar
import pytest
from django.core import mail
from django.test import Client

from fibrocare.web.appointments.models import Hold, Policy, Service, Status, Visit, WorkingHours
from fibrocare.web.people.models import Patient

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(cast):
    """First visits with Ruth, every day."""
    service = Service.objects.create(slug="first", name="First visit", minutes=60, policy=Policy.BOOK, for_new=True)
    service.staff.add(cast.ruth)
    for day in range(7):
        WorkingHours.objects.create(staff=cast.ruth, weekday=day, starts=dt.time(9), ends=dt.time(17))
    return service


class Visitor:
    """Somebody without an account who books the last time that is free in two weeks."""

    def __init__(self):
        self.browser = Client()

    def pick(self):
        page = self.browser.get("/book/first/").content.decode()
        self.link = re.findall(r'href="(/book/first/[^"/]+/[^"]+/)"', page)[-1]
        return self

    def book(self, **told):
        return self.browser.post(self.link, {"name": "Nina", "email": "nina@example.org", "phone": ""} | told)


def test_a_visitor_books_and_gets_a_letter_with_a_calendar_file(first):
    response = Visitor().pick().book()

    visit = Visit.objects.get()
    assert (visit.status, visit.patient.name, visit.patient.user) == (Status.BOOKED, "Nina", None)
    assert Client().get(response.url).status_code == 200
    (letter,) = mail.outbox
    assert response.url in letter.body
    (event,) = icalendar.Calendar.from_ical(letter.attachments[0].content).walk("VEVENT")
    assert event["dtstart"].dt == visit.starts


def test_a_way_to_reach_them_is_needed(first):
    response = Visitor().pick().book(email="")

    assert response.status_code == 422
    assert "so that we can reach you" in response.content.decode()
    assert not Patient.objects.filter(name="Nina").exists()


def test_two_visitors_and_one_time(first):
    one, two = Visitor().pick(), Visitor().pick()
    assert one.link == two.link
    one.book()

    response = two.book(name="Olga", email="olga@example.org")

    assert response.url == "/book/first/"
    assert "a moment ago" in two.browser.get(response.url).content.decode()
    assert not Patient.objects.filter(name="Olga").exists()


def test_the_link_moves_and_cancels_the_visit_and_tells_the_calendar(first):
    visitor = Visitor().pick()
    link = visitor.book().url
    before = Visit.objects.get().starts
    times = re.findall(r'name="at" value="([^"]+)"', visitor.browser.get(f"{link}move/").content.decode())
    visitor.browser.post(f"{link}move/", {"at": times[-9]})
    assert Visit.objects.get().starts < before

    visitor.browser.post(f"{link}cancel/")

    assert Visit.objects.get().status == Status.CANCELLED
    assert not Hold.objects.exists()
    (event,) = icalendar.Calendar.from_ical(mail.outbox[-1].attachments[0].content).walk("VEVENT")
    assert (str(event["status"]), event["sequence"]) == ("CANCELLED", 2)


@pytest.mark.parametrize("token", ["nonsense", "00000000-0000-0000-0000-000000000000.abc"])
def test_a_made_up_link_opens_nothing(token):
    assert Client().get(f"/visit/{token}/").status_code == 404


def test_a_patient_confirms_with_one_tap(first, cast, signed_in):
    browser = signed_in(cast.amina.user)
    link = re.findall(r'href="(/book/first/[^"/]+/[^"]+/)"', browser.get("/book/first/").content.decode())[-1]
    browser.post(link)

    assert Visit.objects.get().patient == cast.amina
    assert "First visit" in browser.get("/visits/").content.decode()


@pytest.mark.parametrize("address", ["/book/first/{ruth}/yesterday/", "/book/first/{ruth}/2027-01-04T15:00:00/", "/book/none/"])
def test_a_made_up_address_is_not_found(first, cast, address):
    assert Client().get(address.format(ruth=cast.ruth.pk)).status_code == 404


def test_a_time_that_nobody_offers_is_not_booked(first, cast):
    response = Client().post(
        f"/book/first/{cast.ruth.pk}/2027-01-04T03:10:00+00:00/", {"name": "N", "email": "n@example.org", "phone": ""}
    )

    assert response.url == "/book/first/"
    assert not Visit.objects.exists()


def test_visitors_do_not_see_what_is_for_patients_only(first, cast, signed_in):
    Service.objects.create(slug="follow", name="Follow-up", minutes=30, policy=Policy.BOOK)
    Service.objects.create(slug="needle", name="Procedure", minutes=30, policy=Policy.CLOSED)

    assert "Follow-up" not in Client().get("/book/").content.decode()
    patient = signed_in(cast.amina.user).get("/book/").content.decode()
    assert "Follow-up" in patient
    assert "Procedure" not in patient
