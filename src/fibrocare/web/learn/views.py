"""Public pages about therapies."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fibrocare.knowledge import load
from fibrocare.web.learn import presenters


@require_GET
def learn(request: HttpRequest) -> HttpResponse:
    """All there is to read."""
    return render(request, "learn/index.html", {"shelves": presenters.shelves(load())})


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
