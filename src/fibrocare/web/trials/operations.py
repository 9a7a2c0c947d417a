"""Ending a trial and deciding on it: each one transaction, each in the access log."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fibrocare.engine.response.trial.changing import OFF
from fibrocare.knowledge import load
from fibrocare.web.audit import operations as audit
from fibrocare.web.diary.models import DiaryEntry
from fibrocare.web.diary.operations import responsible
from fibrocare.web.people.models import User
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.plans import operations as plans
from fibrocare.web.plans.models import Action, Choice, Plan
from fibrocare.web.tasks.models import Task, Urgency
from fibrocare.web.tasks.operations import ask_for
from fibrocare.web.trials.in_force import in_force, rest_of_taper
from fibrocare.web.trials.models import Trial
from fibrocare.web.trials.permissions import check_can_decide, check_can_end
from fibrocare.web.trials.reading import Result, days_until, result_of, to_kept, tried_of, values_of
from fibrocare.web.trials.standing import Standing, standing


@transaction.atomic
def wish_to_stop(*, found: Standing, words: str, by: User, at: dt.datetime) -> Task:
    """The patient, or who helps them, wants to stop: their clinician hears of it today. No medicine is stopped by it."""
    trial = found.trial
    if found.state not in ("waits", "running"):
        raise NotAllowed(_("There is no trial that runs."))
    said = {"name": tried_of(trial), "words": words.strip()[:300] or _("no reason given")}
    says = _("Wants to stop the trial of %(name)s: %(words)s") % said
    audit.record("trial.wish_to_stop", actor=by, patient=trial.patient_id, about=trial)
    to = responsible(trial.patient, now=at)
    return ask_for(patient=trial.patient, key=f"trial/{trial.pk}/wish", urgency=Urgency.TODAY, says=says, at=at, given_to=to)


@transaction.atomic
def end(*, trial: Trial, why: str, by: User, at: dt.datetime, today: dt.date) -> None:
    """End a trial before its last day. What is taken is another question: the decision puts it into the next plan.

    Raises:
        NotAllowed: not theirs, it does not run, or no reason is given.
    """
    trial = Trial.objects.select_for_update().get(pk=trial.pk)
    check_can_end(by, trial)
    if standing(trial, today=today).state not in ("waits", "running"):
        raise NotAllowed(_("This trial does not run."))
    if not why.strip():
        raise NotAllowed(_("Say in a sentence why."))
    trial.ended_on, trial.ended_why, trial.ended_by = today, why.strip()[:500], by
    trial.save(update_fields=["ended_on", "ended_why", "ended_by"])
    audit.record("trial.ended", actor=by, patient=trial.patient_id, about=trial, detail={"at": at.isoformat()})


def read_result(trial: Trial, user: Any, *, today: dt.date) -> Result:
    """What the diary says of a trial, as far as this person may see it; once decided, what the decision rests on."""
    return result_of(trial, _days(trial, user, today))


def _days(trial: Trial, user: Any, today: dt.date) -> Any:
    entries = DiaryEntry.objects.visible_to(user).filter(patient=trial.patient_id).order_by("day", "at")
    return days_until(trial, values_of(trial, entries), today)


@transaction.atomic
def decide(*, found: Standing, therapy: str, action: str, why: str, by: User, at: dt.datetime) -> Plan:
    """Bring what follows from a trial into a draft of the next plan, with the reason. Signing is another step.

    Of several that were tried, the others are stopped; what is not in force now has nothing to taper.

    Raises:
        NotAllowed: not theirs, the trial is not over, or no reason is given.
    """
    trial = Trial.objects.select_for_update().get(pk=found.trial.pk)
    check_can_decide(by, standing(trial, today=found.today))
    tried = [it for it in trial.planned.conditions if it != OFF]
    if therapy not in tried or action not in (Action.KEEP, Action.STOP):
        raise NotAllowed(_("A trial ends in keeping or stopping what was tried."))
    if not why.strip():
        raise NotAllowed(_("Say in a sentence why: the patient reads it."))
    days = _days(trial, by, found.today)
    result = result_of(trial, days)
    draft = plans.begin(patient=trial.patient, by=by, at=at, today=found.today)
    for name in tried:
        _bring(draft, trial, name, action if name == therapy else Action.STOP, why, by, found.today)
    told = [{"therapy": it.therapy, "says": list(it.says), "verdict": it.decision.verdict, "effect": asdict(it.decision.effect)}
            for it in result.found]  # fmt: skip
    trial.result = {
        "days": to_kept(days), "why_not": result.why_not, "told": told, "knowledge": load().version,
        "therapy": therapy, "action": action, "why": why.strip()[:500],
    }  # fmt: skip
    trial.decided_at, trial.decided_by = at, by
    trial.save(update_fields=["result", "decided_at", "decided_by"])
    audit.record("trial.decided", actor=by, patient=trial.patient_id, about=trial, detail={"therapy": therapy, "action": action})
    return draft


def _bring(draft: Plan, trial: Trial, therapy: str, action: str, why: str, by: User, today: dt.date) -> None:
    """One therapy in the next plan, from what is taken of it today."""
    mg = in_force(trial, therapy, today)
    choice, _new = Choice.objects.get_or_create(
        plan=draft, therapy=therapy, defaults={"action": Action.TRIAL, "first_day": today}
    )
    values = {
        "action": Action.START if action == Action.KEEP and mg == 0 else action, "first_day": today, "instead_of": "",
        "mg_now": mg if action == Action.STOP else None, "words": _words(therapy, action, mg, today), "why": why.strip()[:500],
    }  # fmt: skip
    plans.describe(choice=choice, by=by, values=values)
    if action == Action.STOP and (left := rest_of_taper(trial, therapy, today)):
        choice.days = left
        choice.save(update_fields=["days"])


def _words(therapy: str, action: str, mg: float | None, today: dt.date) -> str:
    """How it goes on or ends, for the clinician to change; empty where the plan prints dates, or nobody knows what is taken."""
    if mg is None:
        return ""
    if action == Action.KEEP:
        return _("Go on with %(mg)g mg a day.") % {"mg": mg} if mg else ""
    if not mg:
        return _("You take none of it now, and it is not begun again.")
    if load().therapies[therapy].tapers:
        return ""
    return _("As in the periods without it: none from %(day)s on.") % {"day": date_format(today, "F j")}
