"""The body map to look at: `{% body_map sites %}` draws the chosen areas, and names them."""

from collections.abc import Collection
from typing import Any

from django import template

from fibrocare.knowledge import load
from fibrocare.web.ui import body

register = template.Library()


@register.inclusion_tag("ui/body_map.html")
def body_map(sites: Collection[str] | None) -> dict[str, Any]:
    """The two figures with the painful areas marked; None is a map that nobody filled in."""
    areas = load().areas
    return {
        "asked": sites is not None,
        "names": [area.name for name, area in areas.items() if name in (sites or ())],
        "of": len(areas),
        "front": body.figure("front", chosen=sites or ()),
        "back": body.figure("back", chosen=sites or ()),
    }
