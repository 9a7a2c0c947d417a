"""The diary without a network: the worker, an empty page that it keeps, and whose session this is (decision 0022)."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fibrocare.knowledge import load
from fibrocare.web.diary.forms import EntryForm


@require_GET
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The browser's worker: it keeps one empty page and its files, and sends what waits."""
    return render(request, "diary/worker.js", {"version": load().version}, content_type="text/javascript")


@require_GET
def shell(request: HttpRequest) -> HttpResponse:
    """The form for everybody and of nobody: it says nothing about a person, so the browser may keep it."""
    form = EntryForm(now=timezone.now())
    return render(request, "diary/offline.html", {"form": form, "flare": [it.says for it in load().flare.values()]})


@require_GET
@never_cache
def session(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and what a request of theirs must carry. Nobody: entries wait for who wrote them."""
    if not request.user.is_authenticated:
        return JsonResponse({"who": None})
    return JsonResponse({"who": str(request.user.pk), "token": get_token(request)})
