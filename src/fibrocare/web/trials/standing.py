"""Where a trial stands: the plan that holds it decides when it begins, and when it is over."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from fibrocare.engine.response.trial.design import Slot
from fibrocare.web.people.models import Patient
from fibrocare.web.plans.models import Action, Choice, Status
from fibrocare.web.trials.models import Trial


@dataclass(frozen=True, slots=True)
class Standing:
    """A trial on a day. `state`: "draft", "cancelled", "waits" for its first day, "running", "over" or "decided"."""

    trial: Trial
    state: str
    slot: Slot | None
    today: dt.date

    @property
    def is_open(self) -> bool:
        """Whether no other trial can be planned beside it."""
        return self.state in ("draft", "waits", "running", "over")


def standing(trial: Trial, *, today: dt.date) -> Standing:
    """Where a trial stands on a day."""
    planned = trial.planned
    return Standing(trial, _state(trial, today), planned.on(today), today)


def current(patient: Patient, user: Any, *, today: dt.date) -> Standing | None:
    """The newest trial of a patient that somebody may see; cancelled ones are left out."""
    trials = Trial.objects.visible_to(user).filter(patient=patient).select_related("plan", "patient")
    found = (standing(it, today=today) for it in trials)
    return next((it for it in found if it.state != "cancelled"), None)


def _state(trial: Trial, today: dt.date) -> str:
    if trial.decided_at:
        return "decided"
    if trial.plan.status == Status.DECLINED or (trial.plan.status == Status.PROPOSED and not _holds(trial, Status.PROPOSED)):
        return "cancelled"
    if trial.plan.status == Status.PROPOSED:
        return "draft"
    if trial.ended_on or today > trial.planned.last or not _holds(trial, Status.SIGNED):
        return "over"
    return "waits" if today < trial.planned.slots[0].first else "running"


def _holds(trial: Trial, status: str) -> bool:
    """Whether the patient's plan of that status has what is tried in a trial."""
    tried = trial.tried
    rows = Choice.objects.filter(plan__patient=trial.patient_id, plan__status=status, action=Action.TRIAL, therapy__in=tried)
    return rows.count() == len(tried)
