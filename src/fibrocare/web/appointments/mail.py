"""Letters by e-mail about a visit: booked, moved, cancelled, soon. No clinical word stands in them."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fibrocare.exchange.visits import visit_ics
from fibrocare.web.appointments.links import link_to
from fibrocare.web.appointments.models import Status, Visit
from fibrocare.web.appointments.presenters import booked


def said_time(visit: Visit) -> str:
    """The time in words, by the clock of the clinic, with its zone."""
    local = visit.starts.astimezone(ZoneInfo(settings.TIME_ZONE))
    return f"{date_format(local, 'l, F j, Y')}, {date_format(local, 'P')} ({local.tzname()})"


def send(visit: Visit, *, site: str) -> None:
    """Tell the patient where their visit stands, with a calendar file; nothing where there is no address."""
    if not visit.patient.email:
        return
    subject = {
        Status.ASKED: _("We got your request"),
        Status.BOOKED: _("Your visit is booked"),
        Status.CANCELLED: _("Your visit is cancelled"),
    }[Status(visit.status)]
    lines = [
        subject + ".",
        said_time(visit),
        _("With %(name)s at %(clinic)s.") % {"name": visit.staff.name, "clinic": settings.CLINIC_NAME},
        _("See, move or cancel it: %(link)s") % {"link": f"{site}{link_to(visit)}"},
    ]
    message = EmailMessage(f"{settings.CLINIC_NAME}: {subject}", "\n\n".join(lines), to=[visit.patient.email])
    message.attach("visit.ics", visit_ics(booked(visit), made_at=timezone.now()), "text/calendar")
    message.send()
