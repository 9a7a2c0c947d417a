"""Where a patient stands: the open round, its pages, what is answered in it. Earlier answers are never carried into it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate

from fibrocare.engine.facts import Facts
from fibrocare.engine.response.rounds import Round, next_round, open_items, round_on
from fibrocare.knowledge import load
from fibrocare.web.intake import flow
from fibrocare.web.intake.models import Answer, How
from fibrocare.web.intake.operations import assessment_of
from fibrocare.web.people.models import Patient
from fibrocare.web.plans.models import FOR_PATIENTS, Plan, Status
from fibrocare.web.questions.pages import Page

# Before a plan nobody asks it: a signed plan is the beginning of care, whether or not a diagnosis is written down.
_ONLY_HERE = {"pgic": [Page("pgic", ask="pgic")]}


@dataclass(frozen=True, slots=True)
class Asked:
    """A round of one patient. `given`: the answers that count in it, a skipped question as None; `last`: their last day."""

    round: Round
    pages: list[Page]
    given: Mapping[str, Any]
    last: dt.date | None

    @property
    def next(self) -> Page | None:
        """The first page that is not answered; None where the round is done."""
        return flow.next_page(self.pages, self.given)

    @property
    def minutes(self) -> int:
        """About how long the rest takes."""
        return flow.minutes_left(self.pages, self.given)

    @property
    def done(self) -> int:
        """How many pages are answered."""
        return sum(flow.is_answered(page, self.given) for page in self.pages)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands: since when they have a plan, its review day, the open round and the day of the next one."""

    start: dt.date
    review_on: dt.date | None
    asked: Asked | None
    next_on: dt.date | None


def standing(patient: Patient, *, today: dt.date) -> Standing | None:
    """Where this patient stands today; None without a signed plan."""
    plans = list(Plan.objects.filter(patient=patient, status__in=FOR_PATIENTS))
    current = next((it for it in plans if it.status == Status.SIGNED), None)
    if current is None:
        return None
    start = min(localdate(it.signed_at) for it in plans if it.signed_at)
    when: dict[str, Any] = {"start": start, "review_on": current.review_on, "knowledge": load()}
    opened, coming = round_on(today, **when), next_round(today, **when)
    asked = _asked(patient, opened, today) if opened else None
    return Standing(start, current.review_on, asked, coming.opened if coming else None)


def _asked(patient: Patient, opened: Round, today: dt.date) -> Asked:
    facts = assessment_of(patient, today=today).facts
    parts = {name: _pages(name, facts) for name in opened.asks}
    pages = [page for part in parts.values() for page in part]
    told = Answer.objects.filter(patient=patient, field__in=[page.ask for page in pages], at__date__gte=opened.counts_from)
    newest = {it.field: it for it in told.exclude(how=How.CONFIRMED).order_by("pk")}
    days = {field: localdate(it.at) for field, it in newest.items()}
    left: set[str] = set()
    for name, part in parts.items():
        items = [page.ask for page in part]
        left |= set(open_items(items, days, since=opened.counts_from, today=today, within_days=_within(name)))
    given = {field: it.value for field, it in newest.items() if field not in left}
    return Asked(opened, pages, given, max((days[field] for field in given), default=None))


def _pages(instrument: str, facts: Facts) -> list[Page]:
    return _ONLY_HERE.get(instrument) or flow.pages_of(instrument, facts)


def _within(instrument: str) -> int:
    """How far its answers may lie apart."""
    return next((it.within_days for it in load().measures.values() if it.instrument == instrument), 0)
