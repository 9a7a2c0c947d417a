"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from fibrocare.web.ui.emergency import numbers

THEMES = ("auto", "light", "dark", "dim")


def page(request: HttpRequest) -> dict[str, Any]:
    """The clinic, the theme that the reader chose, and whom to call in an emergency."""
    theme = request.COOKIES.get("theme", "auto")
    return {
        "clinic": settings.CLINIC_NAME,
        "demo": settings.DEMO,
        "theme": theme if theme in THEMES else "auto",
        "emergency": numbers(),
    }
