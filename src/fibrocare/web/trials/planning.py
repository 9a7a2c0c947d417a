"""Planning a trial: what is asked, what the engine answers, and the draft of a plan that holds it."""

import datetime as dt
import secrets
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from fibrocare.engine.plan import Plan as Options
from fibrocare.engine.response.trial.changing import OFF, doses, trial_dose
from fibrocare.engine.response.trial.design import LEAST_PAIRS, MORE_PAIRS, Design, Refusal, design
from fibrocare.knowledge import load
from fibrocare.web.audit import operations as audit
from fibrocare.web.director.operations import signed
from fibrocare.web.people.models import Patient, User
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.plans import operations as plans
from fibrocare.web.plans.dates import DoseDay
from fibrocare.web.plans.models import Action, Choice, Plan
from fibrocare.web.trials.believed import prior_for
from fibrocare.web.trials.doses import dose_days, letter_days
from fibrocare.web.trials.models import Trial
from fibrocare.web.trials.permissions import check_can_end
from fibrocare.web.trials.reading import name_of
from fibrocare.web.trials.standing import Standing, current, standing

_MOST_SEEDS = 2**31


@dataclass(frozen=True, slots=True)
class Asked:
    """What a clinician and a patient agreed to find out. The reference comes first; `matters` is the patient's own word."""

    conditions: tuple[str, ...]
    measure: str
    matters: float
    first_day: dt.date
    pairs: int = LEAST_PAIRS
    blinded: bool = False
    goes_on: Trial | None = None


def look(patient: Patient, asked: Asked, *, today: dt.date, seed: int = 0) -> Design | Refusal:
    """The trial as it would be, or why there is none; nothing is kept."""
    options = plans.options_of(patient, today=today)
    return design(
        asked.conditions, options, load(), first_day=asked.first_day, seed=seed, pairs=asked.pairs,
        signed=signed(load()),
    )  # fmt: skip


@transaction.atomic
def propose(
    *, patient: Patient, asked: Asked, by: User, at: dt.datetime, today: dt.date, draw: Callable[[int], int] = secrets.randbelow
) -> Trial:
    """Put a trial into the draft of the patient's plan, in an order that is drawn now. It begins when the plan is signed.

    Args:
        draw: a number below another; the made-up clinic draws the same each time.

    Raises:
        NotAllowed: not theirs to plan, there is a trial already, it is refused, or the clinic has not signed what it rests on.
    """
    draft = plans.begin(patient=patient, by=by, at=at, today=today)
    other = current(patient, by, today=today)
    if other and other.is_open and other.trial != asked.goes_on:
        raise NotAllowed(_("One trial at a time: end or decide the other one first."))
    if asked.first_day <= today:
        raise NotAllowed(_("The first day must be to come."))
    planned = look(patient, asked, today=today, seed=draw(_MOST_SEEDS))
    if isinstance(planned, Refusal):
        raise NotAllowed(_("There is no trial: see why, and what can be done instead."))
    if planned.unsigned:
        raise NotAllowed(_("Your medical director must sign first: %(names)s.") % {"names": ", ".join(planned.unsigned)})
    options, knowledge = plans.options_of(patient, today=today), load()
    changes = doses([(it.condition, it.first) for it in planned.slots], options, knowledge)
    dates = {it: dose_days(it, planned, changes, knowledge, now=_taken(it, options)) for it in planned.conditions if it != OFF}
    prior = asked.goes_on.prior if asked.goes_on else prior_for(patient, asked.conditions, asked.measure)
    trial = Trial.objects.create(
        patient=patient, plan=draft, goes_on=asked.goes_on, measure=asked.measure, matters=asked.matters, blinded=asked.blinded,
        design=msgspec.to_builtins(planned), believed=msgspec.to_builtins(prior), knowledge_version=knowledge.version,
        doses=_kept(day for days in dates.values() for day in days), planned_at=at, planned_by=by,
    )  # fmt: skip
    _put_into(draft, trial, {it: letter_days(it, planned, knowledge) for it in dates} if asked.blinded else dates)
    audit.record("trial.planned", actor=by, patient=patient, about=trial, detail={"conditions": list(planned.conditions)})
    return trial


@transaction.atomic
def go_on(*, found: Standing, by: User, at: dt.datetime) -> Trial:
    """Plan two more rounds of a trial that is over and not settled.

    Raises:
        NotAllowed: not theirs, it is not over, or it went on once.
    """
    trial = found.trial
    check_can_end(by, trial)
    before = Trial.objects.filter(goes_on=trial).first()
    if found.state != "over" or trial.ended_on or (before and standing(before, today=found.today).state != "cancelled"):
        raise NotAllowed(_("Only a trial that came to its last day goes on, and once."))
    if before:
        before.delete()  # it never began
    asked = Asked(
        conditions=trial.planned.conditions, measure=trial.measure, matters=trial.matters,
        first_day=found.today + dt.timedelta(days=1), pairs=MORE_PAIRS, blinded=trial.blinded, goes_on=trial,
    )  # fmt: skip
    return propose(patient=trial.patient, asked=asked, by=by, at=at, today=found.today)


def _taken(therapy: str, options: Options) -> float:
    """The mg a day that are taken now; 0 where it is not taken."""
    return (trial_dose(therapy, options, load()) or 0) if options.offer(therapy).taken else 0


def _put_into(draft: Plan, trial: Trial, dates: dict[str, list[DoseDay]]) -> None:
    """Each therapy of a trial stands in the plan with its dates; whatever the draft said of it gives way."""
    reference, *others = (name_of(it) for it in trial.planned.conditions)
    against = _("going without") if reference == OFF else reference
    words = _("A trial of you alone: %(name)s and %(other)s in turns.") % {"name": ", ".join(others), "other": against}
    for therapy, days in dates.items():
        draft.choices.filter(therapy=therapy).delete()
        Choice.objects.create(
            plan=draft, therapy=therapy, action=Action.TRIAL, first_day=trial.planned.slots[0].first, words=words,
            days=_kept(days), dose_note=_("The periods differ on purpose. Change nothing on your own."),
        )  # fmt: skip


def _kept(days: Iterable[DoseDay]) -> list[dict[str, Any]]:
    return [asdict(it) | {"date": it.date.isoformat()} for it in days]
