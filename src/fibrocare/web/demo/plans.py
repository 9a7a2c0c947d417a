"""Plans of made-up patients: some signed a while ago, some due for a review, some still a draft."""

import datetime as dt
import random

from fibrocare.web.intake.operations import told
from fibrocare.web.people.models import Care, Patient, Role
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.plans import operations
from fibrocare.web.plans.models import Plan

_WORDS = {"education": "Read one page a day, with tea", "pacing": "Stop for 5 minutes after each half hour of chores"}
# Some plans have run for so long: long enough to be judged in part.
RUNNING = dt.timedelta(weeks=7)


def plans(dice: random.Random, patients: list[Patient], *, at: dt.datetime) -> None:
    """A plan for most of those who have told everything: what is open of the base, and one more thing."""
    now = at
    for place, patient in enumerate(patients):
        at = now - RUNNING if place % 3 == 1 else now
        clinician = Care.objects.filter(patient=patient, staff__role=Role.CLINICIAN).select_related("staff").first()
        stage = dice.choice(["signed", "signed", "signed", "draft", "none"])
        if clinician is None or stage == "none" or "age_years" not in told(patient):
            continue
        draft = operations.begin(patient=patient, by=clinician.staff, at=at, today=at.date())
        _fill(draft, clinician, dice, at)
        if stage == "signed":
            _sign(draft, clinician, at)


def _fill(draft: Plan, care: Care, dice: random.Random, at: dt.datetime) -> None:
    options = operations.options_of(draft.patient, today=at.date())
    base = [it.id for it in options.in_order() if it.is_open and it.therapy.stance == "base"]
    more = [it.id for it in options.in_order() if it.is_open and it.therapy.stance != "base" and it.therapy.kind != "medicine"]
    for name in (*base[:3], *dice.sample(more, min(1, len(more)))):
        operations.choose(plan=draft, therapy=name, by=care.staff, today=at.date())
    for choice in draft.choices.filter(therapy__in=_WORDS):
        values = {
            "action": choice.action,
            "first_day": at.date(),
            "instead_of": "",
            "mg_now": None,
            "words": _WORDS[choice.therapy],
            "why": "",
        }
        operations.describe(choice=choice, by=care.staff, values=values)


def _sign(draft: Plan, care: Care, at: dt.datetime) -> None:
    """Sign what can be signed; a made-up person with a red flag keeps a draft."""
    try:
        operations.sign(plan=draft, by=care.staff, at=at, today=at.date())
    except NotAllowed:
        return
