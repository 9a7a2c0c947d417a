"""A round in words, for who answers."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import ngettext

from fibrocare.web.followup.rounds import Asked, standing
from fibrocare.web.intake.permissions import can_answer
from fibrocare.web.people.models import Patient, User


@dataclass(frozen=True, slots=True)
class Line:
    """What waits for somebody, and where."""

    says: str
    address: str


def waiting(patients: Iterable[Patient], user: User, *, now: dt.datetime, today: dt.date) -> list[Line]:
    """What is due of these patients and may be answered by this person: one quiet line each."""
    found = []
    for patient in patients:
        where = standing(patient, today=today) if can_answer(user, patient, now=now) else None
        if where and where.asked and where.asked.next:
            name = "" if patient.user_id == user.pk else f"{patient.name}: "
            found.append(Line(name + said(where.asked, today=today), reverse("followup", args=[patient.pk])))
    return found


def said(asked: Asked, *, today: dt.date) -> str:
    """How long it takes and what for. A round that waits longer is told in the same words: nobody is late."""
    review_on, minutes = asked.round.review_on, asked.minutes
    text = ngettext(
        "About %(minutes)d minute of questions on how it is now",
        "About %(minutes)d minutes of questions on how it is now",
        minutes,
    )
    if review_on is None or review_on < today:
        return text % {"minutes": minutes}
    text = ngettext(
        "About %(minutes)d minute of questions before the review on %(day)s",
        "About %(minutes)d minutes of questions before the review on %(day)s",
        minutes,
    )
    return text % {"minutes": minutes, "day": date_format(review_on, "F j")}
