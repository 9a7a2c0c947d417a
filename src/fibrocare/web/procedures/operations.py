"""Writes of a procedure: each one transaction, each in the access log."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from fibrocare.knowledge import load
from fibrocare.web.audit import operations as audit
from fibrocare.web.people.models import Patient, User
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.procedures import gate
from fibrocare.web.procedures.models import Consent, Dosing, Given, Observation, Procedure, Status, Step
from fibrocare.web.procedures.permissions import check_can_change, check_can_give, check_is_open, check_is_under_way
from fibrocare.web.tasks.models import Urgency
from fibrocare.web.tasks.operations import ask_for

_SHUT = frozenset({"withheld", "not_yet", "not_indicated"})


def _told(procedure: Procedure, by: User, at: dt.datetime) -> dict[str, Any]:
    return {"procedure": procedure, "by": by, "at": at, "knowledge_version": load().version}


def _locked(procedure: Procedure) -> Procedure:
    return Procedure.objects.select_for_update().get(pk=procedure.pk)


def _moved(
    procedure: Procedure, to: str, by: User, at: dt.datetime, *, why: str = "", facts: Mapping[str, Any] | None = None
) -> None:
    procedure.status = to
    procedure.save(update_fields=["status"])
    Step.objects.create(**_told(procedure, by, at), status=to, why=why, facts=dict(facts or {}))
    audit.record(f"procedure.{to}", actor=by, patient=procedure.patient_id, about=procedure)


@transaction.atomic
def propose(*, patient: Patient, name: str, by: User, at: dt.datetime) -> Procedure:
    """Begin to prepare a procedure. What is not known yet is asked on its checklist, before the start.

    Raises:
        NotAllowed: no clinician of this patient; or the gate is shut, with its reasons. Nobody can override it (decision 0021).
    """
    check_can_give(by, patient)
    found = next((it for it in gate.offers(patient, today=timezone.localdate(at)) if it.id == name), None)
    if found is None:
        raise NotAllowed("This is no procedure that is given here.")
    if found.status in _SHUT:
        reasons = [hit.rule.says for hit in found.hits] or [found.not_indicated]
        raise NotAllowed(f"{found.therapy.name} cannot be started: {' '.join(reasons)}")
    procedure = Procedure.objects.create(patient=patient, name=name, by=by, at=at)
    _moved(procedure, Status.PROPOSED, by, at)
    return procedure


@transaction.atomic
def plan(*, dosing: Dosing, by: User, at: dt.datetime) -> str:
    """Keep what is planned where it is within every limit of this person.

    Returns:
        Why it cannot be given, and then nothing is kept; empty where it can.
    """
    check_is_open(by, _locked(dosing.procedure))
    dosing.working, wrong = gate.checked(dosing, today=timezone.localdate(at))
    if not wrong:
        dosing.by, dosing.at, dosing.knowledge_version = by, at, load().version
        dosing.save(force_insert=True)
        audit.record("procedure.planned", actor=by, patient=dosing.procedure.patient_id, about=dosing.procedure)
    return wrong


@transaction.atomic
def decide(*, procedure: Procedure, decision: str, by: User, at: dt.datetime) -> None:
    """Keep what the person decided, with the very points that were explained; a consent can be taken back until the start."""
    procedure = _locked(procedure)
    check_is_open(by, procedure)
    if decision == Consent.Decision.WITHDRAWN and procedure.status != Status.CONSENTED:
        raise NotAllowed("There is no consent to take back.")
    Consent.objects.create(**_told(procedure, by, at), decision=decision, explained=list(procedure.therapy.consent))
    to = Status.CONSENTED if decision == Consent.Decision.AGREED else Status.PROPOSED
    if to != procedure.status:
        _moved(procedure, to, by, at)
    else:
        audit.record(f"procedure.consent_{decision}", actor=by, patient=procedure.patient_id, about=procedure)


def obstacles(procedure: Procedure, *, today: dt.date) -> list[str]:
    """What still keeps a procedure from its start; empty when it may begin."""
    found: list[str] = []
    consent, dosing, shown = procedure.consents.last(), procedure.dosings.last(), gate.gate(procedure, today=today)
    asked = gate.items(procedure, today=today)[0]
    if asked:
        found.append(f"{len(asked)} questions of the checklist are open.")
    if dosing is None:
        found.append("The dose is not planned.")
    elif timezone.localdate(dosing.at) != today:
        found.append("The dose was planned on another day. Plan it again: what was given elsewhere today counts.")
    elif wrong := gate.checked(dosing, today=today)[1]:
        found.append(wrong)
    if consent is None or consent.decision != Consent.Decision.AGREED:
        found.append("The person has not agreed.")
    if not shown.is_open:
        found += [hit.rule.says for hit in shown.hits if hit.rule.action not in ("monitor", "adjust", "caution", "inform")]
        found += [shown.not_indicated] if shown.not_indicated else []
        found = found or [f"The gate says: {shown.status.replace('_', ' ')}."]
    return found


@transaction.atomic
def start(*, procedure: Procedure, by: User, at: dt.datetime) -> None:
    """Begin. The gate is asked once more, and what it rests on is kept with the step.

    Raises:
        NotAllowed: something is open, or stands against it.
    """
    procedure = _locked(procedure)
    check_can_give(by, procedure.patient)
    today = timezone.localdate(at)
    if against := obstacles(procedure, today=today):
        raise NotAllowed(" ".join(against))
    check_can_change(by, procedure, to=Status.STARTED)
    found = gate.answers_for(procedure, today=today)
    asked = {name for part in gate.items(procedure, today=today) for name in part}
    rests_on = {name: [str(found.values[name]), str(found.origins[name].date)] for name in sorted(asked & found.values.keys())}
    _moved(procedure, Status.STARTED, by, at, facts=rests_on)


@transaction.atomic
def record(*, given: Given, by: User, at: dt.datetime) -> None:
    """Keep what was done, and ask for the review when its time has come. A correction names the row that it replaces.

    More than was planned is kept as it was, and is a task for now: what happened is never refused.

    Raises:
        NotAllowed: it has not begun, it is closed, or a first row would hide another one.
    """
    procedure = _locked(given.procedure)
    check_is_under_way(by, procedure)
    if (procedure.status == Status.DONE) != (given.corrects is not None):
        raise NotAllowed("What was done is on the sheet already. Correct it there.")
    given.by, given.at, given.knowledge_version = by, at, load().version
    given.save(force_insert=True)
    _alert_if_more(given)
    if given.corrects is not None:
        audit.record("procedure.corrected", actor=by, patient=procedure.patient_id, about=procedure)
        return
    _moved(procedure, Status.DONE, by, at)
    weeks = procedure.therapy.judge.weeks
    ask_for(
        patient=procedure.patient, key=f"procedure/{procedure.pk}/review", urgency=Urgency.ROUTINE, at=at, given_to=by,
        says=f"{procedure.therapy.name}: judge it at {weeks} weeks. {procedure.therapy.judge.by}",
        due_at=given.time_out + dt.timedelta(weeks=weeks),
    )  # fmt: skip


def _alert_if_more(given: Given) -> None:
    procedure, dosing = given.procedure, given.procedure.dosings.last()
    planned = {**dosing.planned, **dosing.steroid} if dosing else {}
    more = [
        f"{name} {mg:g} mg, planned {planned.get(name, 0):g} mg" for name, mg in given.doses.items() if mg > planned.get(name, 0)
    ]
    if more:
        says = f"{procedure.therapy.name}: more was given than planned ({', '.join(more)})."
        key = f"procedure/{procedure.pk}/more"
        ask_for(patient=procedure.patient, key=key, urgency=Urgency.NOW, says=says, at=given.at, given_to=procedure.by)


@transaction.atomic
def observe(*, procedure: Procedure, values: Mapping[str, Any], note: str, by: User, at: dt.datetime) -> Observation:
    """Keep what was seen. What meets a stop rule becomes a task for now, in the same transaction."""
    procedure = _locked(procedure)
    check_is_under_way(by, procedure)
    stop = gate.stops(procedure.name, values, today=timezone.localdate(at))
    seen = Observation.objects.create(**_told(procedure, by, at), values=dict(values), note=note, stop=stop)
    audit.record("procedure.observed", actor=by, patient=procedure.patient_id, about=procedure, detail={"stop": bool(stop)})
    if stop:
        key = f"procedure/{procedure.pk}/stop"
        ask_for(patient=procedure.patient, key=key, urgency=Urgency.NOW, says=" ".join(stop), at=at, given_to=procedure.by)
    return seen


@transaction.atomic
def end(*, procedure: Procedure, to: str, by: User, at: dt.datetime) -> None:
    """Close the sheet, when the last look answered every sign and met no stop rule; or cancel what has not begun.

    Raises:
        NotAllowed: not now.
    """
    procedure = _locked(procedure)
    if to not in (Status.CLOSED, Status.CANCELLED):
        raise NotAllowed("A procedure ends closed or cancelled.")
    check_can_change(by, procedure, to=to)
    last = procedure.observations.last()
    if to == Status.CLOSED and (last is None or last.stop or not gate.is_whole(last)):
        raise NotAllowed("Look once more: the sheet closes when the last look answers every sign and none is a stop sign.")
    _moved(procedure, to, by, at)
