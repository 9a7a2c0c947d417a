"""Signing in, in a real browser, as somebody foggy: by code, by passkey, with a second step, and when it is lost."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from fibrocare.web.people.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def device(reader):
    """A phone with passkeys: Chromium's virtual authenticator, whose owner always agrees."""
    reader.page.set_default_timeout(6000)
    wire = reader.page.context.new_cdp_session(reader.page)
    wire.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def agrees(yes):
        wire.send("WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], "isUserVerified": yes})

    return agrees


def by_code(reader, email):
    """Ask for a code, read the e-mail, type the code."""
    reader.go("/sign-in/").scan()
    reader.page.get_by_label("Your e-mail").fill(email)
    reader.press("Send me a code").sees("No code?").scan()
    code = re.search(r"^\S{4,}-?\S{4,}$", mail.outbox[-1].body, flags=re.MULTILINE)[0]
    reader.page.get_by_label("Code").fill(code.lower())
    return reader.press("Sign in").sees("You are signed in.")


def someone(role):
    return User.objects.filter(role=role).order_by("name").first()


def with_a_passkey(reader):
    reader.page.get_by_label("A name for it").fill("My phone")
    return reader.press("Add this device")


def test_a_patient_by_code_then_by_passkey_alone(reader, device):
    by_code(reader, someone("patient").email).scan()
    reader.go("/account/").follow("passkeys and codes").scan().follow("Add a passkey").scan()
    with_a_passkey(reader).sees("Each works once.").scan().follow("I have kept them")
    reader.go("/account/security/webauthn/").sees("My phone").scan()

    reader.press("Sign out").go("/sign-in/").press("Use a passkey")

    reader.sees("You are signed in.")


def test_a_passkey_that_does_not_work_says_so_and_offers_a_code(reader, device):
    reader.go("/sign-in/")
    device(yes=False)

    reader.page.get_by_role("button", name="Use a passkey").click()

    reader.sees("The passkey did not work. Nothing is lost").scan()
    assert reader.page.get_by_role("button", name="Send me a code").is_visible()


def test_staff_set_up_a_second_step_and_are_asked_for_it(reader, device):
    clinician = someone("clinician")
    by_code(reader, clinician.email).sees("you need a second step").scan().follow("Add a passkey")
    with_a_passkey(reader).follow("I have kept them").press("Sign out")

    by_code_to_the_second_step(reader, clinician.email).press("Use my passkey")

    reader.sees("You are signed in.")


def by_code_to_the_second_step(reader, email):
    reader.go("/sign-in/").page.get_by_label("Your e-mail").fill(email)
    reader.press("Send me a code")
    code = re.search(r"^\S{4,}-?\S{4,}$", mail.outbox[-1].body, flags=re.MULTILINE)[0]
    reader.page.get_by_label("Code").fill(code)
    return reader.press("Sign in").sees("The second step").scan()


def test_an_app_with_codes_shows_its_picture_and_says_what_is_wrong(reader):
    by_code(reader, someone("clinician").email).follow("Add an app").sees("Point it at this picture").scan()
    reader.page.get_by_label("Code").fill("000000")

    reader.press("Add the app").sees("Wait until the app shows the next one").scan()


def test_a_director_resets_a_lost_second_step(reader, as_role):
    person = someone("clinician")
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    as_role("director")
    reader.go("/account/").follow("Who works here").scan().follow(f"{person.name} lost the second step").scan()

    reader.press("Reset it").sees("Talk to them first").scan()
    reader.page.get_by_label("I talked to this person").check()
    reader.press("Reset it").sees("Done.").scan()

    assert not Authenticator.objects.filter(user=person).exists()
    assert mail.outbox[-1].to == [person.email]


def test_without_scripts_the_pages_offer_the_code(clinic, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{clinic}/sign-in/")

    assert page.get_by_text("A passkey needs JavaScript").is_visible()
    assert page.get_by_role("button", name="Send me a code").is_visible()
    assert not page.get_by_role("button", name="Use a passkey").is_visible()
    context.close()
