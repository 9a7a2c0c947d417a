"""Answers in words, as a page or paper says them."""

from typing import Any

from django.utils.translation import gettext as _

from fibrocare.knowledge.schema import Field


def words(value: Any, spec: Field) -> str:
    """An answer in words, with its unit; None is a question that was skipped."""
    if value is None:
        return _("skipped")
    if isinstance(value, list):
        entries = [it if isinstance(it, str) else " ".join(str(part) for part in it.values()) for it in value]
        return "; ".join(spec.labels.get(it, it.replace("_", " ")) for it in entries) or _("none")
    said = {"yes": _("Yes"), "no": _("No"), "unsure": _("Not sure")}
    if isinstance(value, str):
        return spec.labels.get(value, said.get(value, value))
    return step(str(value), spec) + (f" {spec.unit}" if spec.unit and spec.unit != "points" else "")


def step(value: str, spec: Field) -> str:
    """A step of a scale: its words; on a scale with words at its ends only, the number too."""
    if value not in spec.labels or spec.min is None or spec.max is None:
        return spec.labels.get(value, value)
    return spec.labels[value] if len(spec.labels) > spec.max - spec.min else f"{value}: {spec.labels[value]}"
