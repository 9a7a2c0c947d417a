"""The body map as a form field: a checklist, and a drawing whose areas are labels of the same boxes. It needs no script."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from fibrocare.knowledge import load
from fibrocare.knowledge.schema import Field
from fibrocare.web.ui import body

Choice = tuple[str, str]


def is_body_map(spec: Field) -> bool:
    """Whether the values of a field are the areas of the body."""
    return spec.type == "set" and load().areas.keys() == set(spec.values)


def parts(spec: Field) -> list[tuple[str, list[Choice]]]:
    """The checklist, part by part, from head to foot."""
    names = {
        "head": _("Head and neck"),
        "arms": _("Shoulders and arms"),
        "trunk": _("Chest, belly and back"),
        "legs": _("Hips and legs"),
    }
    return [(names[part], [(area, spec.labels[area]) for area in areas]) for part, areas in body.PARTS.items()]


class BodyMap(forms.CheckboxSelectMultiple):
    """Checkboxes with a drawing above them; a tap on an area ticks its box, and the style sheet marks what is ticked."""

    template_name = "ui/body_map_field.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The boxes, and the two figures that point to them."""
        context = super().get_context(name, value, attrs)
        options = [option for _name, group, _index in context["widget"]["optgroups"] for option in group]
        ticks = {option["value"]: option["attrs"].get("id", "") for option in options}
        context["widget"] |= {view: body.figure(view, ticks=ticks) for view in ("front", "back")}
        return context
