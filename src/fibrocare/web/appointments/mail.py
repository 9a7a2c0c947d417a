"""E-mails about visits and offered times: kept first, sent then, tried again when that fails. No clinical word stands in them."""

import datetime as dt
import logging
import smtplib
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fibrocare.exchange.visits import visit_ics
from fibrocare.web.appointments.links import link_to, link_to_offer
from fibrocare.web.appointments.models import Kind, Notice, Offer, Status, Visit
from fibrocare.web.appointments.presenters import booked

# So long before a visit people are reminded.
REMIND = dt.timedelta(hours=26)
# After this nobody wants the news any more.
STALE = dt.timedelta(days=2)
# Nobody's phone rings at night because of a reminder.
_FROM, _TO = 9, 20
_log = logging.getLogger(__name__)


def said_time(at: dt.datetime) -> str:
    """A time in words, by the clock of the clinic, with its zone."""
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    return f"{date_format(local, 'l, F j, Y')}, {date_format(local, 'P')} ({local.tzname()})"


def send(visit: Visit) -> None:
    """Tell the patient where their visit stands; nothing where there is no address."""
    if visit.patient.email:
        _try(Notice.objects.create(kind=Kind(visit.status), visit=visit, starts=visit.starts, made_at=timezone.now()))


def send_offer(offer: Offer) -> None:
    """Tell somebody on the waiting list of the time that is free for them."""
    if offer.waiting.patient.email:
        _try(Notice.objects.create(kind=Kind.OFFER, offer=offer, starts=offer.starts, made_at=timezone.now()))


def remind(*, at: dt.datetime) -> int:
    """Remind of the visits that are near, each once; how many. Safe to run twice at once."""
    near = Visit.objects.filter(status=Status.BOOKED, starts__gt=at, starts__lte=at + REMIND).exclude(patient__email="")
    number = 0
    told = Notice.objects.filter(visit=OuterRef("pk"), kind=Kind.REMINDER, starts=OuterRef("starts"))
    for visit in near.exclude(Exists(told)).select_related("patient", "staff", "service"):
        try:
            with transaction.atomic():
                notice = Notice.objects.create(kind=Kind.REMINDER, visit=visit, starts=visit.starts, made_at=at)
        except IntegrityError:
            continue  # another run was first
        number += _try(notice)
    return number


def send_waiting(*, at: dt.datetime) -> int:
    """Try again what could not be sent; how many went out."""
    late = Notice.objects.filter(sent_at=None, made_at__gt=at - STALE).select_related("visit", "offer")
    return sum(_try(notice) for notice in late if _is_true(notice))


def _is_true(notice: Notice) -> bool:
    """Whether what it says still holds: nobody is told of a visit that has changed since, or of a time that is gone."""
    if notice.offer is not None:
        return notice.offer.closed_at is None
    visit = notice.visit
    status = Status.BOOKED if notice.kind == Kind.REMINDER else notice.kind
    return visit is not None and visit.status == status and visit.starts == notice.starts


def _try(notice: Notice) -> bool:
    return deliver(notice, _message(notice))


def is_day(at: dt.datetime) -> bool:
    """Whether it is an hour at which a reminder wakes nobody, by the clock of the clinic."""
    return _FROM <= timezone.localtime(at).hour < _TO


def deliver(row: models.Model, message: EmailMessage) -> bool:
    """Send what a row announces once the row is safe. A mail server that is down is tried again by the clinic's clock."""
    try:
        message.send()
    except (smtplib.SMTPException, OSError) as reason:
        _log.warning("%s %s was not sent and will be tried again: %s", row._meta.label, row.pk, type(reason).__name__)
        return False
    type(row)._default_manager.filter(pk=row.pk).update(sent_at=timezone.now())
    return True


def _message(notice: Notice) -> EmailMessage:
    if notice.offer is not None:
        return _offer(notice.offer)
    visit = notice.visit
    assert visit is not None  # noqa: S101  it is about one of the two
    subject = str(Kind(notice.kind).label)
    lines = [
        subject + ".",
        said_time(visit.starts),
        _("With %(name)s at %(clinic)s.") % {"name": visit.staff.name, "clinic": settings.CLINIC_NAME},
        _("See, move or cancel it: %(link)s") % {"link": f"{settings.SITE}{link_to(visit)}"},
    ]
    message = EmailMessage(f"{settings.CLINIC_NAME}: {subject}", "\n\n".join(lines), to=[visit.patient.email])
    message.attach("visit.ics", visit_ics(booked(visit), made_at=timezone.now()), "text/calendar")
    return message


def _offer(offer: Offer) -> EmailMessage:
    subject = str(Kind.OFFER.label)
    lines = [
        subject + ".",
        said_time(offer.starts),
        _("It is kept for you until %(time)s. Then somebody else is asked.") % {"time": said_time(offer.expires_at)},
        _("Take it, or say no: %(link)s") % {"link": f"{settings.SITE}{link_to_offer(offer)}"},
    ]
    return EmailMessage(f"{settings.CLINIC_NAME}: {subject}", "\n\n".join(lines), to=[offer.waiting.patient.email])
