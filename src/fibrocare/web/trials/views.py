"""A trial as those who treat plan it, watch it and decide on it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fibrocare.engine.response.trial.design import Refusal
from fibrocare.web.assessment.permissions import can_decide
from fibrocare.web.assessment.views import in_care
from fibrocare.web.audit import operations as audit
from fibrocare.web.diary.models import DiaryEntry
from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.people.models import Patient
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.trials import operations, planning, presenters
from fibrocare.web.trials.deciding import Decision
from fibrocare.web.trials.deciding import decide as decide_on
from fibrocare.web.trials.forms import TrialForm
from fibrocare.web.trials.models import Trial
from fibrocare.web.trials.permissions import check_can_end
from fibrocare.web.trials.reading import days_until, result_of, values_of
from fibrocare.web.trials.standing import Standing, current, standing


@require_http_methods(["GET", "POST"])
@signed_in
def trial(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """The trial that there is, else the form to plan one. A POST shows what would be, and with `plan` puts it into the draft."""
    patient = in_care(request, patient_id, "trial.seen")
    today = timezone.localdate()
    found = current(patient, request.user, today=today)
    if found and found.is_open and request.method == "GET":
        return render(request, "trials/trial.html", _context(request, found))
    if not can_decide(request.user, patient):
        return render(request, "trials/none.html", {"patient": patient, "found": found})
    form = TrialForm(request.POST or None, today=today)
    if form.is_valid():
        return _previewed(request, patient, form)
    context = {"patient": patient, "form": form, "found": found}
    return render(request, "trials/plan.html", context, status=422 if form.is_bound else 200)


def _previewed(request: SignedRequest, patient: Patient, form: TrialForm) -> HttpResponse:
    """What would be; or, where it is wanted, in the draft of the plan."""
    asked, today = form.asked(), timezone.localdate()
    if "plan" in request.POST:
        try:
            planning.propose(patient=patient, asked=asked, by=request.user, at=timezone.now(), today=today)
        except NotAllowed as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, _("In the draft of the plan. The trial begins when you sign the plan."))
            return redirect("plan", patient.pk)
    found = planning.look(patient, asked, today=today)
    context: dict[str, Any] = {"patient": patient, "form": form}
    if isinstance(found, Refusal):
        context["refused"] = presenters.refused(found)
    else:
        context["preview"] = presenters.preview(asked, found)
    return render(request, "trials/plan.html", context)


def _context(request: SignedRequest, found: Standing) -> dict[str, Any]:
    it = found.trial
    entries = DiaryEntry.objects.visible_to(request.user).filter(patient=it.patient_id).order_by("day", "at")
    values = values_of(it, entries)
    context = {
        "patient": it.patient, "found": found, "trial": it, "agreed": presenters.agreed(it),
        "periods": list(presenters.periods(it, values, found.today)), "stands": presenters.stands(it, values),
        "stop_rules": presenters.stop_rules(), "may_decide": can_decide(request.user, it.patient),
    }  # fmt: skip
    if found.state == "over":
        days = days_until(it, values, found.today)
        result = result_of(it, days) if any(day.value is not None for day in days) else None
        context |= {"result": result, "shown": presenters.shown(it, result) if result else []}
    return context


@require_POST
@signed_in
def end(request: SignedRequest, trial_id: UUID) -> HttpResponse:
    """End a trial before its last day."""
    found = _trial(request, trial_id)
    why, now, today = request.POST.get("why", ""), timezone.now(), timezone.localdate()
    return _tried(request, found, lambda: operations.end(trial=found, why=why, by=request.user, at=now, today=today))


@require_POST
@signed_in
def decide(request: SignedRequest, trial_id: UUID) -> HttpResponse:
    """Bring what follows into the draft of the next plan."""
    found = _trial(request, trial_id)
    decision = Decision(request.POST.get("keep", ""), request.POST.get("why", ""))
    stands = standing(found, today=timezone.localdate())
    return _tried(
        request,
        found,
        lambda: decide_on(found=stands, decision=decision, by=request.user, at=timezone.now()),
        said=_("In the draft of the next plan. Look at it as a whole, then sign."),
    )


@require_POST
@signed_in
def go_on(request: SignedRequest, trial_id: UUID) -> HttpResponse:
    """Plan two more rounds."""
    found = _trial(request, trial_id)
    stands = standing(found, today=timezone.localdate())
    return _tried(
        request,
        found,
        lambda: planning.go_on(found=stands, by=request.user, at=timezone.now()),
        said=_("Two more rounds are in the draft of the plan. They begin when you sign it."),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def pharmacy(request: SignedRequest, trial_id: UUID) -> HttpResponse:
    """The pharmacy's sheet. On a blinded trial it opens with a POST, and who opened it is kept."""
    found = _trial(request, trial_id)
    check_can_end(request.user, found)
    opened = not found.blinded or request.method == "POST"
    if opened:
        audit.record("trial.sheet_opened", actor=request.user, patient=found.patient_id, about=found)
    context = {
        "trial": found, "patient": found.patient, "opened": opened, "agreed": presenters.agreed(found),
        "periods": list(presenters.periods(found, {}, timezone.localdate())), "letters": sorted(found.planned.letters.items()),
    }  # fmt: skip
    return render(request, "trials/pharmacy.html", context)


def _trial(request: SignedRequest, trial_id: UUID) -> Trial:
    found: Trial = get_object_or_404(Trial.objects.visible_to(request.user).select_related("plan", "patient"), pk=trial_id)
    in_care(request, found.patient_id, "trial.seen")
    return found


def _tried(request: SignedRequest, found: Trial, act: Any, said: str = "") -> HttpResponse:
    """Do it and go to the plan, or say why not beside the trial."""
    try:
        act()
    except NotAllowed as reason:
        messages.error(request, str(reason))
        return redirect("trial", found.patient_id)
    if said:
        messages.success(request, said)
        return redirect("plan", found.patient_id)
    return redirect("trial", found.patient_id)
