"""The pages of a procedure, for the clinician who gives it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fibrocare.knowledge import load
from fibrocare.web.audit import operations as audit
from fibrocare.web.intake.operations import answer
from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.people.models import Patient
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.procedures import gate, operations, presenters
from fibrocare.web.procedures.forms import ConsentForm, DosingForm, FieldsForm, GivenForm, ObserveForm
from fibrocare.web.procedures.models import Consent, Procedure, Status
from fibrocare.web.procedures.permissions import can_give
from fibrocare.web.questions.forms import QuestionForm


def _procedure(request: SignedRequest, procedure_id: UUID) -> Procedure:
    """A procedure of a patient in this clinician's care; that it was seen is in the access log."""
    found = get_object_or_404(Procedure.objects.visible_to(request.user).select_related("patient"), pk=procedure_id)
    if request.method == "GET":
        audit.record("procedure.seen", actor=request.user, patient=found.patient, about=found)
    return found


def _page(request: SignedRequest, name: str, procedure: Procedure, *, status: int = 200, **context: Any) -> HttpResponse:
    context |= {"procedure": procedure, "patient": procedure.patient, "therapy": procedure.therapy}
    return render(request, f"procedures/{name}.html", context, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def procedures(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """Every procedure with its gate, and those of this patient so far."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=patient_id)
    if not can_give(request.user, patient):
        raise Http404
    if request.method == "POST":
        try:
            name = request.POST.get("name", "")
            return redirect("procedure", operations.propose(patient=patient, name=name, by=request.user, at=timezone.now()).pk)
        except NotAllowed as reason:
            messages.error(request, str(reason))
            return redirect("procedures", patient.pk)
    audit.record("procedures.seen", actor=request.user, patient=patient)
    offers = gate.offers(patient, today=timezone.localdate())
    context = {
        "patient": patient, "rows": Procedure.objects.visible_to(request.user).filter(patient=patient),
        "offers": [(it, it.status in ("offered", "with_care", "needs_data"), it.status.replace("_", " ")) for it in offers],
    }  # fmt: skip
    return render(request, "procedures/list.html", context)


@require_GET
@signed_in
def sheet(request: SignedRequest, procedure_id: UUID) -> HttpResponse:
    """One procedure from the gate to the review, to read and to print; what is next is one button."""
    procedure = _procedure(request, procedure_id)
    today = timezone.localdate()
    looks = [(it, presenters.seen(it)) for it in procedure.observations.select_related("by")]
    return _page(
        request, "sheet", procedure, looks=looks, alert=gate.standing(procedure),
        obstacles=operations.obstacles(procedure, today=today) if procedure.is_open else [],
        gate=gate.gate(procedure, today=today) if procedure.is_open else None,
        under_way=procedure.status in (Status.STARTED, Status.DONE), given=procedure.givens.filter(corrected_by=None).first(),
        before=procedure.givens.exclude(corrected_by=None), dosing=procedure.dosings.last(), consent=procedure.consents.last(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@signed_in
def checklist(request: SignedRequest, procedure_id: UUID) -> HttpResponse:
    """Every question that the gate needs: those still open to answer, the settled ones with their source."""
    procedure = _procedure(request, procedure_id)
    asked, settled = gate.items(procedure, today=timezone.localdate())
    lists = [name for name in asked if load().fields[name].type == "list"]
    form = FieldsForm([name for name in asked if name not in lists], request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _answered(request, procedure, form.values())
    tier, thins_blood = gate.bleeding(procedure, today=timezone.localdate())
    context = {
        "tier": tier,
        "thins_blood": thins_blood,
        "lists": [load().fields[name].question for name in lists],
        "settled": presenters.settled(procedure, settled),
    }
    return _page(request, "checklist", procedure, form=form, status=422 if form.errors else 200, **context)


@require_http_methods(["GET", "POST"])
@signed_in
def correct(request: SignedRequest, procedure_id: UUID, field: str) -> HttpResponse:
    """One settled answer, asked again: the new answer is a new row."""
    procedure = _procedure(request, procedure_id)
    if field in gate.OWN or field not in load().fields or load().fields[field].type == "list":
        raise Http404
    form = QuestionForm(field, load(), {}, request.POST or None)
    values = form.answers(timezone.localdate()) if request.method == "POST" and form.is_valid() else {}
    if values:
        return _answered(request, procedure, values)
    return _page(request, "correct", procedure, form=form, status=422 if form.errors else 200)


def _answered(request: SignedRequest, procedure: Procedure, values: dict[str, Any]) -> HttpResponse:
    if values:
        now = timezone.now()
        answer(patient=procedure.patient, values=values, by=request.user, at=now, today=timezone.localdate(now))
    return redirect("procedure_checklist", procedure.pk)


@require_http_methods(["GET", "POST"])
@signed_in
def dose(request: SignedRequest, procedure_id: UUID) -> HttpResponse:
    """The most of each drug with its working, and what is planned; more than the most is refused."""
    procedure = _procedure(request, procedure_id)
    form = DosingForm(procedure, request.POST or None)
    if request.method == "POST" and form.is_valid():
        dosing = form.dosing()
        wrong = operations.plan(dosing=dosing, by=request.user, at=timezone.now())
        if not wrong:
            messages.success(request, _("Planned, within every limit."))
            return redirect("procedure", procedure.pk)
        form.add_error("mg", wrong)
        for line in dosing.working:
            form.add_error(None, line)
    limits = presenters.limits(procedure, today=timezone.localdate())
    return _page(request, "dose", procedure, form=form, limits=limits, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def consent(request: SignedRequest, procedure_id: UUID) -> HttpResponse:
    """What is explained, and what the person decides."""
    procedure = _procedure(request, procedure_id)
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        decision = form.cleaned_data["decision"]
        operations.decide(procedure=procedure, decision=decision, by=request.user, at=timezone.now())
        return redirect("procedure", procedure.pk)
    return _page(request, "consent", procedure, form=form, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def done(request: SignedRequest, procedure_id: UUID) -> HttpResponse:
    """What was done; a correction is filled in with what it corrects."""
    procedure = _procedure(request, procedure_id)
    old = procedure.givens.filter(corrected_by=None).first()
    form = GivenForm(procedure, old, request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.record(given=form.given(), by=request.user, at=timezone.now())
        return redirect("procedure", procedure.pk)
    return _page(request, "done", procedure, form=form, old=old, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def watch(request: SignedRequest, procedure_id: UUID) -> HttpResponse:
    """One look at the person; what meets a stop rule stands on the sheet at once, above everything else."""
    procedure = _procedure(request, procedure_id)
    form = ObserveForm(gate.signs(procedure.name), request.POST or None)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        operations.observe(procedure=procedure, values=form.values(), note=note, by=request.user, at=timezone.now())
        return redirect("procedure", procedure.pk)
    return _page(request, "watch", procedure, form=form, status=422 if form.errors else 200)


@require_POST
@signed_in
def change(request: SignedRequest, procedure_id: UUID, to: str) -> HttpResponse:
    """Start, close or cancel; or take the consent back."""
    procedure, now = _procedure(request, procedure_id), timezone.now()
    try:
        if to == Status.STARTED:
            operations.start(procedure=procedure, by=request.user, at=now)
        elif to == Consent.Decision.WITHDRAWN:
            operations.decide(procedure=procedure, decision=to, by=request.user, at=now)
        else:
            operations.end(procedure=procedure, to=to, by=request.user, at=now)
    except NotAllowed as reason:
        messages.error(request, str(reason))
    return redirect("procedure", procedure.pk)
