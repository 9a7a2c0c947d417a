"""A plan as those who treat write it: the shelf, what is chosen, the whole of it, the signature."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fibrocare.knowledge import load
from fibrocare.web.assessment.permissions import can_decide
from fibrocare.web.assessment.views import in_care
from fibrocare.web.audit import operations as audit
from fibrocare.web.director.operations import policy
from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.plans import operations, presenters
from fibrocare.web.plans.forms import AgreementForm, ChoiceForm
from fibrocare.web.plans.models import Choice, Plan, Status
from fibrocare.web.plans.permissions import can_change


@require_GET
@signed_in
def shelf(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """Every therapy for this patient: what is open, what waits for an answer, what is withheld and why."""
    patient = in_care(request, patient_id, "options.seen")
    options = operations.options_of(patient, today=timezone.localdate())
    draft = Plan.objects.visible_to(request.user).filter(patient=patient, status=Status.PROPOSED).first()
    chosen = frozenset(draft.choices.values_list("therapy", flat=True)) if draft else frozenset()
    context = {
        "patient": patient, "draft": draft, "stage": options.stage, "wishes": presenters.wishes(options, load()),
        "groups": presenters.shelf(options, load(), chosen=chosen, here=frozenset(policy().here)),
        "may_decide": can_decide(request.user, patient),
    }  # fmt: skip
    return render(request, "plans/shelf.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def plan(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """The draft where there is one, else what is signed; a POST begins a draft."""
    patient = in_care(request, patient_id, "plan.seen")
    if request.method == "POST":
        operations.begin(patient=patient, by=request.user, at=timezone.now(), today=timezone.localdate())
        return redirect("plan", patient.pk)
    plans = list(Plan.objects.visible_to(request.user).filter(patient=patient).select_related("signed_by"))
    draft = next((it for it in plans if it.status == Status.PROPOSED), None)
    signed = next((it for it in plans if it.status == Status.SIGNED), None)
    context = {
        "patient": patient, "draft": draft, "signed": signed, "older": [it for it in plans if it != draft],
        "may_decide": can_decide(request.user, patient),
        **(_drafted(draft, signed) if draft else {}),
    }  # fmt: skip
    return render(request, "plans/plan.html", context)


def _drafted(draft: Plan, signed: Plan | None) -> dict[str, Any]:
    seen = operations.look_at(draft, today=timezone.localdate())
    return {
        "look": seen,
        "wishes": presenters.wishes(seen.options, load()),
        "names": {name: it.name for name, it in load().therapies.items()},
        "set_aside": draft.set_aside.select_related("by"),
        "changes": presenters.changes(signed.choices.all() if signed else [], draft.choices.all(), load()),
        "form": AgreementForm(draft, urgent=bool(seen.urgent)),
    }


@require_GET
@signed_in
def version(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """One version of a plan, as it was signed."""
    found = _plan(request, plan_id)
    audit.record("plan.seen", actor=request.user, patient=found.patient_id, about=found)
    earlier = Plan.objects.visible_to(request.user).filter(patient=found.patient_id, number__lt=found.number)
    last = earlier.exclude(signed_at=None).order_by("-number").first()
    context = {
        "patient": found.patient, "plan": found, "choices": presenters.signed_choices(found, load()),
        "set_aside": found.set_aside.select_related("by"),
        "changes": presenters.changes(last.choices.all() if last else [], found.choices.all(), load()),
    }  # fmt: skip
    return render(request, "plans/version.html", context)


def _plan(request: SignedRequest, plan_id: UUID) -> Plan:
    """A plan of a patient in care; nobody else learns that it exists."""
    if not request.user.treats:
        raise Http404
    found: Plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("patient", "signed_by"), pk=plan_id)
    return found


@require_POST
@signed_in
def choose(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """Take a therapy into the draft, or out of it; a reader stays where they are."""
    found = _plan(request, plan_id)
    name = request.POST.get("add") or request.POST.get("drop") or ""
    if name not in load().therapies:
        raise Http404
    if "add" in request.POST:
        operations.choose(plan=found, therapy=name, by=request.user, today=timezone.localdate())
        messages.success(request, _("In the draft: %(name)s") % {"name": load().therapies[name].name})
    else:
        operations.drop(plan=found, therapy=name, by=request.user)
    return redirect("shelf" if request.POST.get("from") == "shelf" else "plan", found.patient_id)


@require_http_methods(["GET", "POST"])
@signed_in
def describe(request: SignedRequest, plan_id: UUID, therapy: str) -> HttpResponse:
    """What is done with one therapy: begun, kept, stopped; from when; in which words."""
    found = _plan(request, plan_id)
    choice = get_object_or_404(Choice.objects.select_related("plan__patient"), plan=found, therapy=therapy)
    if not can_change(request.user, found):
        raise Http404
    form = ChoiceForm(choice, request.POST or None)
    if form.is_valid():
        operations.describe(choice=choice, by=request.user, values=form.values())
        return redirect("plan", found.patient_id)
    context = {"patient": found.patient, "name": load().therapies[therapy].name, "form": form}
    return render(request, "plans/describe.html", context, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def agree(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """The words, the flare plan and the day of the review."""
    found = _plan(request, plan_id)
    form = AgreementForm(found, request.POST, urgent="urgent_done" in request.POST)
    if form.is_valid():
        operations.agree(plan=found, by=request.user, values=form.values())
        messages.success(request, _("Saved."))
        return redirect("plan", found.patient_id)
    return render(request, "plans/agree.html", {"patient": found.patient, "draft": found, "form": form}, status=422)


@require_POST
@signed_in
def set_aside(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """Set a rule aside with a reason."""
    found = _plan(request, plan_id)
    told = {"obstacle": request.POST.get("obstacle", ""), "reason": request.POST.get("reason", "")}
    return _tried(request, found, lambda: operations.set_aside(
        plan=found, by=request.user, at=timezone.now(), today=timezone.localdate(), **told
    ))  # fmt: skip


@require_POST
@signed_in
def sign(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """Sign the draft as it stands on the page: what was written since the last save is kept first."""
    found = _plan(request, plan_id)
    if "flare" in request.POST:
        form = AgreementForm(found, request.POST, urgent="urgent_done" in request.POST)
        if not form.is_valid():
            return render(request, "plans/agree.html", {"patient": found.patient, "draft": found, "form": form}, status=422)
        operations.agree(plan=found, by=request.user, values=form.values())
    return _tried(
        request,
        found,
        lambda: operations.sign(plan=found, by=request.user, at=timezone.now(), today=timezone.localdate()),
        said=_("The plan is signed. The patient can see it now."),
    )


@require_POST
@signed_in
def decline(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """Put the draft aside."""
    found = _plan(request, plan_id)
    return _tried(request, found, lambda: operations.decline(plan=found, by=request.user, at=timezone.now()))


def _tried(request: SignedRequest, found: Plan, act: Any, said: str = "") -> HttpResponse:
    """Do it, or say why not; then back to the plan."""
    try:
        act()
    except NotAllowed as reason:
        messages.error(request, str(reason))
    else:
        if said:
            messages.success(request, said)
    return redirect("plan", found.patient_id)
