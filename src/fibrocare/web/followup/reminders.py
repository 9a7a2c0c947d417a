"""The e-mail about a round: one, in the morning, without a clinical word; kept first, sent then, tried again when that fails."""

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import Max, Min, Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fibrocare.engine.response.rounds import round_on
from fibrocare.knowledge import load
from fibrocare.web.appointments.mail import STALE, deliver, is_day
from fibrocare.web.followup.models import RoundReminder
from fibrocare.web.followup.rounds import Asked, standing
from fibrocare.web.people.models import Patient
from fibrocare.web.plans.models import FOR_PATIENTS, Status

# Rounds that open closer together than this share one e-mail.
_APART = dt.timedelta(days=28)


def remind(*, at: dt.datetime) -> int:
    """Tell people of questions that wait for them, once a round; how many were told. Safe to run twice at once."""
    if not is_day(at):
        return 0
    opened = _opened(at)
    return _send_again(at) + sum(_tell(patient, opened[patient.pk], at) for patient in Patient.objects.filter(pk__in=opened))


def _opened(at: dt.datetime) -> dict[UUID, dt.date]:
    """Whose round is open and was not told of, by days alone: one query, whatever the clinic's size."""
    people = (
        Patient.objects.annotate(
            signed_at=Min("plans__signed_at", filter=Q(plans__status__in=FOR_PATIENTS)),
            review_on=Max("plans__review_on", filter=Q(plans__status=Status.SIGNED)),
            told=Max("round_reminders__opened"),
        )
        .filter(user__is_active=True, review_on__isnull=False)
        .exclude(email="")
    )
    found = {}
    for key, signed_at, review_on, told in people.values_list("pk", "signed_at", "review_on", "told"):
        opened = round_on(localdate(at), start=localdate(signed_at), review_on=review_on, knowledge=load())
        if opened and (told is None or opened.opened >= told + _APART):
            found[key] = opened.opened
    return found


def _tell(patient: Patient, opened: dt.date, at: dt.datetime) -> bool:
    asked = _left(patient, at)
    if asked is None:
        return False
    try:
        with transaction.atomic():
            reminder = RoundReminder.objects.create(patient=patient, opened=opened, made_at=at)
    except IntegrityError:
        return False  # another run was first
    return deliver(reminder, _message(patient, asked))


def _send_again(at: dt.datetime) -> int:
    """Try again what could not be sent, where it still holds."""
    late = RoundReminder.objects.filter(sent_at=None, made_at__gt=at - STALE, made_at__lt=at).select_related("patient")
    again = ((it, _left(it.patient, at)) for it in late)
    return sum(deliver(it, _message(it.patient, asked)) for it, asked in again if asked)


def _left(patient: Patient, at: dt.datetime) -> Asked | None:
    """The round that waits for somebody; None where it is done."""
    where = standing(patient, today=localdate(at))
    return where.asked if where and where.asked and where.asked.next else None


def _message(patient: Patient, asked: Asked) -> EmailMessage:
    minutes = ngettext("They take about %(number)d minute.", "They take about %(number)d minutes.", asked.minutes)
    lines = [
        _("A few questions are ready for you."),
        minutes % {"number": asked.minutes} + " " + _("Stop when you are tired, and go on another time."),
        _("Answer them here: %(link)s") % {"link": f"{settings.SITE}{reverse('followup', args=[patient.pk])}"},
        _("We write about them this once."),
    ]
    return EmailMessage(f"{settings.CLINIC_NAME}: {_('A few questions for you')}", "\n\n".join(lines), to=[patient.email])
