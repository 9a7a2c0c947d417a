"""How sign-in behaves: accounts come by invitation only, and nothing tells a stranger who has one."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]
    """No open sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  the name is allauth's
        """Nobody makes an account without an invitation."""
        return False

    def clean_email(self, email: Any) -> str:
        """One address, one spelling."""
        return str(super().clean_email(email)).lower()
