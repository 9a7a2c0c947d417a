"""Drafting, writing and signing letters: each write one transaction, each in the access log."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fibrocare.exchange.letters.about import About, Agreed
from fibrocare.exchange.letters.words import doses_of, draft, has_gaps
from fibrocare.knowledge import load
from fibrocare.web.appointments.models import Status as VisitStatus
from fibrocare.web.appointments.models import Visit
from fibrocare.web.assessment.operations import DIAGNOSIS, REASON
from fibrocare.web.audit import operations as audit
from fibrocare.web.intake.operations import assessment_of, told
from fibrocare.web.letters.models import Kind, Letter, Status
from fibrocare.web.letters.permissions import check_can_change, check_can_write
from fibrocare.web.people.models import Patient, User
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.plans.following import called
from fibrocare.web.plans.models import Plan
from fibrocare.web.plans.models import Status as PlanStatus
from fibrocare.web.ui import emergency


@transaction.atomic
def begin(*, patient: Patient, kind: str, by: User, at: dt.datetime, today: dt.date) -> Letter:
    """A draft from what is known today.

    Raises:
        NotAllowed: only a clinician with the patient in care writes letters.
        ValueError: no letter is called so.
    """
    check_can_write(by, patient)
    text = draft(Kind(kind).value, _about(patient, by, at, today), load())
    letter = Letter.objects.create(
        patient=patient, kind=kind, text=text, knowledge_version=load().version, begun_at=at, begun_by=by
    )
    audit.record("letter.begun", actor=by, patient=patient, about=letter, detail={"kind": kind})
    return letter


@transaction.atomic
def write(*, letter: Letter, text: str, by: User) -> None:
    """Change the words of a draft."""
    check_can_change(by, letter)
    letter.text = text
    letter.save(update_fields=["text"])
    audit.record("letter.written", actor=by, patient=letter.patient_id, about=letter)


@transaction.atomic
def sign(*, letter: Letter, by: User, at: dt.datetime) -> None:
    """Sign a letter; from then on it stays as it is, and the patient can read it.

    Raises:
        NotAllowed: not theirs to sign, or a gap is still open.
    """
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    check_can_change(by, letter, to=Status.SIGNED)
    if has_gaps(letter.text):
        raise NotAllowed("Fill the gaps first: they begin with [write.")
    letter.status, letter.signed_at, letter.signed_by = Status.SIGNED, at, by
    letter.save()
    audit.record("letter.signed", actor=by, patient=letter.patient_id, about=letter)


@transaction.atomic
def drop(*, letter: Letter, by: User) -> None:
    """Put a draft away; it is kept, and never sent."""
    check_can_change(by, letter, to=Status.DROPPED)
    letter.status = Status.DROPPED
    letter.save(update_fields=["status"])
    audit.record("letter.dropped", actor=by, patient=letter.patient_id, about=letter)


def _about(patient: Patient, by: User, at: dt.datetime, today: dt.date) -> About:
    """Everything that a draft may be written from."""
    said, fields = told(patient), load().fields
    plan = Plan.objects.visible_to(by).filter(patient=patient, status=PlanStatus.SIGNED).first()
    visits = Visit.objects.visible_to(by).filter(patient=patient, starts__gte=at).exclude(status=VisitStatus.CANCELLED)
    visit = visits.select_related("service", "staff").order_by("starts").first()
    numbers = emergency.numbers()
    return About(
        patient=patient.name,
        clinic=settings.CLINIC_NAME,
        clinician=by.name,
        today=today,
        assessment=assessment_of(patient, today=today),
        diagnosis=fields[DIAGNOSIS].labels.get(said.get(DIAGNOSIS, ""), ""),
        reason=said.get(REASON, ""),
        agreed=_agreed(plan) if plan else (),
        signed_on=timezone.localdate(plan.signed_at) if plan and plan.signed_at else None,
        flare=tuple(plan.flare.splitlines()) if plan else (),
        review_on=plan.review_on if plan else None,
        next_visit=_visit(visit) if visit else "",
        goals=tuple(said.get("goals", ())),
        ambulance=numbers["ambulance"],
        crisis=numbers["crisis"],
        may_name_illness="employer_form" in said.get("consent_share", ()),
    )


def _agreed(plan: Plan) -> tuple[Agreed, ...]:
    shelf = load().therapies
    return tuple(
        Agreed(
            called(it.therapy, shelf.get(it.therapy)),
            it.action,
            it.words,
            it.why,
            doses_of(it.days),
            shelf.get(it.therapy),
        )
        for it in plan.choices.all()
    )


def _visit(visit: Visit) -> str:
    starts = timezone.localtime(visit.starts)
    return f"{starts:%A, %B} {starts.day}, {starts:%H:%M}: {visit.service.name} with {visit.staff.name}."
