"""The front desk's pages. Nothing clinical stands on them."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fibrocare.web.appointments import mail, waiting
from fibrocare.web.appointments import operations as booking
from fibrocare.web.appointments.holds import LEAD, Taken
from fibrocare.web.appointments.models import NEXT, Hold, Service, Status, Visit, Waiting
from fibrocare.web.appointments.permissions import runs_the_desk
from fibrocare.web.appointments.presenters import days
from fibrocare.web.audit import operations as audit
from fibrocare.web.desk import operations, presenters
from fibrocare.web.desk.forms import FindForm, LeaveForm, MergeForm, NewPatientForm, WaitForm, treating
from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.people.models import Patient, User
from fibrocare.web.people.permissions import NotAllowed

_DAYS, _WEEK = 14, 7


def _only_the_desk(request: SignedRequest) -> None:
    if not runs_the_desk(request.user):
        raise Http404


def _day(request: SignedRequest) -> dt.date:
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
    _only_the_desk(request)
    date, people = _day(request), list(treating())
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
    _only_the_desk(request)
    staff = get_object_or_404(treating(), pk=staff_id)
    date = _day(request)
    monday = date - dt.timedelta(days=date.weekday())
    visits, leave = _visits(request, monday, _WEEK, staff)
    seven = dt.timedelta(days=_WEEK)
    context = {
        "staff": staff, "people": list(treating()), "date": monday, "columns": presenters.by_day(monday, _WEEK, visits, leave),
        "before": monday - seven, "after": monday + seven, "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "desk/week.html", context)


def _visit(request: SignedRequest, visit_id: UUID) -> Visit:
    _only_the_desk(request)
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
        starts = _time(request)
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
    first = max(_day(request), timezone.localdate())
    free = days(booking.free_times(found.service, now=now, first=first, days=_DAYS, staff=[found.staff]))
    context = {"visit": found, "days": free, "later": first + dt.timedelta(days=_DAYS)}
    return render(request, "desk/move.html", context)


def _time(request: SignedRequest) -> dt.datetime:
    try:
        at = dt.datetime.fromisoformat(request.POST.get("at", ""))
    except ValueError:
        raise Http404 from None
    if at.tzinfo is None:
        raise Http404
    return at


@require_http_methods(["GET", "POST"])
@signed_in
def people(request: SignedRequest) -> HttpResponse:
    """Find somebody who calls or stands here; the name travels in the body, never in the address."""
    _only_the_desk(request)
    form, found = FindForm(request.POST or None), None
    if form.is_valid():
        text = form.cleaned_data["wanted"]
        wanted = Q(name__icontains=text) | Q(email__icontains=text) | Q(phone__icontains=text)
        found = list(Patient.objects.contactable_by(request.user).filter(wanted).order_by("name")[:30])
        audit.record("patients.searched", actor=request.user, detail={"patients": [str(it.pk) for it in found]})
    context = {"form": form, "found": found, "new": NewPatientForm()}
    return render(request, "desk/people.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def enter(request: SignedRequest) -> HttpResponse:
    """Enter somebody new, and go on to their visit."""
    _only_the_desk(request)
    form = NewPatientForm(request.POST)
    if not form.is_valid():
        return render(request, "desk/people.html", {"form": FindForm(), "new": form}, status=422)
    patient = operations.enter(by=request.user, **form.cleaned_data)
    return redirect("desk_person", patient.pk)


def _patient(request: SignedRequest, patient_id: UUID) -> Patient:
    _only_the_desk(request)
    found: Patient = get_object_or_404(Patient.objects.contactable_by(request.user), pk=patient_id)
    return found


@require_http_methods(["GET", "POST"])
@signed_in
def person(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """One person: how to reach them, their visits, what can be booked; a POST makes one of two entries."""
    patient = _patient(request, patient_id)
    form = MergeForm(request.POST or None)
    if form.is_valid():
        other = Patient.objects.contactable_by(request.user).filter(pk=form.cleaned_data["other"]).first()
        try:
            if other is None:
                raise NotAllowed(_("No entry has this number."))
            operations.merge(keep=patient, drop=other, by=request.user)
        except NotAllowed as reason:
            form.add_error("other", str(reason))
        else:
            messages.success(request, _("The two entries are one."))
            return redirect("desk_person", patient.pk)
    audit.record("patient.seen", actor=request.user, patient=patient)
    visits = Visit.objects.visible_to(request.user).filter(patient=patient).select_related("service", "staff")
    context = {
        "patient": patient, "visits": visits.order_by("-starts")[:20], "services": Service.objects.order_by("name"), "form": form,
        "wait": WaitForm(),
    }  # fmt: skip
    return render(request, "desk/person.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def book(request: SignedRequest, patient_id: UUID, slug: str) -> HttpResponse:
    """A free time for somebody: one press books it."""
    patient, service, now = _patient(request, patient_id), get_object_or_404(Service, slug=slug), timezone.now()
    if request.method == "POST":
        staff = get_object_or_404(User, pk=request.POST.get("staff", ""))
        try:
            made = booking.book(service=service, staff=staff, patient=patient, at=_time(request), by=request.user, now=now)
        except Taken:
            messages.warning(request, _("Somebody took this time a moment ago. These are still free."))
            return redirect("desk_book", patient_id, slug)
        mail.send(made)
        return redirect("desk_visit", made.pk)
    first = max(_day(request), timezone.localdate())
    free = days(booking.free_times(service, now=now - LEAD, first=first, days=_DAYS))
    context = {"patient": patient, "service": service, "days": free, "later": first + dt.timedelta(days=_DAYS)}
    return render(request, "desk/book.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def leave(request: SignedRequest) -> HttpResponse:
    """Enter when somebody is away."""
    _only_the_desk(request)
    form = LeaveForm(request.POST or None)
    if form.is_valid():
        try:
            booking.take_leave(by=request.user, **form.cleaned_data)
        except Taken:
            form.add_error("starts_at", _("A visit lies in this time: move it first."))
        else:
            messages.success(request, _("Entered. Nobody can book in this time."))
            return redirect("desk_leave")
    away = Hold.objects.filter(leave=True, ends__gte=timezone.now()).select_related("calendar__staff").order_by("starts")
    context: dict[str, Any] = {"form": form, "away": away}
    return render(request, "desk/leave.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def waiting_list(request: SignedRequest) -> HttpResponse:
    """Who waits for what since when, and what is kept for them; a POST takes somebody off."""
    _only_the_desk(request)
    rows = Waiting.objects.filter(until=None).select_related("patient", "service").prefetch_related("offers")
    if request.method == "POST":
        row = get_object_or_404(rows, pk=request.POST.get("leave", "0"))
        waiting.leave(row=row, by=request.user, at=timezone.now())
        return redirect("desk_waiting")
    found = list(rows)
    audit.record("waiting.seen", actor=request.user, detail={"patients": [str(it.patient_id) for it in found]})
    kept = {it.pk: next((offer for offer in it.offers.all() if offer.closed_at is None), None) for it in found}
    return render(request, "desk/waiting.html", {"rows": [(it, kept[it.pk]) for it in found]})


@require_POST
@signed_in
def wait_for(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """Put somebody on the list."""
    patient = _patient(request, patient_id)
    form = WaitForm(request.POST)
    if form.is_valid():
        waiting.join(patient=patient, service=form.cleaned_data["service"], by=request.user, at=timezone.now())
        messages.success(request, _("On the list."))
    return redirect("desk_person", patient.pk)
