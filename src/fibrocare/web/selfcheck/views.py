"""The self-check: one address; the answers come with each page and leave with it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fibrocare.knowledge import load
from fibrocare.web.questions.forms import EntryForm
from fibrocare.web.questions.pages import Page, Told, assessed, minutes
from fibrocare.web.selfcheck import flow
from fibrocare.web.selfcheck.presenters import result


@require_http_methods(["GET", "POST"])
@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """Start, take an answer, go back, or show the result. An emergency ends it at once."""
    today = timezone.localdate()
    if request.method == "GET":
        pages = flow.shown({}, today)
        return render(request, "selfcheck/start.html", {"of": len(pages), "minutes": minutes(pages)})
    told = flow.unsealed(request.POST.get("told", ""))
    pages = flow.shown(told, today)
    place = next((number for number, page in enumerate(pages) if page.id == request.POST.get("page")), -1)
    if "back" in request.POST:
        return _ask(request, pages, max(place - 1, 0), told)
    if place >= 0:
        form = pages[place].form(told, request.POST)
        answers = form.answers(today) if form.is_valid() and not isinstance(form, EntryForm) else {}
        if not answers:
            return _ask(request, pages, place, told, form=form, status=422)
        asked = pages[place].id
        told |= answers
        found = assessed(told, today)
        if found.triage.level == "emergency_now":
            return render(request, "selfcheck/emergency.html", {"result": result(found, told, load())})
        pages = flow.shown(told, today)
        place = next(number for number, page in enumerate(pages) if page.id == asked)
    if place + 1 < len(pages):
        return _ask(request, pages, place + 1, told)
    found = assessed(told, today)
    shown = {"result": result(found, told, load()), "told": flow.sealed(told), "last": pages[-1].id, "today": today}
    return render(request, "selfcheck/result.html", shown)


def _ask(
    request: HttpRequest, pages: list[Page], place: int, told: Told, *, form: object = None, status: int = 200
) -> HttpResponse:
    page = pages[place]
    context = {
        "page": page,
        "form": form or page.form(told),
        "told": flow.sealed(told),
        "number": place + 1,
        "of": len(pages),
        "minutes": minutes(pages[place:]),
        "crisis": told.get("suicide_risk", "none") != "none",
    }
    return render(request, "selfcheck/question.html", context, status=status)
