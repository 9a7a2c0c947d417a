"""The front page, the first page after sign-in, and the choice of colours."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from fibrocare.web.appointments.links import link_to
from fibrocare.web.appointments.models import Status, Visit
from fibrocare.web.audit import operations as audit
from fibrocare.web.followup.presenters import waiting
from fibrocare.web.letters.models import Letter
from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.people.models import Patient, Role
from fibrocare.web.plans.models import Plan
from fibrocare.web.plans.models import Status as PlanStatus
from fibrocare.web.tasks.models import Task
from fibrocare.web.trials.models import Trial
from fibrocare.web.ui.context import THEMES

_PAGE = 60
_YEAR = 365 * 24 * 3600


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """What a visitor can do here: check themselves, learn, book."""
    if request.user.is_authenticated:
        return redirect("home")
    return render(request, "home/front.html")


@require_GET
@signed_in
def home(request: SignedRequest) -> HttpResponse:
    """The first page of a role."""
    user = request.user
    context: dict[str, Any] = {}
    if user.treats:
        context = _worklist(request)
    elif user.role == Role.PATIENT:
        context = _own(request)
    elif user.role == Role.FRONT_DESK:
        context = {"visits": list(_today(request))}
    elif user.role == Role.DIRECTOR:
        context = {"tasks": list(Task.objects.visible_to(user).open().select_related("patient", "given_to"))}
    _note(request, context)
    return render(request, f"home/{user.role}.html", context)


def _worklist(request: SignedRequest) -> dict[str, Any]:
    """Alerts first, all of them; then who comes today, then everybody in care, a page at a time."""
    plans = Plan.objects.visible_to(request.user).filter(status=PlanStatus.SIGNED, review_on__lt=timezone.localdate())
    in_care = Paginator(Patient.objects.visible_to(request.user).order_by("name", "pk"), _PAGE)
    return {
        "tasks": list(Task.objects.visible_to(request.user).open().select_related("patient", "given_to")),
        "visits": list(_today(request).filter(staff=request.user)),
        "overdue": list(plans.select_related("patient").order_by("review_on")),
        "patients": in_care.get_page(request.GET.get("page")),
    }


def _note(request: SignedRequest, context: dict[str, Any]) -> None:
    """Who saw whose names is in the access log: one entry for the page."""
    if request.user.is_staff:
        rows = [*context.get("tasks", ()), *context.get("visits", ()), *context.get("overdue", ())]
        seen = {str(it.patient_id) for it in rows} | {str(it.pk) for it in context.get("patients", ())}
        if seen:
            audit.record("list.seen", actor=request.user, detail={"patients": sorted(seen)})


def _today(request: SignedRequest) -> Any:
    begin = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    visits = Visit.objects.visible_to(request.user).filter(starts__gte=begin, starts__lt=begin + dt.timedelta(days=1))
    return visits.exclude(status=Status.CANCELLED).select_related("patient", "service", "staff", "room").order_by("starts")


def _own(request: SignedRequest) -> dict[str, Any]:
    """A patient's own things, or those of somebody they help."""
    patients = list(Patient.objects.visible_to(request.user).order_by("name"))
    coming = Visit.objects.visible_to(request.user).filter(starts__gte=timezone.now()).exclude(status=Status.CANCELLED)
    visit = coming.select_related("service", "staff").order_by("starts").first()
    planned = Plan.objects.visible_to(request.user).filter(status=PlanStatus.SIGNED).values_list("patient_id", flat=True)
    tried = Trial.objects.visible_to(request.user).values_list("patient_id", flat=True)
    letters = Letter.objects.visible_to(request.user).count()
    return {
        "patients": patients, "planned": set(planned), "tried": set(tried), "letters": letters,
        "visit": visit, "link": link_to(visit) if visit else "",
        "waiting": waiting(patients, request.user, now=timezone.now(), today=timezone.localdate()),
    }  # fmt: skip


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember the colours that this reader chose, in a cookie and nowhere else."""
    chosen, back = request.POST.get("theme", "auto"), request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = redirect(back)
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response
