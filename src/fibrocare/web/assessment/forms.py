"""What a clinician writes in an assessment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fibrocare.knowledge import load
from fibrocare.web.assessment.models import Outcome
from fibrocare.web.assessment.operations import DIAGNOSIS, REASON


class DiagnosisForm(forms.Form):
    """The clinician's own diagnosis, and why where it differs from the criteria; worded as in the dictionary."""

    diagnosis = forms.ChoiceField(widget=forms.RadioSelect)
    reason = forms.CharField(required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = load().fields
        for name, spec in (("diagnosis", fields[DIAGNOSIS]), ("reason", fields[REASON])):
            self.fields[name].label, self.fields[name].help_text = spec.question, spec.help
        labels = fields[DIAGNOSIS].labels
        self.fields["diagnosis"].choices = [(value, labels[value]) for value in fields[DIAGNOSIS].values]  # type: ignore[attr-defined]


class RulingForm(forms.Form):
    """How the question of another condition stands, and what settled it."""

    outcome = forms.ChoiceField(label=_("How does it stand?"), choices=Outcome.choices, widget=forms.RadioSelect)
    because = forms.CharField(
        label=_("What settled it?"),
        help_text=_("A test with its date, a finding, a letter."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
