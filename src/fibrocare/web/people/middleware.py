"""Sessions that end when nobody is there, and staff who must show a second factor."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

Next = Callable[[HttpRequest], HttpResponse]
_SEEN = "seen_at"
# Where somebody may go who is still to set up a second factor.
_SETTING_UP = ("mfa_", "account_logout", "account_reauthenticate", "theme", "account_email")


class IdleSessions:
    """Ends a session after minutes without a request: sooner for staff, later for patients."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End the session, or note that somebody is there."""
        if not request.user.is_authenticated:
            return self._next(request)
        now = timezone.now().timestamp()
        minutes = settings.IDLE_MINUTES_STAFF if request.user.is_staff else settings.IDLE_MINUTES_PATIENT
        if now - request.session.get(_SEEN, now) > minutes * 60:
            logout(request)
            messages.info(request, _("You were signed out because nothing happened for a while. What you saved is safe."))
            return redirect(settings.LOGIN_URL)
        # Once a minute is enough, and spares a write at every page.
        if now - request.session.get(_SEEN, 0) > 60:
            request.session[_SEEN] = now
        return self._next(request)


class SecondFactor:
    """Staff without a second factor may only set one up."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let patients pass, and staff who have a second factor; a demo signs in with one click."""
        user = request.user
        if not user.is_authenticated or not user.is_staff or _is_demo(request) or is_mfa_enabled(user):
            return self._next(request)
        name = resolve(request.path_info).url_name or ""
        if name.startswith(_SETTING_UP):
            return self._next(request)
        messages.info(request, _("Please add a second way to prove that it is you: a passkey or an app with codes."))
        return redirect(reverse("mfa_index"))


def _is_demo(request: HttpRequest) -> bool:
    return bool(settings.DEMO and request.session.get("demo"))
