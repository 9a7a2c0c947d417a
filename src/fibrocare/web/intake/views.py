"""The intake: one question a page, saved at each answer, resumed anywhere."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from fibrocare.knowledge import load
from fibrocare.web.audit import operations as audit
from fibrocare.web.intake import asking, flow, operations, presenters
from fibrocare.web.intake.permissions import check_can_answer
from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.people.models import Patient
from fibrocare.web.questions.pages import Page


def _patient(request: SignedRequest, patient_id: UUID) -> Patient:
    """The patient whose answers these are; that somebody saw them is in the access log."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=patient_id)
    how = check_can_answer(request.user, patient, now=timezone.now())
    if request.method == "GET":
        audit.record("answers.seen", actor=request.user, patient=patient, detail={"how": how})
    return patient


def _state(patient: Patient) -> tuple[list[Page], dict[str, Any]]:
    """The pages for this patient, and every answer so far; a skipped question is None."""
    rows = operations.newest(patient)
    facts = operations.assessment_of(patient, today=timezone.localdate(), rows=rows).facts
    return flow.pages(facts), {it.field: it.value for it in rows}


@require_GET
@signed_in
def overview(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """How far the intake is, and one button to go on."""
    patient = _patient(request, patient_id)
    pages, given = _state(patient)
    context = {
        "patient": patient,
        "blocks": presenters.blocks(pages, given),
        "next": flow.next_page(pages, given),
        "minutes": flow.minutes_left(pages, given),
    }
    return render(request, "intake/overview.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def question(request: SignedRequest, patient_id: UUID, page_id: str) -> HttpResponse:
    """One page. Each answer is kept before the next page shows; an emergency shows what to do at once."""
    patient = _patient(request, patient_id)
    pages, given = _state(patient)
    page = next((it for it in pages if it.id == page_id), None)
    if page is None:
        return redirect("intake", patient_id)
    if request.method == "POST":
        return _answered(request, patient, pages, page, given)
    return _shown(request, patient, pages, page, given)


def _answered(request: SignedRequest, patient: Patient, pages: list[Page], page: Page, given: dict[str, Any]) -> HttpResponse:
    form = page.form(asking.told_of(given), request.POST)
    values = asking.values_of(request, page, form, given)
    if not values:
        return _shown(request, patient, pages, page, given, form=form, status=422)
    found = operations.answer(patient=patient, values=values, by=request.user, at=timezone.now(), today=timezone.localdate())
    flags = operations.flags_of(found, values)
    start = reverse("intake", args=[patient.pk])
    if asking.is_emergency(flags):
        return asking.emergency(request, patient, found, later=start)
    if page.keys and request.POST.keys() & {"add", "remove"}:
        return redirect("intake_question", patient.pk, page.id)
    following = flow.next_page(flow.pages(found.facts), given | values, after=page.id)
    if flags:
        return asking.today(request, patient, flags, go_on=_address(patient, following), stop=start)
    return redirect(_address(patient, following) or reverse("intake_check", args=[patient.pk]))


def _address(patient: Patient, page: Page | None) -> str:
    return reverse("intake_question", args=[patient.pk, page.id]) if page else ""


def _shown(
    request: SignedRequest,
    patient: Patient,
    pages: list[Page],
    page: Page,
    given: dict[str, Any],
    *,
    form: Any = None,
    status: int = 200,
) -> HttpResponse:
    told, own, place = asking.told_of(given), [it for it in pages if it.block == page.block], pages.index(page)
    context = {
        "patient": patient, "page": page, "form": form or page.form(told), "part": presenters.names()[page.block],
        "number": own.index(page) + 1, "of": len(own),
        "minutes": flow.minutes_left(pages, given), "back": _address(patient, pages[place - 1] if place else None),
        "stop": reverse("intake", args=[patient.pk]),
        "entries": presenters.entries(page.ask, told.get(page.ask)) if page.keys else [], "spec": load().fields.get(page.ask),
    }  # fmt: skip
    return render(request, "intake/list.html" if page.keys else "intake/question.html", context, status=status)


@require_GET
@signed_in
def check(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """Check your answers: every one, with a link that changes it."""
    patient = _patient(request, patient_id)
    pages, given = _state(patient)
    context = {
        "patient": patient,
        "lines": presenters.lines(pages, given),
        "next": flow.next_page(pages, given),
        "sites": presenters.sites(given),
        "head_pain": given.get("head_pain"),
    }
    return render(request, "intake/check.html", context)
