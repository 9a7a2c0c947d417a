"""The cast: who works here, who is cared for by whom. Dana and Amina do not know each other."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.test import Client

from fibrocare.web.people import operations
from fibrocare.web.people.models import Patient, Role, User

NOW = dt.datetime(2026, 11, 20, 15, 0, tzinfo=dt.UTC)


def an_account(name, role):
    return User.objects.create_user(f"{name.lower()}@example.org", name=name, role=role)


def a_patient(name, *, user=True):
    account = an_account(name, Role.PATIENT) if user else None
    return Patient.objects.create(name=name, email=f"{name.lower()}@example.org", user=account, created_at=NOW)


@pytest.fixture
def cast(db):
    """Amina and her clinician Ruth; Dana and her clinician Omar; one of every other role."""
    cast = SimpleNamespace(
        amina=a_patient("Amina"),
        dana=a_patient("Dana"),
        ruth=an_account("Ruth", Role.CLINICIAN),
        omar=an_account("Omar", Role.CLINICIAN),
        tess=an_account("Tess", Role.THERAPIST),
        fred=an_account("Fred", Role.FRONT_DESK),
        mara=an_account("Mara", Role.DIRECTOR),
        rami=an_account("Rami", Role.RESEARCHER),
    )
    operations.take_into_care(patient=cast.amina, staff=cast.ruth, by=None, at=NOW)
    operations.take_into_care(patient=cast.dana, staff=cast.omar, by=None, at=NOW)
    return cast


@pytest.fixture
def signed_in():
    """A browser in which somebody is signed in; staff have shown their second factor."""

    def browser(user):
        client = Client()
        client.force_login(user)
        session = client.session
        session["demo"] = True
        session.save()
        return client

    return browser
