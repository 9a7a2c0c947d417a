"""Nothing that belongs to a signed-in person stays in a cache."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers


class NoStore:
    """Marks pages of signed-in people as not to be kept by browsers or proxies."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the header."""
        response = self._next(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response
