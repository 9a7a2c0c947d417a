"""Who sees whom, how accounts come about, how sessions end."""

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import Client

from fibrocare.web.audit.models import Entry
from fibrocare.web.people import operations
from fibrocare.web.people.models import Help, Patient, Role, User
from fibrocare.web.people.permissions import NotAllowed
from web.conftest import NOW

LATER = NOW + dt.timedelta(days=1)


class TestWhoSeesWhom:
    @pytest.mark.parametrize(
        ("who", "sees"),
        [("ruth", ["Amina"]), ("omar", ["Dana"]), ("tess", []), ("fred", []), ("mara", []), ("rami", [])],
    )
    def test_staff_see_only_those_in_their_care(self, cast, who, sees):
        assert [it.name for it in Patient.objects.visible_to(getattr(cast, who), now=LATER)] == sees

    def test_a_patient_sees_only_themselves(self, cast):
        assert list(Patient.objects.visible_to(cast.dana.user, now=LATER)) == [cast.dana]

    def test_a_stranger_sees_nobody(self, cast):
        assert not Patient.objects.visible_to(AnonymousUser())

    def test_somebody_who_left_sees_nobody(self, cast):
        cast.ruth.is_active = False

        assert not Patient.objects.visible_to(cast.ruth)

    def test_care_ends(self, cast):
        operations.end_care(care=cast.ruth.care.get(), by=cast.mara, at=LATER)

        assert not Patient.objects.visible_to(cast.ruth, now=LATER)

    def test_the_front_desk_reaches_everybody_and_reads_nobody(self, cast):
        assert Patient.objects.contactable_by(cast.fred).count() == 2
        assert not Patient.objects.visible_to(cast.fred)

    def test_only_some_roles_have_patients_in_care(self, cast):
        with pytest.raises(NotAllowed):
            operations.take_into_care(patient=cast.amina, staff=cast.fred, by=cast.mara, at=NOW)


class TestHelpers:
    @pytest.fixture
    def helper(self, cast):
        secret = operations.invite_helper(
            patient=cast.amina, email="sami@example.org", name="Sami", may_answer=True, may_book=False, by=cast.amina.user, at=NOW
        )
        return operations.accept(secret=secret, at=NOW)

    def test_a_helper_sees_the_patient_until_the_patient_ends_it(self, cast, helper):
        assert list(Patient.objects.visible_to(helper, now=LATER)) == [cast.amina]

        operations.end_help(help_=Help.objects.get(), by=cast.amina.user, at=LATER)

        assert not Patient.objects.visible_to(helper, now=LATER)

    def test_nobody_but_the_patient_chooses(self, cast):
        for who in (cast.ruth, cast.dana.user, cast.mara):
            with pytest.raises(NotAllowed):
                operations.invite_helper(
                    patient=cast.amina, email="x@example.org", name="X", may_answer=True, may_book=True, by=who, at=NOW
                )


class TestInvitations:
    def test_a_link_makes_one_account_once(self, cast):
        secret = operations.invite(email="New@Example.org", name="New", role=Role.CLINICIAN, by=cast.mara, at=NOW)

        assert operations.accept(secret=secret, at=LATER).email == "new@example.org"
        with pytest.raises(NotAllowed, match="used before"):
            operations.accept(secret=secret, at=LATER)

    def test_a_link_gets_too_old(self, cast):
        secret = operations.invite(email="new@example.org", name="New", role=Role.CLINICIAN, by=cast.mara, at=NOW)

        with pytest.raises(NotAllowed):
            operations.accept(secret=secret, at=NOW + dt.timedelta(days=14))

    def test_an_address_of_staff_never_becomes_a_patient(self, cast):
        patient = Patient.objects.create(name="P", email="p@example.org")
        secret = operations.invite(email=cast.omar.email, name="P", role=Role.PATIENT, by=cast.ruth, at=NOW, patient=patient)

        with pytest.raises(NotAllowed, match="another account"):
            operations.accept(secret=secret, at=LATER)

    def test_a_record_that_has_an_account_gets_no_second_one(self, cast):
        secret = operations.invite(
            email="other@example.org", name="Other", role=Role.PATIENT, by=cast.ruth, at=NOW, patient=cast.dana
        )

        with pytest.raises(NotAllowed):
            operations.accept(secret=secret, at=LATER)
        assert Patient.objects.get(pk=cast.dana.pk).user == cast.dana.user
        assert not User.objects.filter(email="other@example.org").exists()

    @pytest.mark.parametrize(
        ("who", "role"), [("ruth", Role.DIRECTOR), ("fred", Role.CLINICIAN), ("tess", Role.PATIENT), ("rami", Role.PATIENT)]
    )
    def test_not_every_role_invites_every_role(self, cast, who, role):
        with pytest.raises(NotAllowed):
            operations.invite(email="x@example.org", name="X", role=role, by=getattr(cast, who), at=NOW)

    def test_opening_the_link_changes_nothing_and_one_tap_signs_in(self, cast, signed_in):
        signed_in(cast.ruth).post("/invite/", {"name": "Nina", "email": "nina@example.org", "role": "patient"})
        link = re.search(r"http://\S+?(/welcome/\S+)", mail.outbox[0].body)[1]
        visitor = Client()

        assert visitor.get(link).status_code == 200
        assert not User.objects.filter(email="nina@example.org").exists()
        assert visitor.post(link).url == "/home/"
        assert "Nina" in visitor.get("/home/").content.decode()


