"""Booking for visitors and patients: what, when, who; and the one page of a booked visit."""

import datetime as dt
from uuid import UUID

from allauth.core.ratelimit import consume_or_429
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fibrocare.exchange.visits import visit_ics
from fibrocare.web.appointments import mail, operations, waiting
from fibrocare.web.appointments.forms import VisitorForm
from fibrocare.web.appointments.holds import Taken
from fibrocare.web.appointments.links import link_to, offer_of, visit_of
from fibrocare.web.appointments.models import Policy, Service, Status, Visit
from fibrocare.web.appointments.presenters import booked, days
from fibrocare.web.director.operations import policy
from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.people.models import Patient, User
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.selfcheck.flow import unsealed

_DAYS = 14
# A self-check is given along on the day on which it was made.
_FRESH = dt.timedelta(days=1)
_ALONE = (Policy.BOOK, Policy.APPROVE)
_ASKED_FOR = (*_ALONE, Policy.REQUEST)


def _person(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _open_to(request: HttpRequest, policies: tuple[str, ...] = _ALONE) -> list[Service]:
    services = Service.objects.filter(policy__in=policies).order_by("-for_new", "name")
    return list(services if request.user.is_authenticated else services.filter(for_new=True))


def _carried(request: HttpRequest) -> str:
    """The sealed answers of a self-check that somebody wants to give along; they travel from page to page, kept nowhere."""
    text = request.POST.get("answers", "") if "carry" in request.POST else ""
    return text if unsealed(text, within=_FRESH) else ""


@require_http_methods(["GET", "POST"])
@never_cache
def services(request: HttpRequest) -> HttpResponse:
    """What can be booked here without a call. A POST brings answers along, and changes nothing."""
    context = {
        "services": _open_to(request), "on_request": _open_to(request, (Policy.REQUEST,)), "answers": _carried(request),
        "phone": policy().phone,
    }  # fmt: skip
    return render(request, "appointments/services.html", context)


@require_http_methods(["GET", "POST"])
def wait(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a visit, or for a time that somebody else gives back: a place on the waiting list."""
    service = next((it for it in _open_to(request, _ASKED_FOR) if it.slug == slug), None)
    if service is None:
        raise Http404
    user = _person(request)
    patient = Patient.objects.filter(user=user).first() if user else None
    form = None if patient else VisitorForm(request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        limited: HttpResponse | None = consume_or_429(request, action="book") if user is None else None
        if limited is not None:
            return limited
        who = patient or Patient(**form.cleaned_data)  # type: ignore[union-attr]
        waiting.join(patient=who, service=service, by=user, at=timezone.now())
        messages.success(request, _("You are on the list. We write or call as soon as there is a time."))
        return redirect("services")
    status = 422 if form is not None and form.errors else 200
    return render(request, "appointments/wait.html", {"service": service, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """A time that is kept for somebody: take it, or let the next have it."""
    found = offer_of(token)
    if request.method == "POST":
        try:
            made = waiting.answer(offer=found, take="take" in request.POST, at=timezone.now())
        except NotAllowed as reason:
            messages.error(request, str(reason))
            return redirect("offer", token=token)
        if made is not None:
            mail.send(made)
            return redirect(link_to(made))
        messages.success(request, _("Thank you. Somebody else is asked. You stay on the list."))
        return redirect("offer", token=token)
    is_open = found.closed_at is None and found.expires_at > timezone.now()
    return render(request, "appointments/offer.html", {"offer": found, "is_open": is_open})


@require_http_methods(["GET", "POST"])
@never_cache
def times(request: HttpRequest, slug: str) -> HttpResponse:
    """The free times of a service, two weeks at a time."""
    service = _service(request, slug)
    now = timezone.now()
    first = _first(request)
    free = days(operations.free_times(service, now=now, first=first, days=_DAYS))
    context = {"service": service, "days": free, "later": first + dt.timedelta(days=_DAYS), "answers": _carried(request)}
    context["zone"] = settings.TIME_ZONE.replace("_", " ")
    return render(request, "appointments/times.html", context)


def _service(request: HttpRequest, slug: str) -> Service:
    service = get_object_or_404(Service, slug=slug)
    if service not in _open_to(request):
        raise Http404
    return service


def _first(request: HttpRequest) -> dt.date:
    today = timezone.localdate()
    try:
        asked = parse_date(request.GET.get("from", "")) or today
    except ValueError:
        asked = today
    return min(max(asked, today), today + dt.timedelta(days=180))


@require_http_methods(["GET", "POST"])
@never_cache
def confirm(request: HttpRequest, slug: str, staff_id: UUID, at: str) -> HttpResponse:
    """The chosen time: a visitor says who comes, a patient only confirms. The time is theirs once it is booked."""
    service, staff = _service(request, slug), get_object_or_404(User, pk=staff_id)
    starts = _time(at)
    user = _person(request)
    patient = Patient.objects.filter(user=user).first() if user else None
    booking = request.method == "POST" and "show" not in request.POST
    form = None if patient else VisitorForm(request.POST if booking else None)
    if booking and (form is None or form.is_valid()):
        limited: HttpResponse | None = consume_or_429(request, action="book") if user is None else None
        if limited is not None:
            return limited
        try:
            return _book(request, service, staff, starts, patient, form)
        except Taken:
            messages.warning(request, _("Somebody took this time a moment ago. These are still free."))
            return times(request, slug) if _carried(request) else redirect("times", slug=slug)
    status = 422 if form is not None and form.errors else 200
    context = {"service": service, "staff": staff, "at": starts, "form": form, "answers": _carried(request)}
    return render(request, "appointments/confirm.html", context, status=status)


def _book(
    request: HttpRequest, service: Service, staff: User, at: dt.datetime, patient: Patient | None, form: VisitorForm | None
) -> HttpResponse:
    if form is not None:
        patient = Patient(**form.cleaned_data)
    assert patient is not None  # noqa: S101  one of the two is there
    visit = operations.book_for(
        service=service, staff=staff, patient=patient, at=at, by=_person(request), now=timezone.now(),
        answers=unsealed(_carried(request), within=_FRESH),
    )  # fmt: skip
    mail.send(visit)
    return redirect(link_to(visit))


def _time(text: str) -> dt.datetime:
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise Http404
    return at


@require_GET
def visit(request: HttpRequest, token: str) -> HttpResponse:
    """One visit by its link: when, with whom, what can be changed."""
    return render(request, "appointments/visit.html", {"visit": visit_of(token), "token": token})


@require_GET
def calendar(_request: HttpRequest, token: str) -> HttpResponse:
    """The visit as a calendar file."""
    file = visit_ics(booked(visit_of(token)), made_at=timezone.now())
    return HttpResponse(
        file, headers={"Content-Type": "text/calendar", "Content-Disposition": 'attachment; filename="visit.ics"'}
    )


@require_POST
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Give the time back."""
    found = visit_of(token)
    try:
        operations.change(visit=found, to=Status.CANCELLED, by=None, now=timezone.now())
    except NotAllowed as reason:
        messages.error(request, str(reason))
    else:
        mail.send(visit_of(token))
        messages.success(request, _("Your visit is cancelled. The time is free for somebody else."))
    return redirect(link_to(found))


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, token: str) -> HttpResponse:
    """Choose another time with the same person."""
    found = visit_of(token)
    now = timezone.now()
    if request.method == "POST":
        try:
            operations.move(visit=found, at=_time(request.POST.get("at", "")), by=None, now=now)
        except Taken:
            messages.warning(request, _("Somebody took this time a moment ago. These are still free."))
            return redirect("move", token=token)
        except NotAllowed as reason:
            messages.error(request, str(reason))
        else:
            mail.send(visit_of(token))
            messages.success(request, _("Your visit has moved."))
        return redirect(link_to(found))
    first = _first(request)
    free = days(operations.free_times(found.service, now=now, first=first, days=_DAYS, staff=[found.staff]))
    context = {"visit": found, "token": token, "days": free, "later": first + dt.timedelta(days=_DAYS)}
    return render(request, "appointments/move.html", context)


@require_GET
@signed_in
def visits(request: SignedRequest) -> HttpResponse:
    """The visits to come and past of whoever looks."""
    now = timezone.now()
    seen = Visit.objects.visible_to(request.user).select_related("service", "staff", "patient", "room")
    context = {
        "coming": [(it, link_to(it)) for it in seen.filter(starts__gte=now).order_by("starts")[:50]],
        "past": seen.filter(starts__lt=now).order_by("-starts")[:20],
    }
    return render(request, "appointments/visits.html", context)
