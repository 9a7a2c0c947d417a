"""Adding a second step. Who has just shown it is not asked for it again a moment later, before the spare codes."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.forms import Form
from django.http import HttpRequest, HttpResponse


class _ShownJustNow:
    """A view that notes in the session that the second step was shown with success."""

    request: HttpRequest

    def form_valid(self, form: Form) -> HttpResponse:
        """Add it, then note that it was shown."""
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        record_authentication(self.request, self.request.user, method="mfa", reauthenticated=True)
        return answer


class AddPasskey(_ShownJustNow, AddWebAuthnView):  # type: ignore[misc]
    """A passkey."""


class AddApp(_ShownJustNow, ActivateTOTPView):  # type: ignore[misc]
    """An app with codes."""
