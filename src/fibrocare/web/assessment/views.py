"""The visit brief and the plan's shelf of one patient, for those who treat them."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fibrocare.engine.plan import plan
from fibrocare.exchange.page import page
from fibrocare.exchange.page.line import plain
from fibrocare.exchange.page.shelf import shelf
from fibrocare.knowledge import load
from fibrocare.web.assessment.presenters import sections
from fibrocare.web.audit import operations as audit
from fibrocare.web.intake.operations import assessment_of
from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.people.models import Patient
from fibrocare.web.tasks.models import Task


def _in_care(request: SignedRequest, patient_id: UUID) -> Patient:
    """A patient whom this clinician or therapist has in care; everybody else does not learn that the page exists."""
    if not request.user.treats:
        raise Http404
    return get_object_or_404(Patient.objects.visible_to(request.user), pk=patient_id)


@require_GET
@signed_in
def brief(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """Everything that follows from the answers, on one page; and the same as plain text for another record."""
    patient = _in_care(request, patient_id)
    audit.record("brief.seen", actor=request.user, patient=patient)
    knowledge = load()
    found = assessment_of(patient, today=timezone.localdate())
    lines = list(page(found, knowledge))
    context = {
        "patient": patient,
        "sections": sections(lines),
        "text": "\n".join(plain(line) for line in lines),
        "tasks": Task.objects.visible_to(request.user).filter(patient=patient).open(),
    }
    return render(request, "assessment/brief.html", context)


@require_GET
@signed_in
def options(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """Every therapy for this patient: what is open, what waits for an answer, what is withheld and why."""
    patient = _in_care(request, patient_id)
    audit.record("options.seen", actor=request.user, patient=patient)
    knowledge = load()
    made = plan(assessment_of(patient, today=timezone.localdate()), knowledge)
    return render(request, "assessment/options.html", {"patient": patient, "sections": sections(shelf(made, knowledge))})
