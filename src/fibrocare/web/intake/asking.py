"""One question and its answer: what a form says, and what must be shown at once because of it."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from fibrocare.engine.assessment import Assessment
from fibrocare.engine.findings.triage import Flag
from fibrocare.knowledge import load
from fibrocare.web.intake import operations, presenters
from fibrocare.web.people.models import Patient
from fibrocare.web.questions.forms import EntryForm
from fibrocare.web.questions.pages import Page
from fibrocare.web.selfcheck.presenters import result


def told_of(given: dict[str, Any]) -> dict[str, Any]:
    """What was answered; a skipped question is not in it."""
    return {name: value for name, value in given.items() if value is not None}


def values_of(request: HttpRequest, page: Page, form: Any, given: dict[str, Any]) -> dict[str, Any]:
    """What this page was answered with; empty where it must be shown again."""
    if "skip" in request.POST:
        return dict.fromkeys(page.fields)
    if "unsure" in request.POST:
        return dict.fromkeys(page.fields, "unsure")
    if isinstance(form, EntryForm):
        return _list_values(request, page, form, given)
    answers: dict[str, Any] = form.answers(timezone.localdate()) if form.is_valid() else {}
    return answers


def _list_values(request: HttpRequest, page: Page, form: EntryForm, given: dict[str, Any]) -> dict[str, Any]:
    before = given.get(page.ask)
    entries: list[Any] = before if isinstance(before, list) else []
    if "remove" in request.POST:
        return {page.ask: [it for number, it in enumerate(entries) if str(number) != request.POST["remove"]]}
    if "done" in request.POST and not form.has_changed():
        return {page.ask: entries}
    return {page.ask: [*entries, form.entry()]} if form.is_valid() else {}


def is_emergency(flags: Iterable[Flag]) -> bool:
    """Whether one of them cannot wait an hour."""
    return any(it.level == "emergency_now" for it in flags)


def emergency(request: HttpRequest, patient: Patient, found: Assessment, *, later: str) -> HttpResponse:
    """What to do now, and nothing else; `later` is where the questions go on."""
    return render(request, "intake/emergency.html", {"result": result(found, {}, load()), "patient": patient, "later": later})


def today(request: HttpRequest, patient: Patient, flags: list[Flag], *, go_on: str, stop: str) -> HttpResponse:
    """What to do today, and who at the clinic looks at it, before the next question."""
    # What is about suicide comes first: its responder is the one whom the page names.
    first = sorted(flags, key=operations.is_about_suicide, reverse=True)[0]
    context = {
        "patient": patient, "go_on": go_on, "stop": stop,
        "who_looks": presenters.who_looks(operations.alert_of(patient, first), timezone.now()),
        "crisis": operations.is_about_suicide(first), "advice": presenters.advice(flags),
    }  # fmt: skip
    return render(request, "intake/today.html", context)
