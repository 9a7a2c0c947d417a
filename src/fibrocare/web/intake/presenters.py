"""Answers in words, block by block, for "check your answers"."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fibrocare.engine.findings.triage import Flag
from fibrocare.knowledge import load
from fibrocare.web.intake.flow import BLOCKS, is_answered
from fibrocare.web.intake.operations import is_about_suicide
from fibrocare.web.questions.pages import Page
from fibrocare.web.questions.vocabulary import read_as
from fibrocare.web.questions.words import entry_words, words
from fibrocare.web.tasks.models import Task
from fibrocare.web.ui.emergency import local


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the intake: how far it is."""

    id: str
    name: str
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Line:
    """A question with its answer, and the page that changes it."""

    question: str
    answer: str
    page: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list as it was written, and what we read in it."""

    text: str
    says: str


def entries(field: str, told: Any) -> list[Entry]:
    """The entries of a list; each says what was recognised, and never changes what was written."""
    rows = told if isinstance(told, list) else []
    return [Entry(entry_words(row), _recognised(field, row)) for row in rows]


def _recognised(field: str, row: Mapping[str, Any]) -> str:
    found = read_as(field, row)
    if found is None:
        return ""
    if not found:
        return _("We keep it as you wrote it. Your clinician will look.")
    written = next(iter(row.values()))
    if [written.casefold()] == [it.casefold() for it in found]:
        return _("We know this one.")
    return _("%(written)s is %(known)s.") % {"written": written, "known": _(" and ").join(found)}


def advice(flags: list[Flag]) -> list[str]:
    """What to do about red flags, each once; what is about suicide has a card of its own."""
    return list(dict.fromkeys(local(it.rule.advice) for it in flags if not is_about_suicide(it)))


def who_looks(task: Task | None, now: dt.datetime) -> str:
    """Who at the clinic looks at an alert, and until when; no time that has passed is promised."""
    if task is None:
        return ""
    told = _("Your clinicians are told of your answer now")
    if task.given_to:
        told = _("%(name)s at the clinic is told of your answer now") % {"name": task.given_to.name}
    if task.due_at <= now:
        return f"{told}."
    by = date_format(timezone.localtime(task.due_at), "l, P")
    return _("%(told)s (to be looked at by %(by)s).") % {"told": told, "by": by}


def names() -> dict[str, str]:
    """The blocks in words."""
    return {"pain": _("Safety and pain"), "mood": _("Mood"), "health": _("Health and medicines")}


def blocks(pages: list[Page], given: Mapping[str, Any]) -> list[Block]:
    """How far each block is."""
    found = []
    for block in BLOCKS:
        own = [page for page in pages if page.block == block]
        found.append(Block(block, names()[block], sum(is_answered(page, given) for page in own), len(own)))
    return found


def lines(pages: list[Page], given: Mapping[str, Any]) -> list[Line]:
    """Every answer; a page of signs is one line."""
    fields = load().fields
    found = []
    for page in pages:
        if not is_answered(page, given):
            continue
        if page.signs:
            found.append(Line(page.question, _signs(page, given), page.id))
        else:
            found.append(Line(fields[page.ask].question, words(given[page.ask], fields[page.ask]), page.id))
    return found


def sites(given: Mapping[str, Any]) -> list[str] | None:
    """The painful areas of the body map; None where it is not filled in."""
    told = given.get("wpi_sites")
    return told if isinstance(told, list) else None


def _signs(page: Page, given: Mapping[str, Any]) -> str:
    values = [given[name] for name in page.signs]
    if values == [None] * len(values):
        return _("skipped")
    ticked = [load().fields[name].question for name, value in zip(page.signs, values, strict=True) if value == "yes"]
    return "; ".join([*ticked, *([_("not sure")] if "unsure" in values else [])]) or _("none")
