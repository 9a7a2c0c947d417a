"""What follows from a review: a change of plan that a clinician begins, and a worsening that somebody must look at."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fibrocare.engine.diary import daily
from fibrocare.engine.response.worsening import Worsening, worsenings
from fibrocare.knowledge import load
from fibrocare.web.audit import operations as audit
from fibrocare.web.diary.models import DiaryEntry
from fibrocare.web.diary.operations import responsible
from fibrocare.web.people.models import Patient, User
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.plans import operations as plans
from fibrocare.web.plans.models import FOR_PATIENTS, Action, Plan
from fibrocare.web.tasks.models import Task, Urgency
from fibrocare.web.tasks.operations import ask_for

# A worsening that somebody has looked at is not brought up again for two weeks; the rule needs two weeks as well.
_AGAIN = dt.timedelta(days=14)
_LATELY = dt.timedelta(hours=2)
_MONTHS = dt.timedelta(days=180)


@transaction.atomic
def decide(*, patient: Patient, therapy: str, action: str, why: str, by: User, at: dt.datetime, today: dt.date) -> Plan:
    """Bring a judgement into a draft of the next plan: the therapy is kept or stopped, with the reason. Signing is another step.

    Raises:
        NotAllowed: not theirs to plan, no reason is given, or the signed plan does not hold this therapy.
    """
    if not why.strip():
        raise NotAllowed("Say in a sentence why: the patient reads it.")
    if action not in (Action.KEEP, Action.STOP):
        raise NotAllowed("A review keeps or stops; a new therapy is chosen from the shelf.")
    draft = plans.begin(patient=patient, by=by, at=at, today=today)
    choice = draft.choices.filter(therapy=therapy).first()
    if choice is None:
        raise NotAllowed("The plan does not hold this therapy: choose it from the shelf.")
    changed = choice.action != action
    values = {
        "action": action, "first_day": today if changed and action == Action.STOP else choice.first_day,
        "instead_of": choice.instead_of, "mg_now": choice.mg_now, "words": choice.words, "why": why.strip()[:500],
    }  # fmt: skip
    plans.describe(choice=choice, by=by, values=values)
    audit.record("review.decided", actor=by, patient=patient, about=draft, detail={"therapy": therapy, "action": action})
    return draft


def watch(*, at: dt.datetime) -> int:
    """Make a task of every worsening that new entries show; how many."""
    written = DiaryEntry.objects.filter(received_at__gte=at - _LATELY).values("patient")
    return sum(
        _tell(patient, it, at) for patient in Patient.objects.filter(pk__in=written) for it in worse(patient, today=localdate(at))
    )


def worse(patient: Patient, *, today: dt.date) -> tuple[Worsening, ...]:
    """The measures that are worse than before the first plan for two weeks running."""
    first = Plan.objects.filter(patient=patient, status__in=FOR_PATIENTS).order_by("number").first()
    if first is None or first.signed_at is None:
        return ()
    start = localdate(first.signed_at)
    rows = DiaryEntry.objects.filter(patient=patient).exclude(day__range=(start, today - _MONTHS))
    entries = [it.read() for it in rows]
    series = {name: daily(entries, name) for name, it in load().measures.items() if it.daily}
    return worsenings(series, load(), start=start, today=today)


@transaction.atomic
def _tell(patient: Patient, it: Worsening, at: dt.datetime) -> int:
    key = f"worse/{it.measure}"
    if Task.objects.filter(patient=patient, key=key, created_at__gt=at - _AGAIN).exists():
        return 0
    says = _("%(name)s is %(by).1f points worse than before the plan, two weeks running. %(action)s") % {
        "name": it.name, "by": it.by, "action": it.action,
    }  # fmt: skip
    ask_for(patient=patient, key=key, urgency=Urgency.SOON, says=says, at=at, given_to=responsible(patient, now=at))
    return 1
