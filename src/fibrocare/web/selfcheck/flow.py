"""Which page comes next, and what the answers so far mean. The answers travel in the page, sealed, and are kept nowhere."""

import datetime as dt
import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core import signing

from fibrocare.engine import assess, read_answers
from fibrocare.engine.assessment import Assessment
from fibrocare.engine.facts import holds
from fibrocare.knowledge import Knowledge, load
from fibrocare.knowledge.conditions import Condition, parse
from fibrocare.web.questions.forms import QuestionForm, SignsForm

_SEAL = "selfcheck"
Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: a list of signs, or one question; shown where `when` holds or may hold."""

    id: str
    question: str
    signs: tuple[str, ...]
    ask: str
    when: Condition | None

    def form(self, told: Mapping[str, Any], data: Mapping[str, Any] | None = None) -> SignsForm | QuestionForm:
        """The page's form, with what was told before."""
        knowledge = load()
        if self.ask:
            return QuestionForm(self.ask, knowledge, told, data)
        return SignsForm(self.signs, self.question, knowledge, told, data)


@functools.cache
def pages() -> tuple[Page, ...]:
    """Every page of the file.

    Raises:
        KeyError: a page names a field that the dictionary does not have.
    """
    read = tomllib.loads((Path(__file__).with_name("pages.toml")).read_text("utf-8"))["pages"]
    made = tuple(
        Page(
            it["id"],
            it.get("question", ""),
            tuple(it.get("signs", ())),
            it.get("ask", ""),
            parse(it["when"]) if "when" in it else None,
        )
        for it in read
    )
    for page in made:
        for name in (*page.signs, *filter(None, [page.ask])):
            load().fields[name]
    return made


def shown(told: Told, today: dt.date) -> list[Page]:
    """The pages for these answers."""
    facts = assessed(told, today).facts
    return [page for page in pages() if page.when is None or holds(page.when, facts, unsure_is_yes=True)]


def assessed(told: Told, today: dt.date) -> Assessment:
    """What follows from the answers so far."""
    knowledge: Knowledge = load()
    return assess(read_answers({"answers": told}, fields=knowledge.fields, today=today), knowledge)


def sealed(told: Told) -> str:
    """The answers as text that a page carries and nobody can change unseen."""
    return signing.dumps(told, salt=_SEAL, compress=True)


def unsealed(text: str) -> Told:
    """The answers that a page carried; none where it was changed or is damaged."""
    try:
        told = signing.loads(text, salt=_SEAL)
    except signing.BadSignature:
        return {}
    return told if isinstance(told, dict) else {}
