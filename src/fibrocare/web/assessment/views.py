"""The assessment of one patient, for those who treat them: the brief, the answers, what else it could be, the diagnosis."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from fibrocare.exchange.page import page
from fibrocare.exchange.page.line import plain
from fibrocare.knowledge import load
from fibrocare.web.assessment import operations, presenters
from fibrocare.web.assessment.forms import DiagnosisForm, RulingForm
from fibrocare.web.assessment.models import Ruling
from fibrocare.web.assessment.permissions import can_decide
from fibrocare.web.audit import operations as audit
from fibrocare.web.intake import flow
from fibrocare.web.intake import operations as intake
from fibrocare.web.intake.models import Answer
from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.people.models import Patient
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.questions.forms import QuestionForm
from fibrocare.web.tasks.models import Task

# Links, a drawing and a footer stand on the page in place of these lines.
_SHOWN_OTHERWISE = ("Ask now", "Where", "Knowledge")


def in_care(request: SignedRequest, patient_id: UUID, seen: str) -> Patient:
    """A patient whom this clinician or therapist has in care; everybody else does not learn that the page exists.

    Args:
        seen: what the access log calls the page.
    """
    if not request.user.treats:
        raise Http404
    patient: Patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=patient_id)
    if request.method == "GET":
        audit.record(seen, actor=request.user, patient=patient)
    return patient


@require_GET
@signed_in
def brief(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """Everything that follows from the answers, on one page; and the same as plain text for another record."""
    patient = in_care(request, patient_id, "brief.seen")
    found = intake.assessment_of(patient, today=timezone.localdate())
    lines = list(page(found, load()))
    context = {
        "patient": patient,
        "sections": [it for it in presenters.sections(lines) if it.heading not in _SHOWN_OTHERWISE],
        "text": "\n".join(plain(line) for line in lines),
        "tasks": Task.objects.visible_to(request.user).filter(patient=patient).open(),
        "sites": found.facts.get("wpi_sites"),
        "head_pain": found.facts.get("head_pain"),
        "questions": presenters.questions(found),
    }
    return render(request, "assessment/brief.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def answers(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """Every answer, who gave it and when; a clinician says which are right."""
    patient = in_care(request, patient_id, "answers.seen")
    if request.method == "POST":
        read = {int(row) for row in request.POST.get("rows", "").split(",") if row.isdigit()}
        count = operations.confirm(patient=patient, answers=read, by=request.user, at=timezone.now(), today=timezone.localdate())
        if count < len(read):
            messages.warning(request, _("Some answers have changed since you read them: read them again."))
        elif count:
            messages.success(
                request, ngettext("%(count)d answer confirmed.", "%(count)d answers confirmed.", count) % {"count": count}
            )
        return redirect("answers", patient.pk)
    rows = Answer.objects.visible_to(request.user).filter(pk__in=[it.pk for it in intake.newest(patient)]).select_related("by")
    confirmed = intake.answers_of(patient, today=timezone.localdate()).confirmed
    groups = presenters.groups(rows.order_by("pk"), confirmed)
    context = {"patient": patient, "groups": groups, "may_decide": can_decide(request.user, patient)}
    return render(request, "assessment/answers.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def answer(request: SignedRequest, patient_id: UUID, field: str) -> HttpResponse:
    """Any one question of the dictionary, asked in a visit: a sign, a finding, a laboratory value, a correction."""
    patient = in_care(request, patient_id, "answers.seen")
    spec = load().fields.get(field)
    if spec is None or spec.who in ("system", "course"):
        raise Http404
    if spec.type == "list":
        page_id = flow.page_of(field)
        return redirect("intake_question", patient.pk, page_id) if page_id else redirect("intake", patient.pk)
    form = QuestionForm(field, load(), intake.told(patient), request.POST or None)
    given = form.answers(timezone.localdate()) if form.is_valid() else {}
    if given:
        intake.answer(patient=patient, values=given, by=request.user, at=timezone.now(), today=timezone.localdate())
        messages.success(request, _("Kept: %(question)s") % {"question": spec.question})
        return redirect("brief", patient.pk)
    return render(request, "assessment/answer.html", {"patient": patient, "form": form}, status=422 if form.is_bound else 200)


@require_GET
@signed_in
def ledger(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """What else it could be, and what settled each."""
    patient = in_care(request, patient_id, "ledger.seen")
    found = intake.assessment_of(patient, today=timezone.localdate())
    rulings = Ruling.objects.visible_to(request.user).filter(patient=patient).select_related("by")
    return render(request, "assessment/ledger.html", {"patient": patient, "entries": presenters.ledger(found, rulings)})


@require_http_methods(["GET", "POST"])
@signed_in
def settle(request: SignedRequest, patient_id: UUID, differential: str) -> HttpResponse:
    """Record what settled one other condition."""
    patient = in_care(request, patient_id, "ledger.seen")
    spec = load().differentials.get(differential)
    if spec is None:
        raise Http404
    form = RulingForm(request.POST or None)
    if form.is_valid():
        operations.settle(patient=patient, differential=differential, by=request.user, at=timezone.now(), **form.cleaned_data)
        return redirect("ledger", patient.pk)
    rulings = Ruling.objects.visible_to(request.user).filter(patient=patient, differential=spec.id).select_related("by")
    context = {"patient": patient, "spec": spec, "form": form, "rulings": rulings}
    return render(request, "assessment/settle.html", context, status=422 if form.is_bound else 200)


def _decisions(request: SignedRequest, patient: Patient) -> QuerySet[Answer]:
    rows: QuerySet[Answer] = Answer.objects.visible_to(request.user).filter(patient=patient)
    return rows.filter(field__in=[operations.DIAGNOSIS, operations.REASON]).select_related("by").order_by("pk")


@require_http_methods(["GET", "POST"])
@signed_in
def diagnosis(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """The clinician's diagnosis beside the criteria, and every earlier one."""
    patient = in_care(request, patient_id, "diagnosis.seen")
    form = DiagnosisForm(request.POST or None)
    if form.is_valid():
        try:
            operations.diagnose(
                patient=patient, by=request.user, at=timezone.now(), today=timezone.localdate(), **form.cleaned_data
            )
        except NotAllowed as reason:
            form.add_error("reason", str(reason))
        else:
            messages.success(request, _("The diagnosis is recorded."))
            return redirect("diagnosis", patient.pk)
    found = intake.assessment_of(patient, today=timezone.localdate())
    context = {
        "patient": patient,
        "form": form,
        "criteria": presenters.criteria_lines(found),
        "history": presenters.diagnoses(_decisions(request, patient)),
        "may_decide": can_decide(request.user, patient),
    }
    return render(request, "assessment/diagnosis.html", context, status=422 if form.is_bound else 200)
