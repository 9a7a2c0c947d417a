"""The pages of the self-check, and its answers: they travel in the page, sealed, and are kept nowhere."""

import datetime as dt
import functools
from pathlib import Path

from django.core import signing

from fibrocare.web.questions.pages import Page, Told, assessed, read_pages
from fibrocare.web.questions.pages import shown as shown_of

_SEAL = "selfcheck"


@functools.cache
def pages() -> tuple[Page, ...]:
    """Every page of the file."""
    return read_pages(Path(__file__).with_name("pages.toml"))


def shown(told: Told, today: dt.date) -> list[Page]:
    """The pages for these answers."""
    return shown_of(pages(), assessed(told, today).facts)


def sealed(told: Told) -> str:
    """The answers as text that a page carries and nobody can change unseen."""
    return signing.dumps(told, salt=_SEAL, compress=True)


def unsealed(text: str, *, within: dt.timedelta | None = None) -> Told:
    """The answers that a page carried; none where it was changed, is damaged or older than allowed."""
    try:
        told = signing.loads(text, salt=_SEAL, max_age=within)
    except signing.BadSignature:
        return {}
    return told if isinstance(told, dict) else {}
