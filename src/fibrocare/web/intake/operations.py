"""Keeping answers, and what must happen at once because of them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from fibrocare.engine.answers import Answers, Origin, Refused, Value, read_value
from fibrocare.engine.assessment import Assessment, assess
from fibrocare.engine.findings.triage import Flag
from fibrocare.knowledge import load
from fibrocare.web.audit import operations as audit
from fibrocare.web.intake.models import Answer, How
from fibrocare.web.intake.permissions import check_can_answer
from fibrocare.web.people.models import Patient, User
from fibrocare.web.tasks.models import Task, Urgency
from fibrocare.web.tasks.operations import ask_for, responder

# Answers about suicide go to the one who responds, by name.
_MIND = frozenset({"phq9_item9", "suicide_risk"})
_URGENCY = {"emergency_now": Urgency.NOW, "same_day": Urgency.TODAY}


def newest(patient: Patient) -> list[Answer]:
    """The newest answer to each field; skipped ones among them."""
    last = Answer.objects.filter(patient=patient).values("field").annotate(last=Max("id")).values("last")
    columns = ("patient", "field", "value", "at", "how", "by__name", "by__role")
    return list(Answer.objects.filter(pk__in=last).select_related("by").only(*columns))


def told(patient: Patient) -> dict[str, Any]:
    """What is known from answers, by field; skipped questions are not in it."""
    return {it.field: it.value for it in newest(patient) if it.value is not None}


def answers_of(patient: Patient, *, today: dt.date, rows: Iterable[Answer] | None = None) -> Answers:
    """A patient's answers as the engine reads them, each with its day.

    Args:
        rows: the newest answers, where the caller has them already.
    """
    rows = [it for it in (newest(patient) if rows is None else rows) if it.value is not None]
    fields = load().fields
    values: dict[str, Value] = {}
    unread: list[dict[str, Value]] = []
    for it in rows:
        try:
            values[it.field] = read_value(it.value, name=it.field, fields=fields, as_of=today)
        except Refused:
            # The dictionary changed since: the answer is kept, shown as not understood, and asked again.
            unread.append({"kind": "answer", "name": it.field, "reason": "an earlier answer that is no longer understood"})
    origins = {it.field: Origin("answers", localdate(it.at)) for it in rows if it.field in values}
    confirmed = frozenset(it.field for it in rows if it.field in values and it.is_confirmed)
    return Answers(patient.name, today, MappingProxyType(values), confirmed, origins, tuple(unread))


def assessment_of(patient: Patient, *, today: dt.date, rows: Iterable[Answer] | None = None) -> Assessment:
    """What follows for this patient today; `rows` as for `answers_of`."""
    return assess(answers_of(patient, today=today, rows=rows), load())


@transaction.atomic
def answer(*, patient: Patient, values: Mapping[str, Any], by: User, at: dt.datetime, today: dt.date) -> Assessment:
    """Keep answers that belong together, and alert the clinic where one of them cannot wait.

    Raises:
        NotAllowed: this person may not answer for this patient.
        Refused: a value that the dictionary does not allow; nothing is kept.
    """
    return _keep(patient, values, by=by, how=check_can_answer(by, patient, now=at), at=at, today=today)


@transaction.atomic
def confirm(*, patient: Patient, values: Mapping[str, Any], by: User, at: dt.datetime, today: dt.date) -> Assessment:
    """Keep answers that a clinician read and found right. Nobody was asked anew: they are no new days of a questionnaire.

    Raises:
        NotAllowed: this person may not answer for this patient.
    """
    check_can_answer(by, patient, now=at)
    return _keep(patient, values, by=by, how=How.CONFIRMED, at=at, today=today)


@transaction.atomic
def keep_selfcheck(
    *, patient: Patient, values: Mapping[str, Any], by: User | None, at: dt.datetime, today: dt.date
) -> Assessment:
    """Keep the answers of a self-check that somebody gave along with a booking; dangers in them alert the clinic.

    What the dictionary no longer allows is left out: it does not cost anybody the booking, and the intake asks it again.
    """
    readable = {name: value for name, value in values.items() if _is_readable(name, value, today)}
    return _keep(patient, readable, by=by, how=How.SELF_CHECK, at=at, today=today)


def _is_readable(name: str, value: Any, today: dt.date) -> bool:
    try:
        read_value(value, name=name, fields=load().fields, as_of=today)
    except Refused:
        return False
    return True


def _keep(
    patient: Patient, values: Mapping[str, Any], *, by: User | None, how: str, at: dt.datetime, today: dt.date
) -> Assessment:
    knowledge = load()
    for name, value in values.items():
        if value is not None:
            read_value(value, name=name, fields=knowledge.fields, as_of=today)
    Answer.objects.bulk_create(
        Answer(patient=patient, field=name, value=value, at=at, by=by, how=how, knowledge_version=knowledge.version)
        for name, value in values.items()
    )
    audit.record("answers.given", actor=by or "visitor", patient=patient, detail={"fields": sorted(values), "how": how})
    found = assessment_of(patient, today=today)
    _alert(patient, found, values, at)
    return found


def flags_of(found: Assessment, values: Mapping[str, Any]) -> list[Flag]:
    """The red flags that cannot wait and that rest on what was just said."""
    return [it for it in found.triage.flags if it.level in _URGENCY and not values.keys().isdisjoint(it.because)]


def is_about_suicide(flag: Flag) -> bool:
    """Whether a flag rests on an answer about suicide."""
    return not _MIND.isdisjoint(flag.because)


def alert_of(patient: Patient, flag: Flag) -> Task | None:
    """The open task of a red flag: who answers it, until when."""
    return Task.objects.filter(patient=patient, key=_key(flag), done_at=None).select_related("given_to").first()


def _alert(patient: Patient, found: Assessment, values: Mapping[str, Any], at: dt.datetime) -> None:
    """A red flag that rests on what was just said becomes a task, whoever said it. No later answer closes it."""
    for flag in flags_of(found, values):
        to = responder() if is_about_suicide(flag) else None
        ask_for(patient=patient, key=_key(flag), urgency=_URGENCY[flag.level], says=flag.rule.finding, at=at, given_to=to)


def _key(flag: Flag) -> str:
    return f"triage/{flag.rule.id}"
