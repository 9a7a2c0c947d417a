"""How sign-in behaves: accounts come by invitation only, and nothing tells a stranger who has one."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]
    """No open sign-up; and when sign-in fails, words that say what to do."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This is not the code. Look at the newest e-mail, and type it once more."),
        "too_many_login_attempts": _(
            "There were too many tries. Wait 15 minutes, then try once more. Nothing is lost. In a hurry? Call the clinic."
        ),
        "rate_limited": _("That was often. Wait five minutes, then try once more."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  the name is allauth's
        """Nobody makes an account without an invitation."""
        return False

    def clean_email(self, email: Any) -> str:
        """One address, one spelling."""
        return str(super().clean_email(email)).lower()


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc]
    """The second step, in words that say what to do."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This is not the code. Wait until the app shows the next one, and type that."),
    }

    def generate_authenticator_name(self, *_args: Any) -> str:
        """What a new passkey is called until its owner names it."""
        return gettext("My device")
