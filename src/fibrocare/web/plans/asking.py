"""Two questions about the shelf: what if a fact were otherwise, and how do two therapies compare for this patient."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fibrocare.engine.answers import Refused
from fibrocare.exchange.page.compare import compared
from fibrocare.exchange.page.what_if import raw_value, what_if
from fibrocare.knowledge import load
from fibrocare.web.assessment.presenters import sections
from fibrocare.web.assessment.views import in_care
from fibrocare.web.intake.operations import answers_of
from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.plans.forms import CompareForm, WhatIfForm
from fibrocare.web.plans.operations import options_of


@require_http_methods(["GET", "POST"])
@signed_in
def suppose(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """Which therapies would move if one fact were otherwise; nothing is kept."""
    patient = in_care(request, patient_id, "what_if.seen")
    form, found = WhatIfForm(request.POST or None), []
    if form.is_valid():
        name, text = form.cleaned_data["field"], form.cleaned_data["value"].strip()
        answers = answers_of(patient, today=timezone.localdate())
        try:
            found = sections(what_if(answers, [(name, raw_value(text, name, load()))], load()))
        except (ValueError, Refused):
            form.add_error("value", _("This cannot be: %(allowed)s") % {"allowed": _allowed(name)})
    context = {"patient": patient, "form": form, "sections": found}
    return render(request, "plans/what_if.html", context, status=422 if form.is_bound and not found else 200)


def _allowed(name: str) -> str:
    """What a field may be, in words."""
    spec = load().fields[name]
    if spec.values:
        return ", ".join(spec.values)
    if spec.type == "yn":
        return "yes, no, unsure"
    if spec.min is not None and spec.max is not None:
        return f"{spec.min:g} to {spec.max:g} {spec.unit or ''}".strip()
    return spec.type


@require_http_methods(["GET", "POST"])
@signed_in
def compare(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """Two therapies side by side for this patient."""
    patient = in_care(request, patient_id, "compare.seen")
    form, found = CompareForm(request.POST or None), []
    if form.is_valid():
        names = list(dict.fromkeys([form.cleaned_data["one"], form.cleaned_data["other"]]))
        found = sections(compared(names, options_of(patient, today=timezone.localdate()), load()))
    context = {"patient": patient, "form": form, "sections": found}
    return render(request, "plans/compare.html", context, status=422 if form.is_bound and not found else 200)
