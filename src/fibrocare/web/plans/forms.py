"""What is written in a plan."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fibrocare.knowledge import load
from fibrocare.web.plans.models import Action, Choice, Plan


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


# A trial is planned on its own page, which gives it its days.
_BY_HAND = [it for it in Action.choices if it[0] != Action.TRIAL]
_OF_THE_TRIAL = ("action", "first_day", "instead_of", "mg_now")


class ChoiceForm(forms.Form):
    """What is done with one therapy; a medicine may be stopped, or taken in place of another. A trial's days are its own."""

    action = forms.ChoiceField(label=_("What is done?"), choices=_BY_HAND, widget=forms.RadioSelect)
    first_day = forms.DateField(label=_("First day"), help_text=_("For a stop: the day of the first lower dose."), widget=_day())
    instead_of = forms.ChoiceField(label=_("In place of"), required=False)
    mg_now = forms.FloatField(
        label=_("How many mg a day are taken now, of what is stopped?"),
        help_text=_("Leave it empty where the medicine list says it."),
        required=False,
        min_value=0,
        max_value=10_000,
    )
    words = forms.CharField(
        label=_("What you agreed, in the patient's words"),
        help_text=_("For example: walk to the park, 10 minutes, on Monday and Thursday."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    why = forms.CharField(
        label=_("Why? The patient and the letter read it"),
        help_text=_("For example: pain is much the same after 12 weeks."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, choice: Choice, data: Mapping[str, Any] | None) -> None:
        super().__init__(data, initial={name: getattr(choice, name) for name in self.base_fields})
        self._kept = {name: getattr(choice, name) for name in _OF_THE_TRIAL} if choice.action == Action.TRIAL else {}
        for name in self._kept:
            del self.fields[name]
        if self._kept:
            return
        shelf = load().therapies
        if shelf[choice.therapy].kind != "medicine":
            del self.fields["instead_of"], self.fields["mg_now"]
            return
        others = sorted((it.name, name) for name, it in shelf.items() if it.tapers and name != choice.therapy)
        choices = [("", _("nothing")), *((name, called) for called, name in others)]
        self.fields["instead_of"].choices = choices  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What was written; a therapy that is no medicine replaces none."""
        return {"instead_of": "", "mg_now": None, **self._kept, **self.cleaned_data}


class AgreementForm(forms.Form):
    """What holds for the whole plan."""

    note = forms.CharField(
        label=_("A few words for the patient"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    flare = forms.CharField(
        label=_("What to do in a flare, a step each line"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 9}),
    )
    review_on = forms.DateField(label=_("Day of the review"), widget=_day())
    urgent_done = forms.CharField(label=_("What was done about the red flag?"), max_length=500)

    def __init__(self, plan: Plan, data: Mapping[str, Any] | None = None, *, urgent: bool) -> None:
        super().__init__(data, initial={name: getattr(plan, name) for name in self.base_fields})
        self._kept = plan.urgent_done
        if not urgent:
            del self.fields["urgent_done"]

    def values(self) -> dict[str, Any]:
        """What was written; what was not asked stays as it is."""
        return {"urgent_done": self._kept, **self.cleaned_data}


class WhatIfForm(forms.Form):
    """One fact that might be otherwise."""

    field = forms.ChoiceField(label=_("What would be otherwise?"))
    value = forms.CharField(
        label=_("What would it be?"), help_text=_("Empty: it would not be known."), required=False, max_length=200
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = load().fields.items()
        asked = sorted((it.question, name) for name, it in fields if it.who not in ("system", "course") and it.type != "list")
        self.fields["field"].choices = [(name, question) for question, name in asked]  # type: ignore[attr-defined]


class CompareForm(forms.Form):
    """Two therapies to put side by side."""

    one = forms.ChoiceField(label=_("One"))
    other = forms.ChoiceField(label=_("The other"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = sorted(((name, it.name) for name, it in load().therapies.items()), key=lambda entry: entry[1])
        for field in self.fields.values():
            field.choices = choices  # type: ignore[attr-defined]
