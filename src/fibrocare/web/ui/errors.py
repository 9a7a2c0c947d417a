"""What somebody reads who tried too often. The other error pages are Django's own views with our templates."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_WAIT_SECONDS = 300


def too_many(request: HttpRequest) -> HttpResponse:
    """Say when to try again, to people and to programs."""
    answer = render(request, "429.html", status=429)
    answer["Retry-After"] = str(_WAIT_SECONDS)
    return answer
