"""Writing, signing and replacing plans: each write one transaction, each in the access log."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.db import transaction

from fibrocare.engine.plan import Plan as Options
from fibrocare.engine.plan import plan as options_for
from fibrocare.exchange.plan_contract import to_plan_contract
from fibrocare.knowledge import load
from fibrocare.web.audit import operations as audit
from fibrocare.web.director.operations import signed
from fibrocare.web.intake.operations import assessment_of
from fibrocare.web.people.models import Patient, User
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.plans.look import Look, Looked, look
from fibrocare.web.plans.models import Action, Change, Choice, Plan, SetAside, Status
from fibrocare.web.plans.permissions import check_can_change, check_can_plan

_REVIEW_WEEKS = 12


@transaction.atomic
def begin(*, patient: Patient, by: User, at: dt.datetime, today: dt.date) -> Plan:
    """A draft for a patient: the one that is open, or a new one that carries on what the signed plan holds.

    Raises:
        NotAllowed: only a clinician with the patient in care writes plans.
    """
    check_can_plan(by, patient)
    patient = Patient.objects.select_for_update().get(pk=patient.pk)
    draft = Plan.objects.filter(patient=patient, status=Status.PROPOSED).first()
    if draft is not None:
        return draft
    last = Plan.objects.filter(patient=patient).order_by("-number").first()
    current = Plan.objects.filter(patient=patient, status=Status.SIGNED).first()
    flare = current.flare if current else "\n".join(step.says for step in load().flare.values())
    draft = Plan.objects.create(
        patient=patient, number=last.number + 1 if last else 1, flare=flare, begun_at=at, begun_by=by,
        note=current.note if current else "", review_on=today + dt.timedelta(weeks=_REVIEW_WEEKS),
    )  # fmt: skip
    if current is not None:
        _carry_on(current, draft, today)
    _changed(draft, by, at)
    return draft


def _carry_on(current: Plan, draft: Plan, today: dt.date) -> None:
    """What a signed plan holds goes on, with the doses that it froze; a taper that has ended does not."""
    Choice.objects.bulk_create(
        Choice(
            plan=draft, therapy=it.therapy, action=Action.KEEP if it.action == Action.START else it.action,
            first_day=it.first_day, words=it.words, days=it.days, dose_note=it.dose_note,
        )
        for it in current.choices.all()
        if it.action != Action.STOP or _runs(it, today)
    )  # fmt: skip


def _runs(stop: Choice, today: dt.date) -> bool:
    """Whether a stop has not ended yet; one whose dates were never printed is for the clinician to look at."""
    return not stop.days or stop.days[-1]["date"] >= today.isoformat()


@transaction.atomic
def choose(*, plan: Plan, therapy: str, by: User, today: dt.date) -> None:
    """Add a therapy to a draft: to start it, to go on with what is taken, or to stop what is not advised.

    Raises:
        NotAllowed: the draft is not theirs to change.
        KeyError: it is not on the shelf.
    """
    check_can_change(by, plan)
    offer = options_of(plan.patient, today=today).offer(therapy)
    against = offer.therapy.stance == "not_recommended"
    action = (Action.STOP if against else Action.KEEP) if offer.taken else Action.START
    Choice.objects.get_or_create(plan=plan, therapy=therapy, defaults={"action": action, "first_day": today})
    audit.record("plan.chosen", actor=by, patient=plan.patient_id, about=plan)


@transaction.atomic
def drop(*, plan: Plan, therapy: str, by: User) -> None:
    """Take a therapy out of a draft."""
    check_can_change(by, plan)
    plan.choices.filter(therapy=therapy).delete()
    audit.record("plan.dropped", actor=by, patient=plan.patient_id, about=plan)


@transaction.atomic
def describe(*, choice: Choice, by: User, values: dict[str, Any]) -> None:
    """Say of a choice what is done, from which day, in place of what, in which words, and why."""
    check_can_change(by, choice.plan)
    if any(getattr(choice, name) != values[name] for name in ("action", "first_day", "instead_of", "mg_now")):
        choice.days, choice.dose_note = [], ""
    for name in ("action", "first_day", "instead_of", "mg_now", "words", "why"):
        setattr(choice, name, values[name])
    choice.save()
    audit.record("plan.described", actor=by, patient=choice.plan.patient_id, about=choice.plan)


@transaction.atomic
def agree(*, plan: Plan, by: User, values: dict[str, Any]) -> None:
    """Write what holds for the whole draft: the flare plan, a note, the day of the review, what was done about an alert."""
    check_can_change(by, plan)
    for name in ("flare", "note", "review_on", "urgent_done"):
        setattr(plan, name, values[name])
    plan.save()
    audit.record("plan.agreed", actor=by, patient=plan.patient_id, about=plan)


@transaction.atomic
def set_aside(*, plan: Plan, obstacle: str, reason: str, by: User, at: dt.datetime, today: dt.date) -> None:
    """Set a rule about these therapies aside for this plan, with a reason, where that is allowed.

    Args:
        obstacle: the key of the obstacle.

    Raises:
        NotAllowed: the rule is final, does not stand in the way, or no reason is given.
    """
    check_can_change(by, plan)
    found = next((it for it in look_at(plan, today=today).obstacles if it.key == obstacle), None)
    if found is None:
        raise NotAllowed("This no longer stands in the way.")
    if found.final:
        raise NotAllowed(found.final)
    if not reason.strip():
        raise NotAllowed("Say in a sentence why this rule is set aside.")
    SetAside.objects.update_or_create(
        plan=plan, obstacle=obstacle, defaults={"says": found.says, "reason": reason.strip(), "at": at, "by": by}
    )
    audit.record("plan.set_aside", actor=by, patient=plan.patient_id, about=plan, detail={"rule": obstacle})


@transaction.atomic
def sign(*, plan: Plan, by: User, at: dt.datetime, today: dt.date) -> None:
    """Sign a draft: what it rests on is kept with it, and the plan before it is replaced.

    Raises:
        NotAllowed: not theirs, nothing is chosen, something stands in the way, or an alert is not dealt with.
    """
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    check_can_change(by, plan, to=Status.SIGNED)
    seen = look_at(plan, today=today)
    _check_ready(plan, seen)
    for it in seen.choices:
        _freeze(it)
    old = Plan.objects.filter(patient=plan.patient_id, status=Status.SIGNED).first()
    if old is not None:
        old.status = Status.SUPERSEDED
        old.save(update_fields=["status"])
        _changed(old, by, at)
    plan.findings, plan.knowledge_version = _findings(seen), load().version
    plan.status, plan.signed_at, plan.signed_by = Status.SIGNED, at, by
    plan.save()
    _changed(plan, by, at)


@transaction.atomic
def decline(*, plan: Plan, by: User, at: dt.datetime) -> None:
    """Put a draft aside; what is signed stays as it is."""
    check_can_change(by, plan, to=Status.DECLINED)
    plan.status = Status.DECLINED
    plan.save(update_fields=["status"])
    _changed(plan, by, at)


def options_of(patient: Patient, *, today: dt.date) -> Options:
    """Every therapy for this patient today."""
    return options_for(assessment_of(patient, today=today), load())


def look_at(plan: Plan, *, today: dt.date) -> Look:
    """A draft as it stands today."""
    return look(
        plan.choices.all(),
        options_of(plan.patient, today=today),
        load(),
        going=_going(plan),
        set_aside=frozenset(it.obstacle for it in plan.set_aside.all()),
        signed=signed(load()),
        today=today,
    )


def _going(draft: Plan) -> dict[str, dt.date]:
    """What the signed plan starts or goes on with, and since when."""
    choices = Choice.objects.filter(plan__patient=draft.patient_id, plan__status=Status.SIGNED).exclude(action=Action.STOP)
    return dict(choices.values_list("therapy", "first_day"))


def _check_ready(plan: Plan, seen: Look) -> None:
    if not seen.choices:
        raise NotAllowed("Choose at least one therapy first.")
    if seen.urgent and not plan.urgent_done.strip():
        raise NotAllowed("A red flag stands: say first what was done about it.")
    if seen.open:
        raise NotAllowed("Something still stands in the way: settle it, or take the therapy out.")
    if plan.review_on is None:
        raise NotAllowed("Choose the day of the review.")


def _freeze(it: Looked) -> None:
    """Keep the dates as the patient will follow them. A schedule that the clinic has not signed is no instruction."""
    dates = it.dates
    kept = () if dates.unsigned else dates.days
    it.row.days = [asdict(day) | {"date": day.date.isoformat()} for day in kept]
    it.row.dose_note = "" if dates.unsigned else dates.note[:300]
    it.row.save()


def _findings(seen: Look) -> dict[str, Any]:
    """The contract that the plan rests on; of the shelf only what was chosen."""
    contract = to_plan_contract(seen.options, load())
    chosen = {it.row.therapy for it in seen.choices}
    contract["plan"]["therapies"] = [it for it in contract["plan"]["therapies"] if it["id"] in chosen]
    return contract


def _changed(plan: Plan, by: User, at: dt.datetime) -> None:
    Change.objects.create(plan=plan, status=plan.status, at=at, by=by)
    audit.record(f"plan.{plan.status}", actor=by, patient=plan.patient_id, about=plan)
