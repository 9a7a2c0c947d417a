"""One table of every address, every role and what it answers; and who must not see what stands behind it."""

import datetime as dt
import tomllib
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from fibrocare.knowledge import load
from fibrocare.web.appointments import operations, waiting
from fibrocare.web.appointments.links import link_to, link_to_offer
from fibrocare.web.appointments.models import Policy, Service
from fibrocare.web.diary import operations as diary
from fibrocare.web.diary.operations import Told
from fibrocare.web.director.claims import claims
from fibrocare.web.letters import operations as letters
from fibrocare.web.plans import operations as plans
from fibrocare.web.procedures.models import Procedure
from fibrocare.web.tasks.models import Urgency
from fibrocare.web.tasks.operations import ask_for
from fibrocare.web.trials.models import Trial

TABLE = tomllib.loads(Path(__file__).with_name("routes.toml").read_text("utf-8"))
WHO = ("visitor", "amina", "dana", "ruth", "omar", "tess", "fred", "mara", "rami")
# The pages of the sign-in library that manage an own account's second factors: its own tests cover them.
OF_LIBRARY = "mfa_"


@pytest.fixture
def a_visit(cast):
    """Amina's visit with Ruth, a year from now."""
    service = Service.objects.create(slug="first", name="First visit", minutes=60, policy=Policy.BOOK, for_new=True)
    service.staff.add(cast.ruth)
    at = timezone.now().replace(minute=0, second=0, microsecond=0) + dt.timedelta(days=365)
    return operations.book(service=service, staff=cast.ruth, patient=cast.amina, at=at, by=cast.fred, now=timezone.now())


def a_trial(cast, draft):
    """A trial that waits for the signature of its plan: its patient does not see it yet."""
    slot = {"number": 1, "block": 1, "condition": "off", "first": "2030-01-01", "last": "2030-01-21", "counts_from": "2030-01-08"}
    design = {
        "conditions": ["off", "melatonin"], "seed": 1, "days": 21, "discard": 7, "slots": [slot],
        "letters": {"off": "A", "melatonin": "B"}, "unsigned": [],
    }  # fmt: skip
    return Trial.objects.create(
        patient=cast.amina, plan=draft, measure="nrs_sleep", matters=2, design=design, knowledge_version="x",
        believed={"mean": 0, "sd": 2, "source": "design"},
    )  # fmt: skip


def filled(address, cast, visit):
    keys = {who: thing.pk for who, thing in vars(cast).items()}
    task = ask_for(patient=cast.amina, key="x", urgency=Urgency.ROUTINE, says="Call her", at=timezone.now())
    draft = plans.begin(patient=cast.amina, by=cast.ruth, at=timezone.now(), today=timezone.localdate())
    plans.choose(plan=draft, therapy="tai_chi", by=cast.ruth, today=timezone.localdate())
    letter = letters.begin(patient=cast.amina, kind="work_note", by=cast.ruth, at=timezone.now(), today=timezone.localdate())
    row = waiting.join(patient=cast.dana, service=visit.service, by=None, at=timezone.now())
    later = visit.starts + dt.timedelta(days=1)
    made = waiting.offer_time(service=visit.service, staff=cast.ruth, starts=later, at=timezone.now()) or row.offers.get()
    offer = link_to_offer(made).split("/")[2]
    made = {
        "offer": offer,
        "visit": visit.pk,
        "task": task.pk,
        "plan": draft.pk,
        "letter": letter.pk,
        "trial": a_trial(cast, draft).pk,
        "claim": next(claims(load())).name,
        "entry": diary.write(
            patient=cast.amina, told=Told(id=uuid4(), at=timezone.now(), flare=True), by=cast.amina.user, now=timezone.now()
        ).pk,
    }
    procedure = Procedure.objects.create(patient=cast.amina, name="tpi", by=cast.ruth)
    return address.format(**keys, **made, procedure=procedure.pk, token=link_to(visit).split("/")[2])


def names(patterns):
    for it in patterns:
        if isinstance(it, URLResolver):
            yield from names(it.url_patterns)
        elif isinstance(it, URLPattern):
            yield it.name


def test_the_table_names_every_route():
    routes = {name for name in names(get_resolver().url_patterns) if not name.startswith(OF_LIBRARY)}

    assert routes == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_each_role_gets_what_the_table_says(cast, a_visit, signed_in, name):
    address, expected = TABLE[name]
    address = filled(address, cast, a_visit)

    found = []
    for who in WHO:
        thing = None if who == "visitor" else getattr(cast, who)
        client = Client() if thing is None else signed_in(getattr(thing, "user", thing))
        found.append(client.get(address).status_code)

    assert dict(zip(WHO, found, strict=True)) == dict(zip(WHO, map(int, expected.split()), strict=True))


@pytest.mark.parametrize("name", TABLE)
def test_a_visitor_who_may_not_see_a_page_is_led_to_sign_in(cast, a_visit, name):
    address, expected = TABLE[name]
    if not expected.startswith("302") or name in ("account_logout", "account_confirm_login_code"):
        return
    response = Client().get(filled(address, cast, a_visit))

    assert response.url.startswith("/sign-in/")
