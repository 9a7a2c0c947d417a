"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

THEMES = ("auto", "light", "dark", "dim")
# Whom to call, by country. `therapies.md` and design section 7: 911 and 988 in the United States.
EMERGENCY = {
    "US": {"ambulance": "911", "crisis": "988", "crisis_name": "Suicide and Crisis Lifeline"},
    "CA": {"ambulance": "911", "crisis": "988", "crisis_name": "Suicide Crisis Helpline"},
    "GB": {"ambulance": "999", "crisis": "116 123", "crisis_name": "Samaritans"},
}
_ELSEWHERE = {"ambulance": "112", "crisis": "112", "crisis_name": "emergency number"}


def page(request: HttpRequest) -> dict[str, Any]:
    """The clinic, the theme that the reader chose, and whom to call in an emergency."""
    theme = request.COOKIES.get("theme", "auto")
    return {
        "clinic": settings.CLINIC_NAME,
        "demo": settings.DEMO,
        "theme": theme if theme in THEMES else "auto",
        "emergency": emergency(),
    }


def emergency() -> dict[str, str]:
    """Whom to call in this clinic's country."""
    return EMERGENCY.get(settings.COUNTRY, _ELSEWHERE)
