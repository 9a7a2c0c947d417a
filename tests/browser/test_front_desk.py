"""The front desk through a bad morning: a cancelled visit, the waiting list, a walk-in, somebody who does not come."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from fibrocare.web.appointments import waiting
from fibrocare.web.appointments.links import link_to
from fibrocare.web.appointments.models import Service, Status, Visit
from fibrocare.web.people.models import Patient, Role

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_bad_morning(reader, as_role, mailoutbox):
    visit = (
        Visit.objects.filter(status=Status.BOOKED, starts__gt=timezone.now() + dt.timedelta(days=2)).order_by("starts").first()
    )
    waits = Patient.objects.create(name="Wanda Waiting", email="wanda@example.org")
    waiting.join(patient=waits, service=visit.service, by=None, at=timezone.now())

    reader.go(link_to(visit)).press("Cancel the visit").sees("is cancelled")
    link = next(found[0] for mail in mailoutbox if (found := re.search(r"/offer/\S+/", mail.body)))
    reader.go(link).sees("A time is free").scan().press("I take it").sees("Your visit").scan()
    taken = Visit.objects.get(patient=waits)
    assert taken.starts == visit.starts

    as_role(Role.FRONT_DESK)
    reader.scan().follow("Waiting list").scan().follow("Calendar").scan()
    reader.go(f"/desk/?day={timezone.localtime(taken.starts):%Y-%m-%d}").sees("Wanda Waiting").scan()
    reader.follow("Wanda Waiting").scan().press("They did not come").sees("Missed")
    reader.follow("Book for somebody").scan()
    reader.page.get_by_label("Name", exact=True).fill("Walter Walkin")
    reader.page.get_by_label("Phone (you can skip this)").fill("555 0199")
    reader.press("Enter, and pick a visit").sees("Walter Walkin").scan()
    reader.follow(Service.objects.get(slug="first").name).sees("One press books the time").scan()
    with reader.page.expect_navigation():
        reader.page.locator(".times button").first.click()
    reader.sees("Walter Walkin").sees("Booked.")

    reader.follow("Leave").scan().follow("Services and hours").scan().follow("A new service").scan()
    reader.go("/desk/setup/").follow("Ruth Alvarez").sees("By the clock of the clinic").scan()

    taken.refresh_from_db()
    assert taken.status == Status.MISSED
    assert Visit.objects.filter(patient__name="Walter Walkin", status=Status.BOOKED).count() == 1
