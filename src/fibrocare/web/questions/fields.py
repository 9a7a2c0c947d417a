"""The form field of a dictionary field: what is asked, how it is answered, and the answer as the engine reads it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fibrocare.knowledge.schema import Field
from fibrocare.web.questions.body_map import BodyMap, is_body_map, parts
from fibrocare.web.questions.words import step

NONE, UNSURE = "none", "unsure"
# Up to so many steps a scale is a row of buttons, beyond it a number to type.
_STEPS = 11


def form_field(spec: Field) -> forms.Field:
    """How a question is answered. A field of type list has its own pages.

    Raises:
        KeyError: the type has no single field.
    """
    return _MAKERS[spec.type](spec)


def _yes_no(_spec: Field) -> forms.Field:
    choices = [("yes", _("Yes")), ("no", _("No")), (UNSURE, _("I am not sure"))]
    return _one_of(choices)


def _one_of(choices: list[tuple[str, Any]]) -> forms.Field:
    return forms.ChoiceField(
        choices=choices, widget=forms.RadioSelect, error_messages={"required": _("Pick one. If you do not know, say so.")}
    )


def _enum(spec: Field) -> forms.Field:
    choices = [(value, spec.labels.get(value, value.replace("_", " "))) for value in spec.values]
    return _one_of(choices if UNSURE in spec.values else [*choices, (UNSURE, _("I am not sure"))])


def _whole_number(spec: Field) -> forms.Field:
    if spec.min is None or spec.max is None or spec.max - spec.min >= _STEPS:
        return _typed(spec, forms.IntegerField)
    values = [str(value) for value in range(int(spec.min), int(spec.max) + 1)]
    choices = [(value, step(value, spec)) for value in values]
    in_words = spec.labels.keys() >= set(values)
    return forms.TypedChoiceField(
        choices=[*choices, (UNSURE, _("I am not sure"))],
        coerce=lambda value: value if value == UNSURE else int(value),
        widget=forms.RadioSelect if in_words else forms.RadioSelect(attrs={"class": "scale"}),
        error_messages={"required": _("Pick one. If you do not know, say so.")},
    )


def _number(spec: Field) -> forms.Field:
    return _typed(spec, forms.FloatField)


def _typed(spec: Field, kind: type[forms.IntegerField]) -> forms.Field:
    limits = {"low": f"{spec.min or 0:g}", "high": f"{spec.max:g}" if spec.max is not None else "..."}
    wrong = _("Give a number from %(low)s to %(high)s, in digits.") % limits
    return kind(
        widget=Measured(spec.unit),
        min_value=spec.min,  # type: ignore[arg-type]
        max_value=spec.max,  # type: ignore[arg-type]
        error_messages={"required": wrong, "invalid": wrong, "min_value": wrong, "max_value": wrong},
    )


class Measured(forms.NumberInput):
    """A number with its unit behind it."""

    template_name = "ui/measured.html"

    def __init__(self, unit: str | None) -> None:
        super().__init__()
        self.unit = "" if unit in (None, "points") else unit

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The input and the unit."""
        return {**super().get_context(name, value, attrs), "unit": self.unit}


class Several(forms.MultipleChoiceField):
    """Some of a list, or none of it; nothing ticked is no answer."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> list[str]:
        """The chosen values; an empty list for "none of these"."""
        chosen: list[str] = super().clean(value)
        if NONE in chosen and len(chosen) > 1:
            raise ValidationError(_('You ticked "None of these" and something else. Untick one of them.'))
        return chosen


class Lines(forms.CharField):
    """Things in one's own words, one a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> list[str]:
        """The lines that say something."""
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


def _several(spec: Field) -> forms.Field:
    if not spec.values:
        return Lines(max_length=1000, error_messages={"required": _("Write one a line, or skip it.")})
    none = (NONE, spec.labels.get(NONE, _("None of these")))
    if is_body_map(spec):
        return Several(
            choices=[*parts(spec), none],
            widget=BodyMap,
            error_messages={"required": _('Tick every area that hurt, or "None of these".')},
        )
    choices = [(value, spec.labels.get(value, value.replace("_", " "))) for value in spec.values if value != NONE]
    return Several(
        choices=[*choices, none],
        error_messages={"required": _('Tick what fits, or "None of these".')},
    )


def _date(_spec: Field) -> forms.Field:
    wrong = _("Give a day such as 2026-11-23.")
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), error_messages={"required": wrong, "invalid": wrong})


def _text(_spec: Field) -> forms.Field:
    return forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write something, or skip it.")},
    )


_MAKERS = {
    "yn": _yes_no,
    "enum": _enum,
    "int": _whole_number,
    "dec": _number,
    "set": _several,
    "date": _date,
    "text": _text,
}


def to_raw(value: Any, spec: Field) -> Any:
    """A cleaned form value as the engine reads answers from outside."""
    if value == UNSURE:
        return UNSURE
    if spec.type == "set":
        return [entry for entry in value if entry != NONE or NONE in spec.values]
    if spec.type == "date":
        return value.isoformat()
    return value


def to_initial(raw: Any, spec: Field) -> Any:
    """An answer as a form shows it again."""
    if spec.type == "set" and isinstance(raw, list):
        return (raw or [NONE]) if spec.values else "\n".join(raw)
    if spec.type == "yn" and isinstance(raw, bool):
        return "yes" if raw else "no"
    return str(raw) if spec.type == "int" else raw
