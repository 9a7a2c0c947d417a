"""What the front desk types."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fibrocare.web.appointments.forms import VisitorForm
from fibrocare.web.appointments.models import Service
from fibrocare.web.people.models import Role, User


class FindForm(forms.Form):
    """Whom to look for: a part of a name, an e-mail or a phone number."""

    wanted = forms.CharField(label=_("Name, e-mail or phone"), max_length=120)


class NewPatientForm(VisitorForm):
    """Somebody who is new here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["email"].help_text = ""


class WaitForm(forms.Form):
    """What somebody waits for."""

    service = forms.ModelChoiceField(label=_("Waits for"), queryset=Service.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = Service.objects.order_by("name")  # type: ignore[attr-defined]


class LeaveForm(forms.Form):
    """When somebody is away, by the clock of the clinic."""

    staff = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none())
    starts_at = forms.DateTimeField(label=_("From"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    ends_at = forms.DateTimeField(label=_("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        treating = User.objects.filter(role__in=[Role.CLINICIAN, Role.THERAPIST], is_active=True)
        self.fields["staff"].queryset = treating.order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """It begins before it ends."""
        told = super().clean() or {}
        if told.get("starts_at") and told.get("ends_at") and told["starts_at"] >= told["ends_at"]:
            self.add_error("ends_at", _("The end lies before the beginning."))
        return told


class MergeForm(forms.Form):
    """The other entry of the same person."""

    other = forms.UUIDField(label=_("Number of the other entry"), help_text=_("It stands on that entry's page."))
