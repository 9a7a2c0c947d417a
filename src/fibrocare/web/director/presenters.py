"""Claims with their signatures, and lines of the access log with names."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils import timezone

from fibrocare.knowledge import Knowledge
from fibrocare.web.audit.models import Entry
from fibrocare.web.director.claims import Claim, claims
from fibrocare.web.director.models import SignOff
from fibrocare.web.people.models import Patient, User

_PAGE = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """A claim with the newest decision about it. `state`: "waits", "signed", "withdrawn" or "changed" since it was signed."""

    claim: Claim
    row: SignOff | None
    state: str


def standings(knowledge: Knowledge) -> list[Standing]:
    """Every claim: what changed since it was signed first, then what waits, then what is signed."""
    newest = {row.claim: row for row in SignOff.objects.select_related("by")}
    order = {"changed": 0, "withdrawn": 1, "waits": 2, "signed": 3}
    found = [_standing(it, newest.get(it.name)) for it in claims(knowledge)]
    return sorted(found, key=lambda it: order[it.state])


def _standing(claim: Claim, row: SignOff | None) -> Standing:
    if row is None:
        return Standing(claim, None, "waits")
    if not row.given:
        return Standing(claim, row, "withdrawn")
    return Standing(claim, row, "signed" if row.content == claim.content else "changed")


@dataclass(frozen=True, slots=True)
class Seen:
    """One line of the access log, with names for ids."""

    at: dt.datetime
    who: str
    action: str
    whom: str


def log_page(told: Mapping[str, Any], patients: Iterable[Patient]) -> Page[Entry]:
    """The entries that fit, the newest first."""
    entries = Entry.objects.order_by("-pk")
    if told["patient"]:
        entries = entries.filter(patient__in=[str(it.pk) for it in patients if told["patient"].lower() in it.name.lower()])
    if told["person"]:
        entries = entries.filter(actor=str(told["person"].pk))
    if told["action"]:
        entries = entries.filter(action__startswith=told["action"])
    if told["first"]:
        entries = entries.filter(at__gte=_midnight(told["first"]))
    if told["last"]:
        entries = entries.filter(at__lt=_midnight(told["last"] + dt.timedelta(days=1)))
    return Paginator(entries, _PAGE).get_page(told["page"] or 1)


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def seen(entries: Iterable[Entry], patients: Iterable[Patient]) -> list[Seen]:
    """Lines with names; an id that nobody has any more stays an id."""
    rows = list(entries)
    people = {str(it.pk): it.name for it in User.objects.filter(pk__in=[row.actor for row in rows if len(row.actor) == 36])}
    names = {str(it.pk): it.name for it in patients}
    return [Seen(it.at, people.get(it.actor, it.actor), it.action, names.get(it.patient, it.patient)) for it in rows]
