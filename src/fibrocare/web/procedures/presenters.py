"""A procedure in words: the checklist with its sources, the limits with their working."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fibrocare.engine.facts.weight import Worked
from fibrocare.exchange.page.line import names_of
from fibrocare.knowledge import load
from fibrocare.web.intake.operations import newest
from fibrocare.web.procedures import gate
from fibrocare.web.procedures.models import Observation, Procedure
from fibrocare.web.questions.words import words


@dataclass(frozen=True, slots=True)
class Item:
    """A question that is settled: the answer, by whom and when; `field` corrects it, lists are corrected in the intake."""

    field: str
    question: str
    answer: str
    source: str
    is_list: bool


@dataclass(frozen=True, slots=True)
class Most:
    """The most of a drug in words, with the working."""

    name: str
    most: str
    working: tuple[str, ...]
    verification: str


def settled(procedure: Procedure, names: list[str]) -> list[Item]:
    """The settled questions with who answered them and when."""
    rows, fields = {it.field: it for it in newest(procedure.patient)}, load().fields
    found = []
    for name in names:
        if row := rows.get(name):
            source = f"{row.by.name if row.by else _('somebody who left')}, {row.get_how_display()}, {row.at:%Y-%m-%d}"
            found.append(Item(name, fields[name].question, words(row.value, fields[name]), source, fields[name].type == "list"))
    return found


def limits(procedure: Procedure, *, today: dt.date) -> list[Most]:
    """Every limit of this person."""
    return [Most(name, _most(it), it.working, it.verification) for name, it in gate.limits(procedure, today=today).items()]


def _most(it: Worked) -> str:
    return _("not known: ask %(names)s") % {"names": names_of(it.ask)} if it.mg is None else f"{it.mg:g} mg"


def seen(observation: Observation) -> list[str]:
    """What was seen, in words."""
    fields = load().fields
    said = [f"{fields[name].question} {words(value, fields[name])}" for name, value in observation.values.items()]
    return [*said, *([observation.note] if observation.note else [])]
