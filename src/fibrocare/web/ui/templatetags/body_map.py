"""The body map to look at: `{% body_map sites head_pain %}` draws the chosen areas, and names them."""

from collections.abc import Collection
from typing import Any

from django import template

from fibrocare.knowledge import load
from fibrocare.web.ui import body

register = template.Library()


@register.inclusion_tag("ui/body_map.html")
def body_map(sites: Collection[str] | None, head_pain: str | None = None) -> dict[str, Any]:
    """The two figures with the painful areas marked; None is a map that nobody filled in. `head_pain` is its answer."""
    areas, head = load().areas, head_pain == "yes"
    chosen = [*(sites or ()), *([body.HEAD] if head else [])]
    return {
        "asked": sites is not None,
        "names": [area.name for name, area in areas.items() if name in chosen],
        "of": len(areas),
        "head": head,
        "front": body.figure("front", chosen=chosen),
        "back": body.figure("back", chosen=chosen),
    }
