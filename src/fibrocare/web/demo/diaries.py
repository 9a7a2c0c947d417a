"""Diaries of made-up patients: eight to twelve weeks that look like real ones, with gaps, flares and a side effect."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from fibrocare.knowledge import load
from fibrocare.web.diary.models import DiaryEntry
from fibrocare.web.people.models import Patient

# Of 34 women with fibromyalgia over 14 days ("Walk On" study, Ghent University, published estimates, MIT): pain 5.64 (between
# persons 1.63, within a person 1.34), fatigue 5.80 (1.84, 1.53), 21 % of prompts not answered. The pull of one day on the next
# is the mean of the per-person estimates for pain.
_PAIN, _FATIGUE = (5.64, 1.63, 1.34), (5.80, 1.84, 1.53)
_NEXT_DAY, _MISSING = 0.36, 0.20
# Made up: the study asked for nothing of this.
_LONG = dt.timedelta(weeks=4)
_FLARE, _SECOND, _EFFECT = 0.6, 0.08, 0.02
_FELT = ("Sleepy until noon", "A dry mouth", "Sore legs after the walk", "A headache")
_NOTES = ("A long day at work", "Slept badly, the neighbors had a party", "A good walk with my sister", "Rain all day")


@dataclass(frozen=True, slots=True)
class _Level:
    """A person's own level of one scale, and how far their days lie around it."""

    mean: float
    within: float

    @classmethod
    def drawn(cls, dice: random.Random, told: tuple[float, float, float]) -> "_Level":
        mean, between, within = told
        return cls(min(max(dice.gauss(mean, between), 2), 8), within)


def diaries(dice: random.Random, patients: list[Patient], *, today: dt.date) -> None:
    """Those whose plan has run for weeks have written since before it began, until yesterday."""
    long_ago = dt.datetime.combine(today - _LONG, dt.time(), ZoneInfo(settings.TIME_ZONE))
    followed = [it for it in patients if it.user and it.plans.filter(status="signed", signed_at__lt=long_ago).exists()]
    version = load().version
    rows = [row for patient in followed for row in _weeks(dice, patient, today)]
    for row in rows:
        row.knowledge_version = version
    DiaryEntry.objects.bulk_create(rows)


def _weeks(dice: random.Random, patient: Patient, today: dt.date) -> Iterator[DiaryEntry]:
    days = 7 * dice.randrange(10, 13)
    flare = _flare(dice, days)
    pain, fatigue = _Level.drawn(dice, _PAIN), _Level.drawn(dice, _FATIGUE)
    ache = tired = 0.0
    for place in range(days):
        ache, tired = _next(dice, ache, pain), _next(dice, tired, fatigue)
        if dice.random() < _MISSING:
            continue
        worse = 2.0 if place in flare else 0.0
        values = _values(dice, pain.mean + ache + worse, fatigue.mean + tired + worse)
        day = today - dt.timedelta(days=days - place)
        yield written(dice, patient, day, values, flare=place in flare)
        if dice.random() < _SECOND:
            yield written(dice, patient, day, {"nrs_pain": values["nrs_pain"]}, flare=None)


def _flare(dice: random.Random, days: int) -> range:
    """Some have a flare of three to six days."""
    if dice.random() > _FLARE:
        return range(0)
    begin = dice.randrange(7, days - 7)
    return range(begin, begin + dice.randrange(3, 7))


def _next(dice: random.Random, before: float, level: _Level) -> float:
    """How far a day lies from the person's level: it follows the day before, and its spread stays what it is."""
    return _NEXT_DAY * before + dice.gauss(0, level.within * (1 - _NEXT_DAY**2) ** 0.5)


def _values(dice: random.Random, pain: float, fatigue: float) -> dict[str, int]:
    """Points of a day; now and then a scale is left out. What the study did not ask lies between pain and fatigue."""
    between = (pain + fatigue) / 2
    found = {
        "nrs_pain": pain, "nrs_fatigue": fatigue, "nrs_fog": dice.gauss(between - 1, 1), "nrs_sleep": dice.gauss(between, 1.2),
        "nrs_activity": dice.gauss(pain - 0.5, 1),
    }  # fmt: skip
    answered = {name: min(max(round(value), 0), 10) for name, value in found.items()}
    return {name: value for name, value in answered.items() if name == "nrs_pain" or dice.random() > 0.03}


def written(dice: random.Random, patient: Patient, day: dt.date, values: dict[str, int], *, flare: bool | None) -> DiaryEntry:
    """An entry of an evening; now and then with a side effect or a note."""
    zone = ZoneInfo(settings.TIME_ZONE)
    at = dt.datetime.combine(day, dt.time(dice.randrange(17, 23), dice.randrange(60)), zone)
    effects: list[dict[str, Any]] = []
    if dice.random() < _EFFECT:
        effects.append({"what": dice.choice(_FELT), "bother": dice.choice(["little", "little", "much"]), "therapy": ""})
    offset = at.utcoffset() or dt.timedelta()
    return DiaryEntry(
        id=UUID(int=dice.getrandbits(128), version=4), patient=patient, by=patient.user, day=day, at=at, received_at=at,
        zone=settings.TIME_ZONE, offset_minutes=int(offset.total_seconds() // 60), values=values, flare=flare, effects=effects,
        notes=dice.choice(_NOTES) if dice.random() < 0.05 else "",
    )  # fmt: skip
