"""Trials of made-up patients: one that is over and waits for a decision, one that is in the middle."""

import datetime as dt
import random
from collections.abc import Iterable, Iterator

from fibrocare.engine.response.trial.design import Refusal
from fibrocare.knowledge import load
from fibrocare.web.demo.diaries import written
from fibrocare.web.diary.models import DiaryEntry
from fibrocare.web.intake import operations as intake
from fibrocare.web.people.models import Care, Patient, Role
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.plans import operations as plans
from fibrocare.web.trials import planning
from fibrocare.web.trials.models import Trial

# Six periods of three weeks: one trial is over since yesterday, the other in its third week.
_OVER, _MIDDLE = dt.timedelta(days=127), dt.timedelta(days=17)
# What a trial asks first, and the intake of the made-up clinic leaves open.
_ASKED_FIRST = {"bipolar_history": "no", "mania_screen_positive": "no", "phq9_item9": 0}
_SLEEP, _DOES, _SCATTER, _MISSING = 6.2, 0.3, 1.3, 0.2


def trials(dice: random.Random, patients: list[Patient], *, today: dt.date, at: dt.datetime) -> None:
    """A trial of melatonin for the first two who may have one: without a plan, and beside a plan that has run for weeks."""
    known = [it for it in patients if it.user and "age_years" in intake.told(it)]
    for trial in _first(known, today - _OVER, at - _OVER, planned=False):
        DiaryEntry.objects.bulk_create(_days(dice, trial, today))
    list(_first(known, today - _MIDDLE, at - _MIDDLE, planned=True))


def _first(patients: Iterable[Patient], first: dt.date, at: dt.datetime, *, planned: bool) -> Iterator[Trial]:
    """The trial of the first patient who may have one; its plan is signed on the day before it."""
    for patient in patients:
        has_plan = patient.plans.filter(status="signed", signed_at__lt=at).exists() if planned else patient.plans.exists()
        if has_plan == planned and not patient.trials.exists():
            trial = _planned(patient, first, at)
            if trial is not None:
                yield trial
                return


def _planned(patient: Patient, first: dt.date, at: dt.datetime) -> Trial | None:
    """A trial with its signed plan; None for somebody who must not have one."""
    care = Care.objects.filter(patient=patient, staff__role=Role.CLINICIAN).select_related("staff").first()
    if care is None or patient.user is None:
        return None
    day, clinician = at.date(), care.staff
    intake.answer(patient=patient, values=_ASKED_FIRST, by=patient.user, at=at, today=day)
    asked = planning.Asked(("off", "melatonin"), "nrs_sleep", 2.0, first)
    if isinstance(planning.look(patient, asked, today=day), Refusal):
        return None
    trial = planning.propose(patient=patient, asked=asked, by=clinician, at=at, today=day, draw=lambda most: most // 7)
    try:
        plans.sign(plan=trial.plan, by=clinician, at=at, today=day)
    except NotAllowed:
        plans.decline(plan=trial.plan, by=clinician, at=at)
        return None
    return trial


def _days(dice: random.Random, trial: Trial, today: dt.date) -> Iterator[DiaryEntry]:
    """Two weeks before and every day since, with gaps; melatonin does next to nothing for them."""
    first = trial.planned.slots[0].first - dt.timedelta(days=14)
    for day in (first + dt.timedelta(days=place) for place in range((today - first).days)):
        slot = trial.planned.on(day)
        on = slot is not None and slot.condition != "off"
        if dice.random() > _MISSING:
            level = dice.gauss(_SLEEP - (_DOES if on else 0), _SCATTER)
            values = {"nrs_pain": min(max(round(dice.gauss(5.6, 1.3)), 0), 10), "nrs_sleep": min(max(round(level), 0), 10)}
            row = written(dice, trial.patient, day, values, flare=None)
            row.knowledge_version = load().version
            yield row
