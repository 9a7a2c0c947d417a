"""A letter as it is printed, and how hard it is to read."""

import datetime as dt

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from fibrocare.exchange.letters.pdf import Sheet, letter_pdf
from fibrocare.knowledge.readability import grade
from fibrocare.web.director.operations import policy
from fibrocare.web.letters.models import Kind, Letter, Status

# Letters to patients are for everybody to read.
_PLAIN = 6.0
_FOOTER = _lazy("Fibrocare supports a clinician; it does not diagnose.")


def pdf(letter: Letter) -> bytes:
    """The letter as an accessible PDF; a draft says that it is one."""
    signed = letter.status == Status.SIGNED and letter.signed_at and letter.signed_by
    day = timezone.localdate(letter.signed_at if signed else letter.begun_at)
    here = policy()
    told = {"name": letter.signed_by.name if letter.signed_by else "", "day": f"{day:%Y-%m-%d}"}
    return letter_pdf(
        letter.text,
        Sheet(
            title=str(letter.get_kind_display()),
            clinic=settings.CLINIC_NAME,
            about=_("About: %(name)s") % {"name": letter.patient.name},
            date=f"{day:%Y-%m-%d}",
            signature=_("Signed: %(name)s, %(day)s") % told if signed else _("Draft. Nobody has signed this."),
            address=" · ".join([*here.address.splitlines(), here.phone]).strip(" ·"),
            footer=str(_FOOTER) if signed else _("DRAFT: do not send"),
            paper=_paper(),
        ),
    )


def sheet_pdf(title: str, text: str, about: str, at: dt.datetime) -> bytes:
    """Any text in the clinic's look; nobody signs it."""
    day = f"{timezone.localdate(at):%Y-%m-%d}"
    return letter_pdf(text, Sheet(title, settings.CLINIC_NAME, about, day, "", str(_FOOTER), paper=_paper()))


def _paper() -> str:
    return "us-letter" if settings.COUNTRY in ("US", "CA") else "a4"


def hard_to_read(letter: Letter) -> float | None:
    """The reading grade of a letter to a patient where it is too high."""
    found = grade(letter.text)
    return found if letter.kind == Kind.VISIT_SUMMARY and found > _PLAIN else None
