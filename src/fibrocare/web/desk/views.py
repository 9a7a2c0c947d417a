"""The front desk's calendar, and one visit of it. Nothing clinical stands on these pages."""

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fibrocare.web.appointments import mail
from fibrocare.web.appointments import operations as booking
from fibrocare.web.appointments.holds import Taken
from fibrocare.web.appointments.models import NEXT, Hold, Status, Visit
from fibrocare.web.appointments.permissions import runs_the_desk
from fibrocare.web.appointments.presenters import days
from fibrocare.web.audit import operations as audit
from fibrocare.web.desk import presenters
from fibrocare.web.desk.forms import treating
from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.people.models import User
from fibrocare.web.people.permissions import NotAllowed

DAYS, _WEEK = 14, 7


def only_the_desk(request: SignedRequest) -> None:
    """Everybody else does not learn that the page exists."""
    if not runs_the_desk(request.user):
        raise Http404


def chosen_day(request: SignedRequest) -> dt.date:
    """The day that the address names, else today."""
    try:
        return parse_date(request.GET.get("day", "")) or timezone.localdate()
    except ValueError:
        return timezone.localdate()


def _visits(request: SignedRequest, first: dt.date, days_: int, staff: User | None) -> tuple[list[Visit], list[Hold]]:
    """Visits and leave of some days; who saw them is in the access log, as one entry."""
    begin, end = presenters.window(first, days_)
    visits = Visit.objects.visible_to(request.user).filter(starts__lt=end, ends__gt=begin).exclude(status=Status.CANCELLED)
    leave = Hold.objects.filter(leave=True, starts__lt=end, ends__gt=begin).select_related("calendar")
    if staff is not None:
        visits, leave = visits.filter(staff=staff), leave.filter(calendar__staff=staff)
    found = list(visits.select_related("patient", "service", "staff", "room").order_by("starts"))
    seen = {"day": first.isoformat(), "days": days_, "patients": [str(it.patient_id) for it in found]}
    audit.record("desk.seen", actor=request.user, detail=seen)
    return found, list(leave)


@require_GET
@signed_in
def day(request: SignedRequest) -> HttpResponse:
    """The day of everybody, a column for each person."""
    only_the_desk(request)
    date, people = chosen_day(request), list(treating())
    visits, leave = _visits(request, date, 1, None)
    one = dt.timedelta(days=1)
    context = {
        "date": date, "columns": presenters.by_person(people, visits, leave), "people": people, "before": date - one,
        "after": date + one, "today": timezone.localdate(), "waiting": sum(it.status == Status.ASKED for it in visits),
    }  # fmt: skip
    return render(request, "desk/day.html", context)


@require_GET
@signed_in
def week(request: SignedRequest, staff_id: UUID) -> HttpResponse:
    """The week of one person, a column for each day."""
    only_the_desk(request)
    staff = get_object_or_404(treating(), pk=staff_id)
    date = chosen_day(request)
    monday = date - dt.timedelta(days=date.weekday())
    visits, leave = _visits(request, monday, _WEEK, staff)
    seven = dt.timedelta(days=_WEEK)
    context = {
        "staff": staff, "people": list(treating()), "date": monday, "columns": presenters.by_day(monday, _WEEK, visits, leave),
        "before": monday - seven, "after": monday + seven, "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "desk/week.html", context)


def _visit(request: SignedRequest, visit_id: UUID) -> Visit:
    only_the_desk(request)
    found: Visit = get_object_or_404(
        Visit.objects.visible_to(request.user).select_related("patient", "service", "staff", "room"), pk=visit_id
    )
    return found


@require_http_methods(["GET", "POST"])
@signed_in
def visit(request: SignedRequest, visit_id: UUID) -> HttpResponse:
    """One visit: confirm it, cancel it, say that the person came or did not."""
    found = _visit(request, visit_id)
    if request.method == "POST":
        to = request.POST.get("to", "")
        try:
            booking.change(visit=found, to=to, by=request.user, now=timezone.now())
        except (NotAllowed, KeyError) as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, _("Done."))
            if to in (Status.BOOKED, Status.CANCELLED):
                mail.send(_visit(request, visit_id))
        return redirect("desk_visit", visit_id)
    audit.record("visit.seen", actor=request.user, patient=found.patient_id, about=found)
    context = {"visit": found, "next": NEXT[found.status], "changes": found.changes.select_related("by").order_by("pk")}
    return render(request, "desk/visit.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def move(request: SignedRequest, visit_id: UUID) -> HttpResponse:
    """Another time for a visit, with the same person."""
    found, now = _visit(request, visit_id), timezone.now()
    if request.method == "POST":
        starts = chosen_time(request)
        try:
            booking.move(visit=found, at=starts, by=request.user, now=now)
        except Taken:
            messages.warning(request, _("Somebody took this time a moment ago. These are still free."))
            return redirect("desk_move", visit_id)
        except NotAllowed as reason:
            messages.error(request, str(reason))
        else:
            mail.send(_visit(request, visit_id))
        return redirect("desk_visit", visit_id)
    first = max(chosen_day(request), timezone.localdate())
    free = days(booking.free_times(found.service, now=now, first=first, days=DAYS, staff=[found.staff]))
    context = {"visit": found, "days": free, "later": first + dt.timedelta(days=DAYS)}
    return render(request, "desk/move.html", context)


def chosen_time(request: SignedRequest) -> dt.datetime:
    """The time that was pressed."""
    try:
        at = dt.datetime.fromisoformat(request.POST.get("at", ""))
    except ValueError:
        raise Http404 from None
    if at.tzinfo is None:
        raise Http404
    return at
