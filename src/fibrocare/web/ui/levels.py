"""How the levels of urgency are called on every page that names one."""

from django.utils.translation import gettext as _


def headings() -> dict[str, str]:
    """What each level means for the reader."""
    return {
        "emergency_now": _("Get help now"),
        "same_day": _("See a clinician today"),
        "soon": _("See a clinician in the next two weeks"),
        "routine": _("It is worth seeing a clinician"),
        "none": _("Nothing in your answers is urgent"),
    }
