"""People at the front desk: found, entered, booked, put on the waiting list; and who is away. Nothing clinical."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fibrocare.web.appointments import mail, waiting
from fibrocare.web.appointments import operations as booking
from fibrocare.web.appointments.holds import LEAD, Taken
from fibrocare.web.appointments.links import link_to_offer
from fibrocare.web.appointments.models import Hold, Service, Visit, Waiting
from fibrocare.web.appointments.presenters import days
from fibrocare.web.audit import operations as audit
from fibrocare.web.desk import operations
from fibrocare.web.desk.forms import FindForm, LeaveForm, MergeForm, NewPatientForm, WaitForm
from fibrocare.web.desk.views import DAYS, chosen_day, chosen_time, only_the_desk
from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.people.models import Patient, User
from fibrocare.web.people.permissions import NotAllowed


@require_http_methods(["GET", "POST"])
@signed_in
def people(request: SignedRequest) -> HttpResponse:
    """Find somebody who calls or stands here; the name travels in the body, never in the address."""
    only_the_desk(request)
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
    only_the_desk(request)
    form = NewPatientForm(request.POST)
    if not form.is_valid():
        return render(request, "desk/people.html", {"form": FindForm(), "new": form}, status=422)
    patient = operations.enter(by=request.user, **form.cleaned_data)
    return redirect("desk_person", patient.pk)


def _patient(request: SignedRequest, patient_id: UUID) -> Patient:
    only_the_desk(request)
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
            made = booking.book(service=service, staff=staff, patient=patient, at=chosen_time(request), by=request.user, now=now)
        except Taken:
            messages.warning(request, _("Somebody took this time a moment ago. These are still free."))
            return redirect("desk_book", patient_id, slug)
        mail.send(made)
        return redirect("desk_visit", made.pk)
    first = max(chosen_day(request), timezone.localdate())
    free = days(booking.free_times(service, now=now - LEAD, first=first, days=DAYS))
    context = {"patient": patient, "service": service, "days": free, "later": first + dt.timedelta(days=DAYS)}
    return render(request, "desk/book.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def leave(request: SignedRequest) -> HttpResponse:
    """Enter when somebody is away."""
    only_the_desk(request)
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
    only_the_desk(request)
    rows = Waiting.objects.filter(until=None).select_related("patient", "service").prefetch_related("offers")
    if request.method == "POST":
        row = get_object_or_404(rows, pk=request.POST.get("leave", "0"))
        waiting.leave(row=row, by=request.user, at=timezone.now())
        return redirect("desk_waiting")
    found = list(rows)
    audit.record("waiting.seen", actor=request.user, detail={"patients": [str(it.patient_id) for it in found]})
    kept = {it.pk: next((offer for offer in it.offers.all() if offer.closed_at is None), None) for it in found}
    shown = [(it, offer, link_to_offer(offer) if offer else "") for it in found for offer in [kept[it.pk]]]
    return render(request, "desk/waiting.html", {"rows": shown})


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
