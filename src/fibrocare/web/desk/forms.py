"""What the front desk types."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fibrocare.web.appointments.forms import VisitorForm
from fibrocare.web.appointments.models import Policy, Room, Service
from fibrocare.web.people.models import Role, User


def treating() -> QuerySet[User]:
    """Who has a calendar."""
    return User.objects.filter(role__in=[Role.CLINICIAN, Role.THERAPIST], is_active=True).order_by("name")


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
        self.fields["staff"].queryset = treating()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """It begins before it ends."""
        told = super().clean() or {}
        if told.get("starts_at") and told.get("ends_at") and told["starts_at"] >= told["ends_at"]:
            self.add_error("ends_at", _("The end lies before the beginning."))
        return told


class MergeForm(forms.Form):
    """The other entry of the same person."""

    other = forms.UUIDField(label=_("Number of the other entry"), help_text=_("It stands on that entry's page."))


_WEEK = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
)  # fmt: skip


class ServiceForm(forms.Form):
    """One service: what it is called, how long, who may book it, who gives it, where."""

    name = forms.CharField(label=_("Name"), max_length=80)
    says = forms.CharField(label=_("In a sentence, for patients"), required=False, max_length=300)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=480)
    buffer_minutes = forms.IntegerField(label=_("Minutes kept free after it"), min_value=0, max_value=120)
    policy = forms.ChoiceField(label=_("Who books it?"), choices=Policy.choices, widget=forms.RadioSelect)
    for_new = forms.BooleanField(label=_("New patients may book it without an account"), required=False)
    staff = forms.ModelMultipleChoiceField(
        label=_("Who gives it?"), queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    rooms = forms.ModelMultipleChoiceField(
        label=_("In which rooms? None: it needs no room."),
        queryset=Room.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = treating()  # type: ignore[attr-defined]
        self.fields["rooms"].queryset = Room.objects.order_by("name")  # type: ignore[attr-defined]


class RoomForm(forms.Form):
    """A room."""

    room = forms.CharField(label=_("A new room"), max_length=60)


class HoursForm(forms.Form):
    """A week of working hours: for each day stretches such as 08:30-12:00, 13:00-17:00; nothing is a free day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in enumerate(_WEEK):
            self.fields[f"day_{number}"] = forms.CharField(label=name, required=False, max_length=80)

    def clean(self) -> dict[str, Any]:
        """Every stretch is two times in order, and no two of a day meet."""
        told = super().clean() or {}
        for name, text in list(told.items()):
            try:
                told[name] = _stretches(text)
            except ValueError:
                self.add_error(name, _("Write times such as 08:30-12:00, 13:00-17:00."))
        return told


def _stretches(text: str) -> list[tuple[dt.time, dt.time]]:
    """The stretches of a day.

    Raises:
        ValueError: they are not so written, end before they begin, or meet each other.
    """
    found: list[tuple[dt.time, dt.time]] = []
    for part in filter(None, (it.strip() for it in text.split(","))):
        begin, end = (dt.time.fromisoformat(it.strip()) for it in part.split("-"))
        if begin >= end or (found and begin < found[-1][1]):
            raise ValueError(part)
        found.append((begin, end))
    return found
