"""What people type about people."""

from allauth.account.forms import LoginForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
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


class SignInForm(LoginForm):  # type: ignore[misc]
    """Where to send a code."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Your e-mail")
        self.fields["login"].widget.attrs.pop("placeholder", None)


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey: ready to sign in with it alone, in words of this house."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("A name for it, such as My phone")
        alone = self.fields["passwordless"]
        alone.label, alone.initial = _("Sign in with it alone, without a code"), True
        alone.help_text = _("Untick this only for a key that has no PIN.")


class FindForm(forms.Form):
    """A patient or helper who lost their second step, by their e-mail."""

    email = forms.EmailField(label=_("Their e-mail"))

    def clean_email(self) -> str:
        """An address that has an account."""
        email = str(self.cleaned_data["email"]).lower()
        self.person = User.objects.filter(email=email, role=Role.PATIENT).first()
        if self.person is None:
            raise forms.ValidationError(_("No patient or helper has an account with this e-mail."))
        return email


class ResetForm(forms.Form):
    """The director says how they know who asks."""

    sure = forms.BooleanField(
        label=_("I talked to this person and know that it is them"),
        error_messages={"required": _("Talk to them first, face to face or on a phone number that you know.")},
    )
