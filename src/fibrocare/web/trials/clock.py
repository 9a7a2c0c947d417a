"""What the clinic's clock does for trials: the rule that stops one, the day on which one is over, the change of tomorrow."""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fibrocare.engine.response.followed import followed
from fibrocare.engine.response.trial.conduct import before
from fibrocare.engine.response.trial.watch import DAYS, WORSE, much_worse
from fibrocare.knowledge import load
from fibrocare.web.appointments.mail import deliver, is_day
from fibrocare.web.diary.models import DiaryEntry
from fibrocare.web.diary.operations import responsible
from fibrocare.web.tasks.models import Task, Urgency
from fibrocare.web.tasks.operations import ask_for
from fibrocare.web.trials.models import Reminder, Trial
from fibrocare.web.trials.reading import tried_of, values_of
from fibrocare.web.trials.standing import Standing, standing

# Long enough that nothing is missed while the clock stands still over a night.
_LATELY = dt.timedelta(days=2)
_BEFORE = dt.timedelta(days=15)


def watch(*, at: dt.datetime) -> int:
    """Make a task of each trial that must be stopped or decided; how many are new."""
    made = 0
    for found in _begun(at):
        if found.state == "over" and not hasattr(found.trial, "gone_on_by"):
            says = _("The trial of %(name)s is over: look at what it shows, and decide together.")
            made += _once(found, "over", Urgency.SOON, says % {"name": tried_of(found.trial)}, at)
        elif found.state == "running" and _is_much_worse(found.trial, at):
            says = _(
                "Trial of %(name)s: %(days)d days that are all %(worse)d points or more worse than before it. Look at it today; "
                "to end the trial is not to stop a medicine at once."
            )
            words = {"name": tried_of(found.trial), "days": DAYS, "worse": WORSE}
            made += _once(found, "worse", Urgency.TODAY, says % words, at)
    return made


def remind(*, at: dt.datetime) -> int:
    """Write to each patient on the day before a period begins; how many mails went out."""
    if not is_day(at):
        return 0
    tomorrow = localdate(at) + dt.timedelta(days=1)
    number = 0
    for found in _begun(at):
        starts = any(it.first == tomorrow for it in found.trial.planned.slots)
        if starts and found.state in ("waits", "running") and found.trial.patient.email:
            number += _send(found.trial, tomorrow)
    return number


def _begun(at: dt.datetime) -> Iterator[Standing]:
    """Every trial that was begun and is not decided."""
    trials = Trial.objects.begun().filter(decided_at=None).select_related("plan", "patient", "gone_on_by")
    return (standing(it, today=localdate(at)) for it in trials)


def _is_much_worse(trial: Trial, at: dt.datetime) -> bool:
    """Whether new entries show a week that stops the trial; without days before it nothing can be said."""
    entries = DiaryEntry.objects.filter(patient=trial.patient_id)
    if not entries.filter(received_at__gte=at - _LATELY).exists():
        return False
    first = trial.planned.slots[0].first
    values = values_of(trial, entries.filter(day__gte=first - _BEFORE))
    baseline = before(followed(load())[trial.measure], values, first)
    return baseline is not None and much_worse(values, baseline, since=first) is not None


def _once(found: Standing, kind: str, urgency: Urgency, says: str, at: dt.datetime) -> int:
    """A task that is made once, also where somebody has done it since."""
    patient, key = found.trial.patient, f"trial/{found.trial.pk}/{kind}"
    if Task.objects.filter(patient=patient, key=key).exists():
        return 0
    ask_for(patient=patient, key=key, urgency=urgency, says=says, at=at, given_to=responsible(patient, now=at))
    return 1


def _send(trial: Trial, day: dt.date) -> bool:
    """Send once; a mail server that is down is tried again until the day has come."""
    row, _new = Reminder.objects.get_or_create(trial=trial, day=day)
    if row.sent_at:
        return False
    lines = [
        _("Tomorrow something in your plan changes."),
        _("Sign in to see what: %(link)s") % {"link": f"{settings.SITE}{reverse('own_trial', args=[trial.patient_id])}"},
    ]
    subject = f"{settings.CLINIC_NAME}: {_('Your plan tomorrow')}"
    return deliver(row, EmailMessage(subject, "\n\n".join(lines), to=[trial.patient.email]))
