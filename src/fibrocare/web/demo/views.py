"""The list of made-up people, each a click away."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from fibrocare.web.people.models import Role, User


def only_in_a_demo() -> None:
    """Nothing of the demo is there in a clinic."""
    if not settings.DEMO:
        raise Http404


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody to sign in as: staff, and a few patients."""
    only_in_a_demo()
    staff = User.objects.exclude(role=Role.PATIENT).order_by("role", "name")
    patients = User.objects.filter(role=Role.PATIENT).order_by("name")[:6]
    return render(request, "demo/people.html", {"groups": [("Staff", staff), ("Patients", patients)]})


@require_POST
def sign_in(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Sign in as a made-up person. The session says that it was so."""
    only_in_a_demo()
    login(request, get_object_or_404(User, pk=user_id), backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session["demo"] = True
    return redirect("home")
