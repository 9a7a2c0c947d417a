"""Answers in words, as a page or paper says them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from fibrocare.knowledge.schema import Field


def words(value: Any, spec: Field) -> str:
    """An answer in words, with its unit; None is a question that was skipped."""
    if value is None:
        return _("skipped")
    if isinstance(value, list):
        said_of = [spec.labels.get(it, it.replace("_", " ")) if isinstance(it, str) else entry_words(it) for it in value]
        return "; ".join(said_of) or _("none")
    said = {"yes": _("Yes"), "no": _("No"), "unsure": _("Not sure")}
    if isinstance(value, str):
        return spec.labels.get(value, said.get(value, value))
    return step(str(value), spec) + (f" {spec.unit}" if spec.unit and spec.unit != "points" else "")


def entry_words(entry: Mapping[str, Any]) -> str:
    """An entry of a list: what was written first, then the rest with what it means."""
    means = {
        "mg_per_day": _("%s mg a day"),
        "start": _("since %s"),
        "stop": _("until %s"),
        "weeks": _("%s weeks"),
        "response": _("helped: %s"),
    }
    responses = {"none": _("no"), "partial": _("a bit"), "good": _("a lot"), "worse": _("made it worse")}
    parts = []
    for key, value in entry.items():
        said = f"{value:g}" if isinstance(value, float) else responses.get(value, value) if key == "response" else value
        parts.append(means.get(key, "%s") % said)
    return ", ".join(parts)


def step(value: str, spec: Field) -> str:
    """A step of a scale: its words; on a scale with words at its ends only, the number too."""
    if value not in spec.labels or spec.min is None or spec.max is None:
        return spec.labels.get(value, value)
    return spec.labels[value] if len(spec.labels) > spec.max - spec.min else f"{value}: {spec.labels[value]}"
