"""Pages of the medical director."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fibrocare.knowledge import load
from fibrocare.web.audit import operations as audit
from fibrocare.web.director import operations, presenters
from fibrocare.web.director.claims import claims
from fibrocare.web.director.forms import DutyForm, LogForm, PolicyForm, SignOffForm
from fibrocare.web.director.models import SignOff
from fibrocare.web.director.permissions import can_direct
from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.people.models import Patient, Role
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.tasks.models import Duty


def _only_the_director(request: SignedRequest) -> None:
    if not can_direct(request.user):
        raise Http404


@require_GET
@signed_in
def sign_offs(request: SignedRequest) -> HttpResponse:
    """What waits for a signature, what is signed, what changed since. Clinicians may read it."""
    if request.user.role not in (Role.DIRECTOR, Role.CLINICIAN):
        raise Http404
    return render(request, "director/sign_offs.html", {"standings": presenters.standings(load())})


@require_http_methods(["GET", "POST"])
@signed_in
def sign_off(request: SignedRequest, claim: str) -> HttpResponse:
    """One claim, whole: sign it, or withdraw the signature."""
    _only_the_director(request)
    found = next((it for it in claims(load()) if it.name == claim), None)
    if found is None:
        raise Http404
    form = SignOffForm(request.POST or None, initial={"content": found.content})
    if form.is_valid() and form.cleaned_data["content"] != found.content:
        messages.warning(request, _("This changed while you read it. Read it again."))
        return redirect("sign_off", claim)
    if form.is_valid():
        given = "sign" in request.POST
        note, version = form.cleaned_data["note"], load().version
        operations.decide(claim=found, given=given, note=note, by=request.user, at=timezone.now(), version=version)
        return redirect("sign_offs")
    context = {
        "claim": found, "form": form, "rows": SignOff.objects.filter(claim=claim).select_related("by"),
        "has_signature": operations.newest(claim) is not None, "is_signed": claim in operations.signed(load()),
    }  # fmt: skip
    return render(request, "director/sign_off.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def policy(request: SignedRequest) -> HttpResponse:
    """How the clinic is reached, and what it delivers itself."""
    _only_the_director(request)
    now = operations.policy()
    form = PolicyForm(request.POST or None, initial={"phone": now.phone, "address": now.address, "here": now.here})
    if form.is_valid():
        operations.set_policy(by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("policy")
    return render(request, "director/policy.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def duty(request: SignedRequest) -> HttpResponse:
    """Who answers alerts."""
    _only_the_director(request)
    now = Duty.objects.first()
    form = DutyForm(request.POST or None, initial={"responder": now.responder_id, "deputy": now.deputy_id} if now else None)
    if form.is_valid():
        try:
            operations.set_duty(by=request.user, **form.cleaned_data)
        except NotAllowed as reason:
            form.add_error("deputy", str(reason))
        else:
            messages.success(request, _("Saved."))
            return redirect("duty")
    return render(request, "director/duty.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def log(request: SignedRequest) -> HttpResponse:
    """Search the access log; a search is in the log too. Names travel in the body, never in the address."""
    _only_the_director(request)
    form = LogForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "verdict": audit.verify() if "verify" in request.POST else None}
    if form.is_valid():
        patients = list(Patient.objects.contactable_by(request.user))
        page = presenters.log_page(form.cleaned_data, patients)
        audit.record("log.searched", actor=request.user, detail={"found": page.paginator.count})
        context |= {"page": page, "lines": presenters.seen(page.object_list, patients)}
    return render(request, "director/log.html", context, status=422 if form.is_bound and not form.is_valid() else 200)
