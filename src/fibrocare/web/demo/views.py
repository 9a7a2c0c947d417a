"""The list of made-up people, each a click away."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from fibrocare.web.diary.models import DiaryEntry
from fibrocare.web.people.models import Role, User
from fibrocare.web.plans.models import Plan, Status
from fibrocare.web.trials.models import Trial


def only_in_a_demo() -> None:
    """Nothing of the demo is there in a clinic."""
    if not settings.DEMO:
        raise Http404


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody to sign in as: staff, and a few patients."""
    only_in_a_demo()
    staff = User.objects.exclude(role=Role.PATIENT).order_by("role", "name")
    groups = [("Staff", staff), *((name, found.order_by("name")[:3]) for name, found in _patients())]
    return render(request, "demo/people.html", {"groups": groups})


def _patients() -> list[tuple[str, QuerySet[User]]]:
    """Patients by how far they have come."""
    patients = User.objects.filter(role=Role.PATIENT)
    planned = Exists(Plan.objects.filter(patient__user=OuterRef("pk"), status=Status.SIGNED))
    writes = Exists(DiaryEntry.objects.filter(patient__user=OuterRef("pk")))
    tried = Exists(Trial.objects.begun().filter(patient__user=OuterRef("pk")))
    return [
        ("Patients in a trial of one person", patients.filter(tried)),
        ("Patients with a plan and a diary", patients.filter(planned, writes, ~tried)),
        ("Patients with a plan", patients.filter(planned, ~writes)),
        ("Patients at the beginning", patients.filter(~planned)),
    ]


@require_POST
def sign_in(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Sign in as a made-up person. The session says that it was so."""
    only_in_a_demo()
    login(request, get_object_or_404(User, pk=user_id), backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session["demo"] = True
    return redirect("home")
