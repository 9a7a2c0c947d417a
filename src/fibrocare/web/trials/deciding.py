"""What follows from a trial, brought into a draft of the next plan from what is taken that day."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fibrocare.engine.response.trial.changing import OFF
from fibrocare.knowledge import load
from fibrocare.web.audit import operations as audit
from fibrocare.web.people.models import User
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.plans import operations as plans
from fibrocare.web.plans.models import Action, Choice, Plan
from fibrocare.web.trials.in_force import in_force, rest_of_taper
from fibrocare.web.trials.models import Trial
from fibrocare.web.trials.operations import days_of
from fibrocare.web.trials.permissions import check_can_decide
from fibrocare.web.trials.reading import Result, result_of, to_kept
from fibrocare.web.trials.standing import Standing, standing


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided together: one therapy that is kept, or none of them, and why in words for the patient."""

    keep: str
    why: str


@transaction.atomic
def decide(*, found: Standing, decision: Decision, by: User, at: dt.datetime) -> Plan:
    """Bring a decision into a draft of the next plan. What is not kept is stopped; signing is another step.

    Raises:
        NotAllowed: not theirs, the trial is not over, no reason is given, or one medicine is being changed for another now.
    """
    trial = Trial.objects.select_for_update().get(pk=found.trial.pk)
    check_can_decide(by, standing(trial, today=found.today))
    tried = trial.tried
    if decision.keep and decision.keep not in tried:
        raise NotAllowed(_("A trial ends in keeping or stopping what was tried."))
    if not decision.why.strip():
        raise NotAllowed(_("Say in a sentence why: the patient reads it."))
    _check_no_crossing(trial, found.today)
    days = days_of(trial, by, found.today)
    draft = plans.begin(patient=trial.patient, by=by, at=at, today=found.today)
    _bring(draft, trial, decision, by, found.today)
    trial.result = {
        **_told(result_of(trial, days)), "days": to_kept(days), "knowledge": load().version, "keep": decision.keep,
        "why": decision.why.strip()[:500],
    }  # fmt: skip
    trial.decided_at, trial.decided_by = at, by
    trial.save(update_fields=["result", "decided_at", "decided_by"])
    audit.record("trial.decided", actor=by, patient=trial.patient_id, about=trial, detail={"keep": decision.keep})
    return draft


def _told(result: Result) -> dict[str, Any]:
    told = [
        {"therapy": it.therapy, "says": list(it.says), "verdict": it.decision.verdict, "effect": asdict(it.decision.effect)}
        for it in result.found
    ]
    return {"why_not": result.why_not, "told": told}


def _check_no_crossing(trial: Trial, today: dt.date) -> None:
    """In the days between two medicines nobody begins or ends one by a press: the windows between them would be lost."""
    slot = trial.planned.on(today)
    if OFF not in trial.planned.conditions and slot and today < slot.counts_from:
        says = _("One medicine is being changed for the other until %(day)s. Decide from then on, or write the plan by hand.")
        raise NotAllowed(says % {"day": date_format(slot.counts_from, "F j")})


def _bring(draft: Plan, trial: Trial, decision: Decision, by: User, today: dt.date) -> None:
    """Each therapy in the next plan. What is kept takes the place of the other that is taken now, in one calendar."""
    taken = {name: in_force(trial, name, today) for name in trial.tried}
    gives_way = next((name for name, mg in taken.items() if mg and decision.keep and name != decision.keep), "")
    for name, mg in taken.items():
        if name == gives_way:
            draft.choices.filter(therapy=name).delete()
            continue
        action: str = Action.KEEP if name == decision.keep else Action.STOP
        choice, _new = Choice.objects.get_or_create(
            plan=draft, therapy=name, defaults={"action": Action.TRIAL, "first_day": today}
        )
        instead = gives_way if name == decision.keep else ""
        values = {
            "action": Action.START if action == Action.KEEP and mg == 0 else action, "first_day": today, "instead_of": instead,
            "mg_now": taken[instead] if instead else mg if action == Action.STOP else None,
            "words": _words(name, action, mg, today), "why": decision.why.strip()[:500],
        }  # fmt: skip
        plans.describe(choice=choice, by=by, values=values)
        if action == Action.STOP and (left := rest_of_taper(trial, name, today)):
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