class TestSignIn:
    def test_by_a_code_in_an_email(self, cast):
        visitor = Client()
        visitor.post("/sign-in/", {"login": cast.amina.user.email})
        code = re.search(r"^\s*([0-9A-Z-]{5,})\s*$", mail.outbox[0].body, re.MULTILINE)[1]

        assert visitor.post("/sign-in/code/confirm/", {"code": code}).status_code == 302
        assert visitor.get("/home/").status_code == 200

    def test_a_stranger_learns_nothing_about_who_has_an_account(self, cast):
        known, unknown = (
            Client().post("/sign-in/", {"login": address}) for address in (cast.amina.user.email, "nobody@example.org")
        )

        assert (known.status_code, known.url) == (unknown.status_code, unknown.url)

    def test_nobody_signs_up(self, db):
        assert "Closed" in Client().get("/sign-up/").content.decode()
        Client().post("/sign-up/", {"email": "new@example.org"})
        assert not User.objects.filter(email="new@example.org").exists()

    def test_staff_without_a_second_factor_may_only_add_one(self, cast):
        client = Client()
        client.force_login(cast.ruth)

        assert client.get("/home/").url == "/account/security/"
        TOTP.activate(cast.ruth, generate_totp_secret())
        assert client.get("/home/").status_code == 200

    def test_a_demo_session_is_worth_nothing_outside_a_demo(self, cast, signed_in, settings):
        client = signed_in(cast.ruth)
        settings.DEMO = False

        assert client.get("/home/").url == "/account/security/"
        assert Client().post(f"/demo/sign-in/{cast.ruth.pk}/").status_code == 404

    @pytest.mark.parametrize(("who", "minutes", "ends"), [("ruth", 31, True), ("ruth", 29, False)])
    def test_a_session_ends_when_nobody_is_there(self, cast, signed_in, who, minutes, ends):
        client = signed_in(cast.ruth)
        client.get("/home/")
        session = client.session
        session["seen_at"] -= minutes * 60
        session.save()

        assert (client.get("/home/").status_code == 302) is ends


def test_a_theme_is_a_cookie_and_never_leads_away():
    client = Client()

    assert client.post("/theme/", {"theme": "dim", "next": "https://evil.example/"}).url == "/"
    assert 'data-theme="dim"' in client.get("/").content.decode()
    client.post("/theme/", {"theme": '"><script>'})
    assert 'data-theme="dim"' in client.get("/").content.decode()


class TestSecondStep:
    @pytest.fixture
    def lost(self, cast):
        return Authenticator.objects.create(user=cast.ruth, type=Authenticator.Type.TOTP, data={"secret": "x"})

    def test_a_director_resets_it_and_the_person_hears_of_it(self, cast, signed_in, lost):
        response = signed_in(cast.mara).post(f"/account/staff/{cast.ruth.pk}/reset/", {"sure": "on"})

        assert response.status_code == 302
        assert not Authenticator.objects.filter(user=cast.ruth).exists()
        assert mail.outbox[0].to == [cast.ruth.email]
        assert "call the clinic now" in mail.outbox[0].body
        entry = Entry.objects.filter(action="second_factor.reset").get()
        assert (entry.actor, entry.about) == (str(cast.mara.pk), str(cast.ruth.pk))

    def test_nothing_happens_until_they_say_that_they_know_the_person(self, cast, signed_in, lost):
        response = signed_in(cast.mara).post(f"/account/staff/{cast.ruth.pk}/reset/")

        assert response.status_code == 422
        assert Authenticator.objects.filter(user=cast.ruth).exists()
        assert not mail.outbox

    def test_nobody_else_may_and_nobody_resets_their_own(self, cast, lost):
        for by in (cast.ruth, cast.omar, cast.fred, cast.amina.user):
            with pytest.raises(NotAllowed):
                operations.reset_second_factor(user=cast.ruth, by=by)
        with pytest.raises(NotAllowed):
            operations.reset_second_factor(user=cast.mara, by=cast.mara)

        assert Authenticator.objects.filter(user=cast.ruth).exists()

    def test_after_it_staff_may_only_set_up_a_new_one(self, cast, lost):
        operations.reset_second_factor(user=cast.ruth, by=cast.mara)
        client = Client()
        client.force_login(cast.ruth)

        assert client.get("/home/").url == "/account/security/"

    def test_a_patient_who_lost_it_is_found_by_e_mail(self, cast, signed_in):
        director = signed_in(cast.mara)

        found = director.post("/account/staff/", {"email": "Amina@example.org"})
        unknown = director.post("/account/staff/", {"email": "nobody@example.org"})

        assert found.url == f"/account/staff/{cast.amina.user.pk}/reset/"
        assert unknown.status_code == 422
        assert director.get(found.url).status_code == 200
