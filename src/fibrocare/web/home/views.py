"""The front page, the first page after sign-in, and the choice of colours."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.people.models import Patient
from fibrocare.web.ui.context import THEMES

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
    patients = Patient.objects.visible_to(user).order_by("name")
    return render(request, f"home/{user.role}.html", {"patients": patients})


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
