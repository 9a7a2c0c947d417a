"""A page asks the database as often for a clinic of 1,000 patients as for one of 10."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fibrocare.web.appointments.models import Policy, Service, Status, Visit
from fibrocare.web.audit.models import Entry
from fibrocare.web.intake import operations as intake
from fibrocare.web.people.models import Care, Patient
from fibrocare.web.plans import operations as plans
from fibrocare.web.tasks.models import Task, Urgency
from web.conftest import NOW
from well_person import well as well_person

PAGES = {
    "ruth": (
        "/home/", "/patients/{amina}/", "/patients/{amina}/answers/", "/patients/{amina}/what-else/",
        "/patients/{amina}/therapies/",
        "/patients/{amina}/plan/", "/patients/{amina}/letters/", "/patients/{amina}/procedures/", "/visits/",
        "/patients/{amina}/diary/", "/patients/{amina}/progress/", "/patients/{amina}/trial/",
    ),
    "fred": ("/home/", "/desk/", "/desk/waiting/", "/desk/people/{amina}/", "/desk/leave/"),
    "mara": ("/home/", "/director/sign-offs/", "/director/log/"),
    "amina": ("/home/", "/intake/{amina}/", "/intake/{amina}/check/", "/my-plan/{amina}/", "/letters/", "/visits/",
              "/your-data/", "/diary/{amina}/", "/diary/{amina}/flare/", "/progress/{amina}/", "/follow-up/{amina}/"),
}  # fmt: skip


@pytest.fixture
def clinic(cast):
    """Amina has answered and has a plan; a service is booked."""
    intake.answer(patient=cast.amina, values=well_person(), by=cast.amina.user, at=NOW, today=NOW.date())
    plan = plans.begin(patient=cast.amina, by=cast.ruth, at=NOW, today=NOW.date())
    plans.choose(plan=plan, therapy="tai_chi", by=cast.ruth, today=NOW.date())
    plans.sign(plan=plan, by=cast.ruth, at=NOW, today=NOW.date())
    service = Service.objects.create(slug="first", name="First visit", minutes=60, policy=Policy.BOOK, for_new=True)
    service.staff.add(cast.ruth)
    return SimpleNamespace(cast=cast, service=service)


def grow(clinic, number):
    """So many more people in Ruth's care, each with a visit today and something to do."""
    cast, at = clinic.cast, timezone.now()
    hour = dt.timedelta(hours=1)
    made = Patient.objects.bulk_create(Patient(name=f"P{place}", phone="1") for place in range(number))
    Care.objects.bulk_create(Care(patient=it, staff=cast.ruth, since=NOW) for it in made)
    Task.objects.bulk_create(Task(patient=it, key="x", urgency=Urgency.ROUTINE, says="Call", due_at=at) for it in made)
    Visit.objects.bulk_create(
        Visit(service=clinic.service, patient=it, staff=cast.ruth, status=Status.BOOKED, starts=at, ends=at + hour) for it in made
    )


def counted(clinic, signed_in):
    found = {}
    for who, paths in PAGES.items():
        person = getattr(clinic.cast, who)
        browser = signed_in(person if who != "amina" else person.user)
        for path in paths:
            address = path.format(amina=clinic.cast.amina.pk)
            browser.get(address)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert browser.get(address).status_code == 200, address
            found[path, who] = len(queries)
    return found


def test_no_page_asks_more_often_in_a_larger_clinic(clinic, signed_in):
    grow(clinic, 10)
    small = counted(clinic, signed_in)
    grow(clinic, 990)
    large = counted(clinic, signed_in)

    assert large == small
    assert max(large.values()) < 40


def test_a_list_of_names_is_one_entry_in_the_log(clinic, signed_in):
    grow(clinic, 10)

    signed_in(clinic.cast.fred).get("/home/")

    (entry,) = Entry.objects.filter(action="list.seen")
    assert (entry.actor, len(entry.detail["patients"])) == (str(clinic.cast.fred.pk), 10)
