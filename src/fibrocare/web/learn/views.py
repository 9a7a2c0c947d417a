"""Public pages about the condition and the therapies."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fibrocare.knowledge import load
from fibrocare.web.learn import pages, presenters


@require_GET
def learn(request: HttpRequest) -> HttpResponse:
    """All there is to read."""
    knowledge = load()
    return render(request, "learn/index.html", {"pages": pages.contents(knowledge), "shelves": presenters.shelves(knowledge)})


@require_GET
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One page about the condition."""
    knowledge = load()
    found = knowledge.learn.get(name)
    if found is None:
        raise Http404
    context = {
        "page": found,
        "urgencies": list(pages.urgencies(knowledge)) if found.shows == "triage" else [],
        "steps": pages.flare_steps(knowledge) if found.shows == "flare" else [],
        "see": [(other, knowledge.learn[other].title) for other in found.see],
        "origins": list(pages.origins(found, knowledge)),
    }
    return render(request, "learn/page.html", context)


@require_GET
def therapy(request: HttpRequest, name: str) -> HttpResponse:
    """One therapy."""
    knowledge = load()
    found = knowledge.therapies.get(name)
    if found is None:
        raise Http404
    context = {
        "therapy": found,
        "effects": list(presenters.effects(found)),
        "positions": presenters.positions(found),
        "sources": presenters.cited(found, knowledge),
    }
    return render(request, "learn/therapy.html", context)
