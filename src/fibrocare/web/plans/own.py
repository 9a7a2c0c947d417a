"""The plan as the patient, or who helps them, sees it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fibrocare.exchange.calendar import to_ics
from fibrocare.knowledge import load
from fibrocare.web.appointments.models import Status as VisitStatus
from fibrocare.web.appointments.models import Visit
from fibrocare.web.audit import operations as audit
from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.people.models import Patient
from fibrocare.web.plans import following
from fibrocare.web.plans.models import Plan, Status


def _current(request: SignedRequest, patient_id: UUID, seen: str) -> tuple[Patient, Plan | None]:
    if request.user.is_staff:
        raise Http404
    patient: Patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=patient_id)
    plan = Plan.objects.visible_to(request.user).filter(patient=patient, status=Status.SIGNED).select_related("signed_by").first()
    audit.record(seen, actor=request.user, patient=patient)
    return patient, plan


@require_GET
@signed_in
def own(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """Today, this week, what to watch, when we meet, what if it flares."""
    patient, plan = _current(request, patient_id, "own_plan.seen")
    visits = Visit.objects.visible_to(request.user).filter(patient=patient, starts__gte=timezone.now())
    steps = following.steps(plan.choices.all(), load(), today=timezone.localdate()) if plan else []
    context = {
        "patient": patient, "plan": plan, "steps": steps, "going": following.going(steps),
        "visit": visits.exclude(status=VisitStatus.CANCELLED).select_related("staff", "service").order_by("starts").first(),
        "has_doses": any(it.today or it.coming for it in steps), "flare": plan.flare.splitlines() if plan else [],
    }  # fmt: skip
    return render(request, "plans/own.html", context)


@require_GET
@signed_in
def doses(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """The changes of dose for the patient's own calendar."""
    patient, plan = _current(request, patient_id, "own_doses.taken")
    if plan is None:
        raise Http404
    body = to_ics(following.events(plan.choices.all()), made_at=timezone.now(), person=str(patient.pk))
    return HttpResponse(body, content_type="text/calendar", headers={"Content-Disposition": 'attachment; filename="doses.ics"'})
