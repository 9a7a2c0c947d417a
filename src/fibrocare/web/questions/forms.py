"""A page with one question, and a page with a list of signs."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from fibrocare.engine.answers import Refused, read_value
from fibrocare.knowledge import Knowledge
from fibrocare.web.questions.fields import NONE, UNSURE, form_field, to_initial, to_raw
from fibrocare.web.questions.vocabulary import offered_html
from fibrocare.web.ui.emergency import local


class QuestionForm(forms.Form):
    """One question of the dictionary. `answers` holds the answer as the engine reads it; `credit` says whose words it is."""

    # The question is the heading of its page.
    is_question = True

    def __init__(self, name: str, knowledge: Knowledge, told: Mapping[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name, self._knowledge = name, knowledge
        spec = knowledge.fields[name]
        self.credit = knowledge.instruments[spec.instrument].licence.credit if spec.instrument else ""
        field = form_field(spec)
        field.label, field.help_text = spec.question, local(spec.help)
        if name in told:
            field.initial = to_initial(told[name], spec)
        self.fields[name] = field

    @property
    def offers_unsure(self) -> bool:
        """Whether "I am not sure" is one of the choices; else the page has a button for it."""
        return UNSURE in dict(getattr(self.fields[self.name], "choices", ()))

    def answers(self, as_of: dt.date) -> dict[str, Any]:
        """The answer, checked by the engine too; empty, with an error in the form, where the engine refuses it."""
        raw = to_raw(self.cleaned_data[self.name], self._knowledge.fields[self.name])
        try:
            read_value(raw, name=self.name, fields=self._knowledge.fields, as_of=as_of)
        except Refused:
            self.add_error(self.name, _("This answer cannot be right. Please look at it again."))
            return {}
        return {self.name: raw}


class SignsForm(forms.Form):
    """Several signs on one page: tick those that you have, or none of them. An empty page is no answer."""

    is_question = True
    offers_unsure = True

    signs = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _('Tick what fits. If nothing fits, tick "None of these".')},
    )

    def __init__(
        self, names: tuple[str, ...], question: str, knowledge: Knowledge, told: Mapping[str, Any], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        field = self.fields["signs"]
        field.label = question
        choices = [(name, knowledge.fields[name].question) for name in names]
        field.choices = [  # type: ignore[attr-defined]
            *choices, (NONE, _("None of these")), (UNSURE, _("I am not sure about one of them")),
        ]  # fmt: skip
        told_here = [name for name in names if told.get(name) == "yes"]
        if any(name in told for name in names):
            field.initial = told_here or [UNSURE if UNSURE in map(told.get, names) else NONE]

    def clean_signs(self) -> list[str]:
        """The ticked signs, or the one word for none or not sure."""
        chosen: list[str] = self.cleaned_data["signs"]
        if NONE in chosen and len(chosen) > 1:
            raise forms.ValidationError(_('You ticked "None of these" and something else. Untick one of them.'))
        return chosen

    def answers(self, _as_of: dt.date) -> dict[str, Any]:
        """Yes for what is ticked. The rest is no, or not sure where the person is not sure about one of them."""
        chosen = self.cleaned_data["signs"]
        rest = UNSURE if UNSURE in chosen else "no"
        return {name: "yes" if name in chosen else rest for name in self.names}


class Searched(forms.TextInput):
    """A text that offers the words we know while somebody types; any other words are as welcome. It needs no script."""

    template_name = "ui/searched.html"

    def __init__(self, field: str) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.field = field

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The input, its list, and the words in it."""
        return super().get_context(name, value, {**(attrs or {}), "list": "known"}) | {"known": offered_html(self.field)}


_ENTRY_LABELS = {
    "name": _lazy("Name"),
    "substance": _lazy("What was it?"),
    "reaction": _lazy("What happened?"),
    "mg_per_day": _lazy("How many mg a day in all?"),
    "frequency": _lazy("How often?"),
    "start": _lazy("Since when?"),
    "stop": _lazy("When did you stop, if you did?"),
    "therapy": _lazy("What did you try?"),
    "weeks": _lazy("For how many weeks?"),
    "response": _lazy("Did it help?"),
}
_RESPONSES = {
    "none": _lazy("No"),
    "partial": _lazy("A bit"),
    "good": _lazy("Yes, a lot"),
    "worse": _lazy("It made me feel worse"),
}


class EntryForm(forms.Form):
    """One more entry of a list: a medicine, an illness. Only its name is needed; free text is kept as it is."""

    def __init__(self, name: str, keys: tuple[str, ...], knowledge: Knowledge, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name, self.keys = name, keys
        for key in keys:
            item = knowledge.fields[name].item[key]
            field: forms.Field
            if item.type == "date":
                field = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
            elif item.type in ("int", "dec"):
                field = forms.FloatField(required=False, min_value=item.min, max_value=item.max)
            elif item.type == "enum":
                choices = [("", "-"), *((value, _RESPONSES.get(value, value)) for value in item.values)]
                field = forms.ChoiceField(required=False, choices=choices)
            else:
                field = forms.CharField(required=key == keys[0], max_length=200)
                if key == keys[0]:
                    field.widget = Searched(name)
            field.label = _ENTRY_LABELS[key]
            self.fields[key] = field
        self.fields[keys[0]].error_messages["required"] = _("Write a name, or choose one of the buttons below the list.")

    def entry(self) -> dict[str, Any]:
        """The entry as the engine reads it; what was left empty is left out."""
        told = {key: value for key, value in self.cleaned_data.items() if value not in (None, "")}
        return {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in told.items()}
