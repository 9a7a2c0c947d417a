"""Everything that a review needs, read from the rows: the diary, scores of questionnaires, the plan as it runs."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate

from fibrocare.engine.facts import gather
from fibrocare.engine.response.followed import Series
from fibrocare.engine.response.judge import Course
from fibrocare.engine.response.review import Review, review
from fibrocare.engine.scores import score
from fibrocare.knowledge import load
from fibrocare.knowledge.schema import Therapy, Tracked
from fibrocare.web.diary.models import DiaryEntry
from fibrocare.web.intake.models import Answer, How
from fibrocare.web.intake.operations import answers_of
from fibrocare.web.people.models import Patient
from fibrocare.web.plans.models import FOR_PATIENTS, Action, Plan, Status

# Questionnaires are told on the last so many days on which one was filled in.
_MOST_SCORES = 12
_PGIC = "pgic"


@dataclass(frozen=True, slots=True)
class Read:
    """A patient's review and what it was read against; without a signed plan there is nothing to review."""

    plan: Plan | None
    courses: tuple[Course, ...]
    review: Review | None
    today: dt.date


def read(patient: Patient, user: Any, *, today: dt.date) -> Read:
    """Review a patient's diary and scores against the signed plan, as far as this person may see them.

    What lies before the first plan was signed is the baseline; each therapy is judged against the days before its own start.
    """
    plans = list(Plan.objects.visible_to(user).filter(patient=patient, status__in=FOR_PATIENTS).order_by("number"))
    current = next((it for it in plans if it.status == Status.SIGNED), None)
    if current is None:
        return Read(None, (), None, today)
    entries = [it.read() for it in DiaryEntry.objects.visible_to(user).filter(patient=patient).order_by("day", "at")]
    told = Answer.objects.visible_to(user).filter(patient=patient, field__in=_fields()).order_by("at", "pk")
    rows = list(told.exclude(how=How.CONFIRMED))
    courses = tuple(_courses(current))
    start = min((localdate(it.signed_at) for it in plans if it.signed_at), default=today)
    found = review(
        entries, {name: _scores(name, patient, rows) for name in _scored()}, _pgic(rows, start), courses, load(),
        start=start, today=today,
    )  # fmt: skip
    return Read(current, courses, found, today)


def _courses(plan: Plan) -> Iterator[Course]:
    """What the plan starts or goes on with; a therapy that left the knowledge cannot be judged, one in a trial is there."""
    shelf = load().therapies
    for it in plan.choices.all():
        therapy = shelf.get(it.therapy)
        if therapy and it.action in (Action.START, Action.KEEP):
            yield Course(
                it.therapy, therapy.name, it.first_day, therapy.judge.weeks,
                needs=_needs(therapy, plan), medicine=therapy.kind == "medicine",
            )  # fmt: skip


def _needs(therapy: Therapy, plan: Plan) -> tuple[str, ...]:
    """What the therapy is for in this person: what the plan was signed on says, a need not known among it."""
    told = (plan.findings or {}).get("plan", {})
    there = {*told.get("needs", ()), *(it["id"] for it in told.get("needs_unknown", ()))}
    return tuple(it for it in therapy.needs if it in there) or therapy.needs


def _scored() -> list[str]:
    """The measures that are no daily answers."""
    return [name for name, it in load().measures.items() if not it.daily]


def _fields() -> list[str]:
    """What must be read for their scores."""
    knowledge = load()
    names = {item.field for name in _scored() for item in knowledge.instruments[knowledge.measures[name].instrument].items}
    return sorted(names | {_PGIC})


def _scores(name: str, patient: Patient, rows: Iterable[Answer]) -> Series:
    """The score of each day on which something of the questionnaire was answered, by what was said close to that day.

    Half of it today and half of it months ago make no score.
    """
    knowledge = load()
    tracked = knowledge.measures[name]
    instrument = knowledge.instruments[tracked.instrument]
    wanted = set(next(it for it in instrument.scales if it.id == tracked.scale).items) or {it.field for it in instrument.items}
    known: dict[str, Answer] = {}
    by_day: dict[dt.date, dict[str, Answer]] = {}
    for it in rows:
        if it.field in wanted:
            known[it.field] = it
            by_day[localdate(it.at)] = dict(known)
    days = sorted(by_day)[-_MOST_SCORES:]
    found = {day: _score(tracked, patient, day, by_day[day].values()) for day in days}
    return {day: value for day, value in found.items() if value is not None}


def _score(tracked: Tracked, patient: Patient, day: dt.date, known: Iterable[Answer]) -> float | None:
    knowledge, earliest = load(), day - dt.timedelta(days=tracked.within_days)
    together = [it for it in known if localdate(it.at) >= earliest]
    facts = gather(answers_of(patient, today=day, rows=together), knowledge)
    return score(tracked.instrument, facts, knowledge).scale(tracked.scale).number.score


def _pgic(rows: Iterable[Answer], start: dt.date) -> int | None:
    """The last global impression since the day on which the plan began."""
    given = [it.value for it in rows if it.field == _PGIC and localdate(it.at) > start and isinstance(it.value, int)]
    return given[-1] if given else None
