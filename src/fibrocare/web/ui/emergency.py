"""Whom to call, by country. The knowledge names the numbers of the United States; pages say those of the clinic's country."""

import re

from django.conf import settings

# `therapies.md` and design section 7: 911 and 988 in the United States.
EMERGENCY = {
    "US": {"ambulance": "911", "crisis": "988", "crisis_name": "Suicide and Crisis Lifeline"},
    "CA": {"ambulance": "911", "crisis": "988", "crisis_name": "Suicide Crisis Helpline"},
    "GB": {"ambulance": "999", "crisis": "116 123", "crisis_name": "Samaritans"},
}
_ELSEWHERE = {"ambulance": "112", "crisis": "112", "crisis_name": "emergency number"}


def numbers() -> dict[str, str]:
    """Whom to call in the clinic's country."""
    return EMERGENCY.get(settings.COUNTRY, _ELSEWHERE)


def local(text: str) -> str:
    """A text of the knowledge with the numbers of the clinic's country."""
    if settings.COUNTRY == "US":
        return text
    here = numbers()
    text = text.replace("In the US you", "You").replace(", or chat at 988lifeline.org", "")
    if here["crisis"] != "988":
        # The lines of other countries are not known to take text messages.
        text = re.sub(r"\b([Cc]all) or text 988\b", rf"\1 {here['crisis']}", text)
    return re.sub(r"\b911\b", here["ambulance"], re.sub(r"\b988\b", here["crisis"], text))
