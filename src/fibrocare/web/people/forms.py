"""What people type about people."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fibrocare.web.people.models import Role, User
from fibrocare.web.people.permissions import MAY_INVITE


class InviteForm(forms.Form):
    """Whom to invite."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"))
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: object, by: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        allowed = MAY_INVITE.get(by.role, frozenset())
        self.fields["role"].choices = [(value, label) for value, label in Role.choices if value in allowed]  # type: ignore[attr-defined]


class HelperForm(forms.Form):
    """Who helps a patient, and with what."""

    name = forms.CharField(label=_("Their name"), max_length=120)
    email = forms.EmailField(label=_("Their e-mail"))
    may_answer = forms.BooleanField(label=_("They may answer questions for me"), required=False)
    may_book = forms.BooleanField(label=_("They may book and change visits for me"), required=False)
    consent = forms.BooleanField(
        label=_("I agree that this person sees my answers, my plan and my visits, until I end it"),
        error_messages={"required": _("Tick this if you agree. Without it we send nothing.")},
    )
