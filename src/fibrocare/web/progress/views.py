"""Progress: for the patient in plain words, for those who treat with what follows for each therapy."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fibrocare.engine.response import flares
from fibrocare.web.assessment.permissions import can_decide
from fibrocare.web.assessment.views import in_care
from fibrocare.web.audit import operations as audit
from fibrocare.web.followup.rounds import standing
from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.people.models import Patient
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.progress import operations, presenters
from fibrocare.web.progress.presenters import Reader
from fibrocare.web.progress.reading import read


@require_GET
@signed_in
def own(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """Comfort, doing things and control on one page, for the patient and who helps them."""
    if request.user.is_staff:
        raise Http404
    patient: Patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=patient_id)
    audit.record("progress.seen", actor=request.user, patient=patient)
    found = read(patient, request.user, today=timezone.localdate())
    context = {"patient": patient, "found": found, "flares": [], "groups": []}
    if found.review:
        context["groups"] = presenters.groups(found.review, Reader(True, found.today, found.courses))
        context["flares"] = found.review.flares
    return render(request, "progress/own.html", context)


@require_GET
@signed_in
def patient_progress(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """What each therapy did and what follows, who responded by which definition, flares, and the charts."""
    patient = in_care(request, patient_id, "progress.seen")
    found = read(patient, request.user, today=timezone.localdate())
    context = {"patient": patient, "found": found, "review": found.review, "may_decide": can_decide(request.user, patient)}
    if found.review:
        context["groups"] = presenters.groups(found.review, Reader(False, found.today, found.courses))
        context["questions"] = standing(patient, today=found.today)
        context |= {"judgements": presenters.judged(found.review), "flare_above": flares.ABOVE, "flare_days": flares.LEAST_LENGTH}
    return render(request, "progress/patient.html", context)


@require_POST
@signed_in
def decide(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """Begin the next plan with one therapy kept or stopped."""
    patient = in_care(request, patient_id, "progress.seen")
    told = {name: request.POST.get(name, "") for name in ("therapy", "action", "why")}
    try:
        operations.decide(patient=patient, by=request.user, at=timezone.now(), today=timezone.localdate(), **told)
    except NotAllowed as reason:
        messages.error(request, str(reason))
        return redirect("patient_progress", patient.pk)
    messages.success(request, _("In the draft of the next plan. Look at it as a whole, then sign."))
    return redirect("plan", patient.pk)
