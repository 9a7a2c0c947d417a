"""What a clinician and a patient agree before a trial."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fibrocare.engine.response.followed import followed
from fibrocare.engine.response.trial.changing import OFF
from fibrocare.engine.response.trial.design import LEAST_PAIRS
from fibrocare.knowledge import load
from fibrocare.web.trials.planning import Asked
from fibrocare.web.trials.reading import USUAL_MATTERS, name_of

MOST_PAIRS = 6
# So long the diary is kept before, if the first day is not moved: the days before tell when to stop early.
_BEFORE = dt.timedelta(days=14)


class TrialForm(forms.Form):
    """What is compared, by which question of the diary, and how much of a change is worth it to the patient."""

    therapy = forms.ChoiceField(label=_("What is tried?"))
    against = forms.ChoiceField(label=_("Against what?"))
    measure = forms.ChoiceField(label=_("By which question of the diary?"))
    matters = forms.FloatField(
        label=_("From how many points on would it be worth it to the patient?"),
        help_text=_("Ask: how much better, on 0 to 10, must it be for you to go on with it? Most say about 2."),
        min_value=0.5,
        max_value=8,
        initial=USUAL_MATTERS,
    )
    first_day = forms.DateField(
        label=_("First day"),
        help_text=_("Leave two weeks for the diary before it: only then the rule that stops a trial early can work."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    pairs = forms.IntegerField(
        label=_("How often does each come?"), min_value=LEAST_PAIRS, max_value=MOST_PAIRS, initial=LEAST_PAIRS
    )
    blinded = forms.BooleanField(
        label=_("Blinded: a pharmacy packs it so that neither you nor the patient can tell"), required=False
    )

    def __init__(self, data: Any = None, *, today: dt.date) -> None:
        super().__init__(data, initial={"first_day": today + _BEFORE})
        self._today = today
        tried = sorted((name_of(name), name) for name, it in load().crossovers.items() if not it.refused)
        pairs = [(name, called) for called, name in tried]
        daily = [(name, it.tracked.name) for name, it in followed(load()).items() if it.tracked.daily]
        for name, choices in (("therapy", pairs), ("against", [(OFF, _("going without")), *pairs]), ("measure", daily)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  as declared above
            field.choices = choices

    def clean_first_day(self) -> dt.date:
        """A day to come."""
        day: dt.date = self.cleaned_data["first_day"]
        if not self._today < day < self._today + dt.timedelta(days=366):
            raise ValidationError(_("Choose a day from tomorrow on, within a year."))
        return day

    def clean(self) -> dict[str, Any]:
        """Two different things are compared."""
        told = self.cleaned_data
        if told.get("therapy") and told.get("therapy") == told.get("against"):
            self.add_error("against", _("Choose something else than what is tried."))
        return told

    def asked(self) -> Asked:
        """What was agreed."""
        told = self.cleaned_data
        return Asked(
            (told["against"], told["therapy"]),
            told["measure"],
            told["matters"],
            told["first_day"],
            told["pairs"],
            told["blinded"],
        )
