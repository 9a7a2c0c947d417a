"""Taking one's data along, and having them deleted."""

import datetime as dt
import io
import json
import zipfile

from django.contrib.sessions.models import Session
from django.core import serializers
from django.db import transaction
from django.utils.translation import gettext as _

from fibrocare.exchange.fhir.diary import diary_bundle
from fibrocare.exchange.fhir.writing import to_bundle
from fibrocare.knowledge import load
from fibrocare.web.audit import operations as audit
from fibrocare.web.diary.models import DiaryEntry
from fibrocare.web.intake.operations import newest, told
from fibrocare.web.letters import presenters as letters
from fibrocare.web.letters.models import Letter
from fibrocare.web.own_data.belongings import belongings
from fibrocare.web.own_data.models import Deletion
from fibrocare.web.own_data.permissions import can_go, check_can_go, check_is_own
from fibrocare.web.people.models import Patient, User
from fibrocare.web.questions.words import words

# A wish made on a bad day can be taken back for so long.
WAIT = dt.timedelta(days=14)


@transaction.atomic
def export(*, patient: Patient, by: User, at: dt.datetime) -> bytes:
    """Everything about a person as one zip file: rows as JSON, answers and diary as FHIR, the answers to read, letters as PDF.

    Raises:
        NotAllowed: only the person takes their data along.
    """
    check_is_own(by, patient)
    audit.record("data.exported", actor=by, patient=patient)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("everything.json", _everything(patient, by))
        bundle = to_bundle(told(patient), person=str(patient.pk), name=patient.name, at=at, knowledge=load())
        archive.writestr("answers.fhir.json", json.dumps(bundle, indent=1, ensure_ascii=False))
        written = [it.read() for it in DiaryEntry.objects.visible_to(by).filter(patient=patient)]
        diary = diary_bundle(written, person=str(patient.pk), at=at, knowledge=load())
        archive.writestr("diary.fhir.json", json.dumps(diary, indent=1, ensure_ascii=False))
        archive.writestr("answers.pdf", letters.sheet_pdf(_("Your answers"), "\n".join(_lines(patient)), patient.name, at))
        for place, letter in enumerate(Letter.objects.visible_to(by).filter(patient=patient), start=1):
            archive.writestr(f"letter-{place}-{letter.kind}.pdf", letters.pdf(letter))
    return file.getvalue()


def _everything(patient: Patient, by: User) -> str:
    rows = {model._meta.label: json.loads(serializers.serialize("json", found)) for model, found in belongings(patient)}
    account = {"name": by.name, "email": by.email, "since": by.joined_at.isoformat()}
    return json.dumps({"account": account, "rows": rows}, indent=1, ensure_ascii=False)


def _lines(patient: Patient) -> list[str]:
    fields = load().fields
    return [f"- {fields[it.field].question} {words(it.value, fields[it.field])}" for it in newest(patient) if it.field in fields]


@transaction.atomic
def ask_to_delete(*, patient: Patient, by: User, at: dt.datetime, now: bool) -> None:
    """Have everything deleted: after some days in which it can be taken back, or at once.

    Raises:
        NotAllowed: only the person can ask for it.
    """
    check_is_own(by, patient)
    audit.record("deletion.asked", actor=by, patient=patient, detail={"now": now})
    if now:
        delete(patient, by=by)
        return
    Deletion.objects.get_or_create(patient=patient, defaults={"asked_at": at, "due_at": at + WAIT})


@transaction.atomic
def keep(*, patient: Patient, by: User) -> None:
    """Take the wish back."""
    check_is_own(by, patient)
    if Deletion.objects.filter(patient=patient).delete()[0]:
        audit.record("deletion.taken_back", actor=by, patient=patient)


def delete_due(*, at: dt.datetime) -> int:
    """Delete everybody whose day has come; how many. Safe to run twice at once."""
    number = 0
    for due in Deletion.objects.filter(due_at__lte=at).values_list("patient_id", flat=True):
        with transaction.atomic():
            patient = Patient.objects.select_for_update().filter(pk=due, deletion__due_at__lte=at).first()
            if patient is not None and can_go(patient):
                delete(patient)
                number += 1
    return number


@transaction.atomic
def delete(patient: Patient, *, by: User | None = None) -> None:
    """Delete a person, their account and all that belongs to them. The log keeps their id and nothing else: a tombstone.

    Raises:
        NotAllowed: an alert that cannot wait is open: somebody looks at it first.
    """
    check_can_go(patient)
    key, user = str(patient.pk), patient.user
    patient.delete()
    if user is not None:
        _end_sessions(user)
        user.delete()
    audit.record("person.deleted", actor=by.pk if by else "system", patient=key)


def _end_sessions(user: User) -> None:
    """Sessions hold whose they are in a signed text only, so each is opened."""
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
