"""What a clinician fills in around a procedure."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fibrocare.knowledge import load
from fibrocare.web.procedures import gate
from fibrocare.web.procedures.models import Consent, Dosing, Given, Procedure
from fibrocare.web.questions.fields import form_field, to_raw


def _mg(label: Any) -> forms.FloatField:
    return forms.FloatField(label=label, required=False, min_value=0, max_value=50_000, help_text=_("In mg."))


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    wrong = _("Give a day and a time.")
    return forms.DateTimeField(label=label, widget=widget, error_messages={"required": wrong, "invalid": wrong})


class FieldsForm(forms.Form):
    """Several fields of the dictionary; what is left empty is left as it is."""

    def __init__(self, names: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in names:
            spec = load().fields[name]
            field = form_field(spec)
            field.label, field.help_text, field.required = spec.question, spec.help, False
            self.fields[name] = field

    def values(self) -> dict[str, Any]:
        """What was answered, as the engine reads it."""
        said = {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}
        return {name: to_raw(value, load().fields[name]) for name, value in said.items() if name in load().fields}


class ObserveForm(FieldsForm):
    """One look at the person: what the stop rules read, and words."""

    note = forms.CharField(label=_("Anything else you saw"), max_length=300, required=False)

    def __init__(self, names: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(names, *args, **kwargs)
        self.order_fields([*names, "note"])

    def clean(self) -> dict[str, Any]:
        """An empty look is no look."""
        told: dict[str, Any] = super().clean() or {}
        if not self.errors and all(value in (None, "", []) for value in told.values()):
            raise forms.ValidationError(_("Write down at least one thing that you saw or measured."))
        return told


class DosingForm(forms.Form):
    """What is planned: one drug, a steroid where it may be mixed in, and what was given elsewhere today."""

    agent = forms.ChoiceField(label=_("Drug"), required=False)
    mg = _mg(_("Planned in all"))
    epinephrine = forms.BooleanField(label=_("With epinephrine"), required=False)

    def __init__(self, procedure: Procedure, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.procedure, self._agents, self._steroids = procedure, gate.agents(procedure.name), gate.steroids(procedure.name)
        self.fields["agent"].choices = [("", _("No drug")), *((it, it.capitalize()) for it in self._agents)]  # type: ignore[attr-defined]
        if self._steroids:
            choices = [("", _("No steroid")), *((it, it.capitalize()) for it in self._steroids)]
            self.fields["steroid"] = forms.ChoiceField(label=_("Steroid"), required=False, choices=choices)
            self.fields["steroid_mg"] = _mg(_("Steroid planned in all"))
        else:
            del self.fields["epinephrine"]
        for name in self._agents:
            self.fields[f"today_{name}"] = _mg(_("%(drug)s given elsewhere today") % {"drug": name.capitalize()})

    def clean(self) -> dict[str, Any]:
        """A drug and its amount belong together."""
        told: dict[str, Any] = super().clean() or {}
        for drug, mg in (("agent", "mg"), ("steroid", "steroid_mg")):
            if bool(told.get(drug)) != bool(told.get(mg)) and mg not in self.errors:
                self.add_error(mg, _("Give the drug and how many mg of it, or neither."))
        return told

    def dosing(self) -> Dosing:
        """What was filled in, as a row that is not kept yet."""
        told = self.cleaned_data
        day = {name: told[f"today_{name}"] for name in self._agents if told[f"today_{name}"]}
        return Dosing(
            procedure=self.procedure, today=day, epinephrine=bool(told.get("epinephrine")),
            planned={told["agent"]: told["mg"]} if told["agent"] else {},
            steroid={told["steroid"]: told["steroid_mg"]} if told.get("steroid") else {},
        )  # fmt: skip


class ConsentForm(forms.Form):
    """What the person decided, after everything was explained."""

    explained = forms.BooleanField(
        label=_("I explained every point above, and what else could be done"),
        error_messages={"required": _("Explain every point first.")},
    )
    decision = forms.ChoiceField(
        label=_("What did the person decide?"),
        choices=[(it.value, it.label) for it in (Consent.Decision.AGREED, Consent.Decision.DECLINED)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Pick what the person decided.")},
    )


class GivenForm(forms.Form):
    """What was done, as it was; filled in with the row that it corrects."""

    sites = forms.CharField(label=_("Where"), max_length=300, error_messages={"required": _("Name every site.")})
    side = forms.ChoiceField(
        label=_("Side"), widget=forms.RadioSelect, error_messages={"required": _("Pick a side.")},
        choices=[("left", _("left")), ("right", _("right")), ("both", _("both")), ("none", _("no side"))],
    )  # fmt: skip
    lot = forms.CharField(label=_("Lot number"), max_length=60, required=False)
    complications = forms.CharField(
        label=_("Complications"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_('Write "none" where there were none.'),
        error_messages={"required": _('Write what happened, or "none".')},
    )  # fmt: skip
    time_in, time_out = _moment(_("Time in")), _moment(_("Time out"))

    def __init__(self, procedure: Procedure, old: Given | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._procedure, self._old, self._plain = procedure, old, tuple(self.fields)
        dosing = procedure.dosings.last()
        self._drugs = {**dosing.planned, **dosing.steroid} if dosing else {}
        for name, mg in self._drugs.items():
            field = forms.FloatField(label=_("%(drug)s given") % {"drug": name.capitalize()}, min_value=0, max_value=50_000)
            field.initial, field.help_text = mg, _("In mg; %(mg)g mg were planned.") % {"mg": mg}
            self.fields[f"mg_{name}"] = field
        if old is not None:
            self.initial = {name: getattr(old, name) for name in self._plain} | {f"mg_{it}": mg for it, mg in old.doses.items()}

    def clean(self) -> dict[str, Any]:
        """A session ends after it begins, and not in the future."""
        told: dict[str, Any] = super().clean() or {}
        begins, ends = told.get("time_in"), told.get("time_out")
        if begins and ends and not begins <= ends <= timezone.now() + dt.timedelta(minutes=5):
            self.add_error("time_out", _("The time out must be after the time in, and not later than now."))
        return told

    def given(self) -> Given:
        """What was filled in, as a row that is not kept yet."""
        told = self.cleaned_data
        doses = {name: told[f"mg_{name}"] for name in self._drugs}
        plain = {name: told[name] for name in self._plain}
        return Given(procedure=self._procedure, corrects=self._old, doses=doses, **plain)
