"""Writing a diary: the same entry once, never into somebody else's, never about a day that is too far away."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fibrocare.engine.answers import read_value
from fibrocare.knowledge import load
from fibrocare.web.audit import operations as audit
from fibrocare.web.diary.models import Bother, DiaryEntry
from fibrocare.web.diary.permissions import check_can_write
from fibrocare.web.people.models import Care, Patient, Role, User
from fibrocare.web.plans.models import Plan, Status
from fibrocare.web.tasks.models import Task, Urgency
from fibrocare.web.tasks.operations import ask_for, responder

# Memory fades: a day can be filled in for so long afterwards. Clocks of phones are wrong by minutes, not by hours.
LATE = dt.timedelta(days=7)
SKEW = dt.timedelta(minutes=5)


class NotKept(Exception):
    """This entry cannot be kept; the message says why, in words for the one who wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody wrote. `at` knows its offset; `day` is None for the day of `at`."""

    id: UUID
    at: dt.datetime
    zone: str = ""
    day: dt.date | None = None
    values: Mapping[str, int] = field(default_factory=dict)
    flare: bool | None = None
    taken: Mapping[str, str] = field(default_factory=dict)
    done: Mapping[str, int] = field(default_factory=dict)
    effects: list[dict[str, str]] = field(default_factory=list)
    notes: str = ""
    replaces: UUID | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said."""
        return self.flare is None and not (self.values or self.taken or self.done or self.effects or self.notes)


@transaction.atomic
def write(*, patient: Patient, told: Told, by: User, now: dt.datetime) -> DiaryEntry:
    """Keep an entry. The same entry sent again is kept already: nothing happens.

    Raises:
        NotAllowed: this person may not write in this diary.
        NotKept: nothing is said, the time or day cannot be, or another entry has this id.
        Refused: a value that the dictionary does not allow.
    """
    helped = check_can_write(by, patient, now=now)
    before = DiaryEntry.objects.filter(pk=told.id).first()
    if before is not None:
        return _same(before, patient, told)
    day = _day(told, now)
    if told.is_empty and told.replaces is None:
        raise NotKept(_("Tell us at least one thing about the day."))
    for name, value in told.values.items():
        read_value(value, name=name, fields=load().fields, as_of=day)
    if told.replaces is not None and not DiaryEntry.objects.standing().filter(pk=told.replaces, patient=patient).exists():
        raise NotKept(_("This was changed already. Open the diary again to see it."))
    try:
        with transaction.atomic():
            entry = DiaryEntry.objects.create(
                patient=patient, by=by, helped=helped, received_at=now, knowledge_version=load().version, **_row(told, day)
            )
    except IntegrityError:
        # Sent twice at once: the other one was first.
        return _same(DiaryEntry.objects.get(pk=told.id), patient, told)
    audit.record(
        "diary.written", actor=by, patient=patient, about=entry, detail={"helped": helped, "fields": sorted(told.values)}
    )
    for effect in told.effects:
        if effect["bother"] == Bother.STOP:
            _tell(patient, effect, now)
    return entry


def clock_of(patient: Patient, *, now: dt.datetime) -> dt.datetime:
    """The time where the person was when they last wrote; at the clinic for somebody who has not written yet."""
    last = DiaryEntry.objects.filter(patient=patient).order_by("-received_at").first()
    if last is None:
        return now.astimezone(ZoneInfo(settings.TIME_ZONE))
    return now.astimezone(ZoneInfo(last.zone) if last.zone else last.written.tzinfo)


def _day(told: Told, now: dt.datetime) -> dt.date:
    """The day of the person's own calendar that an entry is about."""
    if told.at > now + SKEW:
        raise NotKept(_("The clock of this device is ahead of time. Set it right, then try once more."))
    written = told.at.date()
    day = told.day or written
    if day > written:
        raise NotKept(_("This day has not come yet."))
    if now.astimezone(told.at.tzinfo).date() - day > LATE:
        raise NotKept(_("This day is more than %(days)d days ago. It stays empty, and that is fine.") % {"days": LATE.days})
    return day


def _row(told: Told, day: dt.date) -> dict[str, Any]:
    """The columns of an entry. The offset is kept beside the time, which the database keeps for Greenwich."""
    row = asdict(told) | {"day": day, "offset_minutes": int((told.at.utcoffset() or dt.timedelta()).total_seconds() // 60)}
    return row | {"replaces_id": row.pop("replaces")}


def _same(before: DiaryEntry, patient: Patient, told: Told) -> DiaryEntry:
    """The entry that was kept before, where it says the same of the same person."""
    now = {name: getattr(before, name) for name in _row(told, before.day)}
    if before.patient_id != patient.pk or now != _row(told, before.day) or told.day not in (None, before.day):
        raise NotKept(_("Another entry was saved under this number. Open the diary again and write it once more."))
    return before


def _tell(patient: Patient, effect: Mapping[str, str], now: dt.datetime) -> None:
    """Somebody wants to stop: their clinician hears of it today. Nothing here says that they should."""
    therapy = load().therapies.get(effect["therapy"])
    says = _("Wants to stop %(name)s: %(what)s (from the diary)") % {
        "name": therapy.name if therapy else _("something of the plan"), "what": effect["what"],
    }  # fmt: skip
    ask_for(patient=patient, key=_key(effect), urgency=Urgency.TODAY, says=says, at=now, given_to=responsible(patient, now=now))


def alert_of(entry: DiaryEntry) -> Task | None:
    """The open task about a side effect of this entry: who looks at it, until when."""
    keys = [_key(it) for it in entry.effects]
    return Task.objects.filter(patient=entry.patient_id, key__in=keys, done_at=None).select_related("given_to").first()


def responsible(patient: Patient, *, now: dt.datetime) -> User | None:
    """The clinician who signed the plan, else who has the patient in care longest, else who answers alerts."""
    care = Care.objects.filter(patient=patient, staff__role=Role.CLINICIAN, staff__is_active=True).current(now)
    staff = [it.staff for it in care.select_related("staff").order_by("since", "pk")]
    plan = Plan.objects.filter(patient=patient, status=Status.SIGNED).first()
    return next((it for it in staff if plan and it.pk == plan.signed_by_id), staff[0] if staff else responder())


def _key(effect: Mapping[str, str]) -> str:
    """The same side effect of the same therapy is one task while it is open."""
    digest = hashlib.sha256(effect["what"].casefold().encode()).hexdigest()[:16]
    return f"diary/{effect['therapy'] or 'unknown'}/{digest}"[:80]
