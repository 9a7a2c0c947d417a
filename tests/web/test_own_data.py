"""A person's own data: all of it to take along, who has seen it, and a deletion that leaves nothing but a tombstone."""

import datetime as dt
import io
import json
import re
import zipfile
from dataclasses import replace
from uuid import uuid4

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection, models
from django.db.models.deletion import Collector
from django.utils import timezone

from fibrocare.exchange.fhir import read_record
from fibrocare.exchange.fhir.writing import to_bundle
from fibrocare.knowledge import load
from fibrocare.web.appointments import operations as booking
from fibrocare.web.appointments.models import Policy, Service
from fibrocare.web.audit.models import Entry
from fibrocare.web.audit.operations import verify
from fibrocare.web.diary import operations as diary
from fibrocare.web.diary.operations import Told
from fibrocare.web.intake import operations as intake
from fibrocare.web.letters import operations as letters
from fibrocare.web.own_data import operations
from fibrocare.web.own_data.belongings import belongings
from fibrocare.web.own_data.links import token
from fibrocare.web.own_data.models import Deletion
from fibrocare.web.people.models import Invitation, Patient, User
from fibrocare.web.people.operations import invite_helper
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.plans import operations as plans
from fibrocare.web.procedures.models import Procedure
from fibrocare.web.tasks.operations import done
from web.conftest import NOW
from well_person import well as well_person

TODAY = NOW.date()


@pytest.fixture
def known(cast):
    """Amina has something in every room of the house."""
    told = well_person(goals=["Walk to Zanzibar"], medication_list=[{"name": "Zanzibarol", "mg_per_day": 5}])
    amina = cast.amina
    intake.answer(patient=amina, values=told, by=amina.user, at=NOW, today=TODAY)
    plan = plans.begin(patient=amina, by=cast.ruth, at=NOW, today=TODAY)
    plans.choose(plan=plan, therapy="education", by=cast.ruth, today=TODAY)
    plans.sign(plan=plan, by=cast.ruth, at=NOW, today=TODAY)
    letter = letters.begin(patient=amina, kind="family_doctor", by=cast.ruth, at=NOW, today=TODAY)
    letters.write(letter=letter, text="She walks to Zanzibar", by=cast.ruth)
    letters.sign(letter=letter, by=cast.ruth, at=NOW)
    Procedure.objects.create(patient=amina, name="tpi", by=cast.ruth)
    day = Told(id=uuid4(), at=NOW, values={"nrs_pain": 4}, notes="Zanzibar was far")
    old = diary.write(patient=amina, told=day, by=amina.user, now=NOW)
    diary.write(patient=amina, told=replace(day, id=uuid4(), values={"nrs_pain": 5}, replaces=old.pk), by=amina.user, now=NOW)
    limits = {"may_answer": True, "may_book": False}
    invite_helper(patient=amina, email="bo@example.org", name="Bo", by=amina.user, at=NOW, **limits)
    service = Service.objects.create(slug="first", name="First", minutes=60, policy=Policy.BOOK, for_new=True)
    service.staff.add(cast.ruth)
    at = timezone.now().replace(minute=0, second=0, microsecond=0) + dt.timedelta(days=30)
    booking.book(service=service, staff=cast.ruth, patient=amina, at=at, by=cast.fred, now=timezone.now())
    return cast


class TestExport:
    def test_holds_every_row_that_would_be_deleted(self, known):
        collector = Collector(using="default")
        collector.collect([known.amina])
        gone = {model for model, rows in collector.data.items() if rows} | {rows.model for rows in collector.fast_deletes if rows}

        assert {model for model, _ in belongings(known.amina)} == gone - {Invitation}  # it holds a secret

    def test_knows_every_table_that_names_a_patient(self):
        owned = {relation.related_model for relation in Patient._meta.related_objects if relation.on_delete is models.CASCADE}
        naming = {
            model for model in apps.get_models()
            if any(field.is_relation and field.related_model is Patient for field in model._meta.fields)
        }  # fmt: skip

        assert naming == owned

    def test_is_a_file_of_answers_plans_letters(self, known, signed_in):
        body = signed_in(known.amina.user).post("/your-data/export/").content
        archive = zipfile.ZipFile(io.BytesIO(body))

        everything = json.loads(archive.read("everything.json"))
        assert {"plans.Plan", "plans.Choice", "letters.Letter", "intake.Answer", "appointments.Visit"} <= set(everything["rows"])
        assert "Walk to Zanzibar" in archive.read("everything.json").decode()
        assert archive.read("letter-1-family_doctor.pdf").startswith(b"%PDF")
        (pain,) = [it["resource"] for it in json.loads(archive.read("diary.fhir.json"))["entry"] if "code" in it["resource"]]
        assert (pain["code"]["coding"][0]["code"], pain["valueQuantity"]["value"]) == ("72514-3", 5)
        assert archive.read("answers.pdf").startswith(b"%PDF")

    def test_is_read_back_by_our_own_reader(self, known):
        told = intake.told(known.amina)
        bundle = to_bundle(told, person="p", name="Amina", at=NOW, knowledge=load())

        resources = [(it["resource"]["resourceType"], json.dumps(it["resource"]).encode()) for it in bundle["entry"]]
        back = read_record(resources, as_of=TODAY, knowledge=load())

        before = intake.answers_of(known.amina, today=TODAY).values
        scalar = [name for name in before if load().fields[name].type != "list"]
        none = frozenset({"none"})  # an empty set, where the dictionary has a word for it
        read = {name: frozenset() if back.values.get(name) == none else back.values.get(name) for name in scalar}
        assert read == {name: before[name] for name in scalar}
        assert [it["name"] for it in back.values["medication_list"]] == ["Zanzibarol"]
        assert not [it for it in back.unmapped if it["kind"] == "QuestionnaireResponse"]

    def test_is_for_the_person_alone(self, known, signed_in):
        for who in (known.dana.user, known.ruth, known.mara):
            with pytest.raises(NotAllowed):
                operations.export(patient=known.amina, by=who, at=NOW)
        assert signed_in(known.ruth).post("/your-data/export/").status_code == 404


