"""The trial as the patient, or who helps them, follows it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fibrocare.knowledge import load
from fibrocare.web.audit import operations as audit
from fibrocare.web.diary.permissions import can_write
from fibrocare.web.intake.presenters import who_looks
from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.people.models import Patient
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.plans import following
from fibrocare.web.plans.models import Action, Plan, Status
from fibrocare.web.trials import operations, presenters
from fibrocare.web.trials.reading import from_kept, result_of
from fibrocare.web.trials.standing import current


@require_http_methods(["GET", "POST"])
@signed_in
def own(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """What holds today, the periods, what it is for, and how to say stop; afterwards what came of it."""
    if request.user.is_staff:
        raise Http404
    patient: Patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=patient_id)
    found = current(patient, request.user, today=timezone.localdate())
    if found is None:
        raise Http404
    if request.method == "POST":
        return _stop(request, patient)
    audit.record("own_trial.seen", actor=request.user, patient=patient)
    plan = Plan.objects.visible_to(request.user).filter(patient=patient, status=Status.SIGNED).first()
    tried = plan.choices.filter(action=Action.TRIAL) if plan else ()
    context = {
        "patient": patient, "found": found, "trial": found.trial, "agreed": presenters.agreed(found.trial),
        "periods": list(presenters.periods(found.trial, {}, found.today)),
        "steps": following.steps(tried, load(), today=found.today),
        "may_say": can_write(request.user, patient, now=timezone.now()), "result": found.trial.result,
    }  # fmt: skip
    if found.trial.result and found.trial.result["told"]:
        kept = result_of(found.trial, from_kept(found.trial.result["days"]))
        context["shown"] = presenters.shown(found.trial, kept)
    return render(request, "trials/own.html", context)


def _stop(request: SignedRequest, patient: Patient) -> HttpResponse:
    found = current(patient, request.user, today=timezone.localdate())
    try:
        if found is None or not can_write(request.user, patient, now=timezone.now()):
            raise NotAllowed(_("You cannot say this for them."))
        task = operations.wish_to_stop(found=found, words=request.POST.get("words", ""), by=request.user, at=timezone.now())
    except NotAllowed as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, who_looks(task, timezone.now()))
    return redirect("own_trial", patient.pk)
