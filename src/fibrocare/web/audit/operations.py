"""Writing and checking the access log."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from fibrocare.web.audit.models import Entry, Head

_START = "0" * 64


def record(
    action: str, *, actor: object = "system", patient: object = "", about: object = "", detail: Mapping[str, Any] | None = None
) -> Entry:
    """Add an entry, in the transaction of what it tells about: neither is kept without the other.

    Args:
        actor: whose id is kept; "visitor" and "system" stand for themselves.
        patient: the patient whose data it was, by id.
        detail: plain values that are not clinical: field names, counts, status words.
    """
    with transaction.atomic():
        head, _ = Head.objects.select_for_update().get_or_create(pk=1, defaults={"hash": _START})
        entry = Entry(
            at=timezone.now(),
            actor=_id(actor),
            action=action,
            patient=_id(patient),
            about=_id(about),
            detail=dict(detail or {}),
            previous=head.hash,
        )
        entry.hash = _hash(entry)
        entry.save(force_insert=True)
        head.hash, head.number = entry.hash, head.number + 1
        head.save()
    return entry


def _id(thing: object) -> str:
    return str(getattr(thing, "pk", thing))


def _hash(entry: Entry) -> str:
    told = [
        entry.previous, entry.at.isoformat(), entry.actor, entry.action, entry.patient, entry.about,
        json.dumps(entry.detail, sort_keys=True),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the log is whole: how many entries were read, and what is wrong with the first bad one."""

    read: int
    wrong: str = ""


def verify() -> Verdict:
    """Read the whole log and compare every hash; a changed, removed or added entry is named."""
    previous, number = _START, 0
    for entry in Entry.objects.order_by("pk").iterator():
        number += 1
        if entry.previous != previous:
            return Verdict(number, f"entry {entry.pk}: the one before it is not the one it was written after")
        if entry.hash != _hash(entry):
            return Verdict(number, f"entry {entry.pk}: it was changed after it was written")
        previous = entry.hash
    head = Head.objects.filter(pk=1).first()
    if head is not None and (head.hash, head.number) != (previous, number):
        return Verdict(number, f"the log ends after {number} entries, and {head.number} were written")
    return Verdict(number)
