"""What people type to book."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class VisitorForm(forms.Form):
    """Who comes: a name, and one way to reach them."""

    name = forms.CharField(label=_("Your name"), max_length=120, error_messages={"required": _("Tell us your name.")})
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("We send you the time and a link to change it."))
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)

    def clean(self) -> dict[str, Any]:
        """One of e-mail and phone is needed."""
        told = super().clean() or {}
        if not told.get("email") and not told.get("phone") and "email" not in self.errors:
            self.add_error("email", _("Give an e-mail or a phone number, so that we can reach you."))
        return told
