"""What the medical director writes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fibrocare.knowledge import load
from fibrocare.web.people.models import Role, User


class SignOffForm(forms.Form):
    """What a signature rests on."""

    # What was read: a claim that changes between the reading and the signing is read again.
    content = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("What does your signature rest on?"),
        help_text=_("A label, a guideline, a formulary, with its date."),
        max_length=500,
    )


class PolicyForm(forms.Form):
    """How the clinic is reached, and what it delivers itself."""

    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    address = forms.CharField(
        label=_("Address, for letters"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    here = forms.MultipleChoiceField(
        label=_("What do you give here yourselves?"), help_text=_("Plans say of the rest: by referral."),
        required=False, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shelf = sorted((it.name, name) for name, it in load().therapies.items() if it.stance != "not_recommended")
        self.fields["here"].choices = [(name, called) for called, name in shelf]  # type: ignore[attr-defined]


class DutyForm(forms.Form):
    """Who answers alerts."""

    responder = forms.ModelChoiceField(label=_("Who answers alerts about suicide?"), queryset=User.objects.none())
    deputy = forms.ModelChoiceField(
        label=_("Who, when nobody answers in 30 minutes?"), queryset=User.objects.none(), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clinicians = User.objects.filter(role=Role.CLINICIAN, is_active=True).order_by("name")
        for field in self.fields.values():
            field.queryset = clinicians  # type: ignore[attr-defined]


class LogForm(forms.Form):
    """What to look for in the access log; everything may stay empty."""

    patient = forms.CharField(label=_("Patient"), help_text=_("A part of the name."), required=False, max_length=120)
    person = forms.ModelChoiceField(label=_("Who did it"), queryset=User.objects.none(), required=False)
    action = forms.CharField(
        label=_("What was done"), help_text=_("For example: plan, brief.seen"), required=False, max_length=40
    )
    first = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = User.objects.exclude(role=Role.PATIENT).order_by("name")
        self.fields["person"].queryset = staff  # type: ignore[attr-defined]
