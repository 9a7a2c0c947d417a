"""The questions of a round: one a page, saved at each answer, resumed anywhere, as in the intake."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fibrocare.web.audit import operations as audit
from fibrocare.web.followup import presenters
from fibrocare.web.followup.rounds import Asked, Standing, standing
from fibrocare.web.intake import asking, flow
from fibrocare.web.intake import operations as intake
from fibrocare.web.intake.permissions import check_can_answer
from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.people.models import Patient
from fibrocare.web.questions.pages import Page


def _patient(request: SignedRequest, patient_id: UUID) -> Patient:
    """The patient whose answers these are; that somebody saw them is in the access log."""
    patient: Patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=patient_id)
    how = check_can_answer(request.user, patient, now=timezone.now())
    if request.method == "GET":
        audit.record("followup.seen", actor=request.user, patient=patient, detail={"how": how})
    return patient


@require_GET
@signed_in
def overview(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """What is asked, how long it takes and what for; thanks once it is done."""
    patient, today = _patient(request, patient_id), timezone.localdate()
    where = standing(patient, today=today)
    asked = where.asked if where else None
    if asked and asked.next:
        says = presenters.said(asked, today=today)
        return render(request, "followup/overview.html", {"patient": patient, "asked": asked, "says": says})
    return render(request, "followup/thanks.html", {"patient": patient, "asked": asked, "where": where, "today": today})


@require_http_methods(["GET", "POST"])
@signed_in
def question(request: SignedRequest, patient_id: UUID, page_id: str) -> HttpResponse:
    """One page. Each answer is kept before the next page shows; what cannot wait is shown first."""
    patient = _patient(request, patient_id)
    where = standing(patient, today=timezone.localdate())
    asked = where.asked if where else None
    page = next((it for it in asked.pages if it.id == page_id), None) if asked else None
    if not (where and asked and page):
        return redirect("followup", patient.pk)
    form = _form(page, asked, where, request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return _shown(request, patient, asked, page, form)
    values = asking.values_of(request, page, form, {})
    if not values:
        return _shown(request, patient, asked, page, form, status=422)
    return _answered(request, patient, asked, page, values)


def _answered(request: SignedRequest, patient: Patient, asked: Asked, page: Page, values: dict[str, Any]) -> HttpResponse:
    found = intake.answer(patient=patient, values=values, by=request.user, at=timezone.now(), today=timezone.localdate())
    flags, start = intake.flags_of(found, values), reverse("followup", args=[patient.pk])
    if asking.is_emergency(flags):
        return asking.emergency(request, patient, found, later=start)
    following = _address(patient, flow.next_page(asked.pages, {**asked.given, **values}, after=page.id))
    if flags:
        return asking.today(request, patient, flags, go_on=following, stop=start)
    return redirect(following or start)


def _address(patient: Patient, page: Page | None) -> str:
    return reverse("followup_question", args=[patient.pk, page.id]) if page else ""


def _form(page: Page, asked: Asked, where: Standing, data: Any) -> Any:
    """The form of a page. What is asked "since we began care" names the day."""
    form = page.form(asking.told_of(dict(asked.given)), data)
    if page.ask == "pgic":
        day = date_format(where.start, "F j, Y")
        form.fields["pgic"].help_text = _("Your first plan began on %(day)s.") % {"day": day}
    return form


def _shown(request: SignedRequest, patient: Patient, asked: Asked, page: Page, form: Any, *, status: int = 200) -> HttpResponse:
    place = asked.pages.index(page)
    context = {
        "patient": patient, "page": page, "form": form, "part": _("How you are now"), "number": place + 1, "of": len(asked.pages),
        "minutes": asked.minutes, "back": _address(patient, asked.pages[place - 1] if place else None),
        "stop": reverse("followup", args=[patient.pk]),
    }  # fmt: skip
    return render(request, "intake/question.html", context, status=status)