class TestWhoSawIt:
    def test_names_those_who_opened_the_record(self, known, signed_in):
        signed_in(known.ruth).get(f"/patients/{known.amina.pk}/")

        text = signed_in(known.amina.user).get("/your-data/").content.decode()

        assert "Ruth, clinician" in text
        assert "Omar" not in text


class TestDeletion:
    def test_leaves_nothing_but_a_tombstone(self, known):
        key, person = str(known.amina.pk), str(known.amina.user_id)

        operations.delete(known.amina)

        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  our own tables
                found = [row for row in cursor.fetchall() if re.search("amina|zanzibar", str(row), re.IGNORECASE)]
                assert not found, table
        assert Entry.objects.filter(action="person.deleted", patient=key).exists()
        assert not User.objects.filter(pk=person).exists()
        assert verify().wrong == ""

    def test_leaves_others_alone(self, known):
        intake.answer(patient=known.dana, values={"age_years": 50}, by=known.dana.user, at=NOW, today=TODAY)

        operations.delete(known.amina)

        assert intake.told(known.dana) == {"age_years": 50}

    def test_ends_sessions(self, known, signed_in):
        browser = signed_in(known.amina.user)

        operations.delete(known.amina)

        assert browser.get("/home/").status_code == 302

    def test_waits_and_can_be_taken_back(self, known):
        operations.ask_to_delete(patient=known.amina, by=known.amina.user, at=NOW, now=False)
        early = operations.delete_due(at=NOW + dt.timedelta(days=13))
        operations.keep(patient=known.amina, by=known.amina.user)

        assert early == 0
        assert operations.delete_due(at=NOW + dt.timedelta(days=15)) == 0
        assert Patient.objects.filter(pk=known.amina.pk).exists()

    def test_comes_on_its_day_once(self, known):
        operations.ask_to_delete(patient=known.amina, by=known.amina.user, at=NOW, now=False)

        assert operations.delete_due(at=NOW + dt.timedelta(days=14)) == 1
        assert operations.delete_due(at=NOW + dt.timedelta(days=14)) == 0
        assert not Deletion.objects.exists()

    def test_waits_for_an_alert_that_somebody_must_look_at(self, known, signed_in):
        intake.answer(patient=known.amina, values={"phq9_item9": 2}, by=known.amina.user, at=NOW, today=TODAY)
        browser, link = signed_in(known.amina.user), f"/your-data/delete/{token(known.amina.user_id)}/"

        page = browser.post(link, {"when": "now", "sure": "on"}, follow=True).content.decode()
        operations.ask_to_delete(patient=known.amina, by=known.amina.user, at=NOW, now=False)

        assert "needs a call from us first" in page
        assert operations.delete_due(at=NOW + dt.timedelta(days=15)) == 0
        task = known.amina.tasks.get()
        done(task=task, by=known.ruth, at=NOW, how="Talked, safe, has support")
        assert operations.delete_due(at=NOW + dt.timedelta(days=15)) == 1

    def test_goes_by_a_link_in_the_persons_own_mail(self, known, signed_in):
        browser = signed_in(known.amina.user)
        browser.post("/your-data/delete/")
        link = re.search(r"/your-data/delete/\S+/", mail.outbox[-1].body)[0]

        unsure = browser.post(link, {"when": "now"})
        browser.post(link, {"when": "now", "sure": "on"})

        assert unsure.status_code == 422
        assert not Patient.objects.filter(name="Amina").exists()

    def test_a_link_of_somebody_else_is_not_found(self, known, signed_in):
        assert signed_in(known.amina.user).get(f"/your-data/delete/{token(known.dana.user_id)}/").status_code == 404
        with pytest.raises(NotAllowed):
            operations.ask_to_delete(patient=known.amina, by=known.ruth, at=NOW, now=True)
