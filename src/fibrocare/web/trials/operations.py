"""Asking to stop a trial, ending it, reading it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fibrocare.engine.response.trial.series import Day
from fibrocare.web.audit import operations as audit
from fibrocare.web.diary.models import DiaryEntry
from fibrocare.web.diary.operations import responsible
from fibrocare.web.people.models import User
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.tasks.models import Task, Urgency
from fibrocare.web.tasks.operations import ask_for
from fibrocare.web.trials.models import Trial
from fibrocare.web.trials.permissions import check_can_end
from fibrocare.web.trials.reading import Result, days_until, result_of, tried_of, values_of
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
    return result_of(trial, days_of(trial, user, today))


def days_of(trial: Trial, user: Any, today: dt.date) -> list[Day]:
    """The days of a trial with what the diary says of them, as far as this person may see it."""
    entries = DiaryEntry.objects.visible_to(user).filter(patient=trial.patient_id).order_by("day", "at")
    return days_until(trial, values_of(trial, entries), today)
