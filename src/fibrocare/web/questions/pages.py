"""Pages with questions, read from a file: which come next for these answers."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fibrocare.engine import assess, read_answers
from fibrocare.engine.assessment import Assessment
from fibrocare.engine.facts import Facts, holds
from fibrocare.knowledge import load
from fibrocare.knowledge.conditions import Condition, parse
from fibrocare.web.questions.forms import EntryForm, QuestionForm, SignsForm

Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: a list of signs, one question, or a list to fill; shown where `when` holds or may hold.

    `block` is the part of a longer form that the page belongs to; `keys` are what is asked of each entry of a list.
    """

    id: str
    question: str = ""
    signs: tuple[str, ...] = ()
    ask: str = ""
    when: Condition | None = None
    block: str = ""
    keys: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that the page asks for."""
        return self.signs or (self.ask,)

    def form(self, told: Mapping[str, Any], data: Mapping[str, Any] | None = None) -> SignsForm | QuestionForm | EntryForm:
        """The page's form, with what was told before."""
        knowledge = load()
        if self.keys:
            return EntryForm(self.ask, self.keys, knowledge, data)
        if self.ask:
            return QuestionForm(self.ask, knowledge, told, data)
        return SignsForm(self.signs, self.question, knowledge, told, data)


def read_pages(path: Path) -> tuple[Page, ...]:
    """The pages of a file, an instrument becoming a page for each of its items.

    Raises:
        KeyError: a page names a field or an instrument that the knowledge does not have.
    """
    made: list[Page] = []
    for it in tomllib.loads(path.read_text("utf-8"))["pages"]:
        when = parse(it["when"]) if "when" in it else None
        block = it.get("block", "")
        if "instrument" in it:
            items = [item.field for item in load().instruments[it["instrument"]].items if item.field not in it.get("without", ())]
            made += [Page(name, ask=name, when=when, block=block) for name in items]
        else:
            signs = tuple(it.get("signs", ()))
            ask = it.get("ask", it.get("list", ""))
            made.append(Page(it["id"], it.get("question", ""), signs, ask, when, block, tuple(it.get("keys", ()))))
    for page in made:
        for name in page.fields:
            load().fields[name]
    return tuple(made)


def shown(pages: tuple[Page, ...], facts: Facts) -> list[Page]:
    """The pages for these facts; one whose condition may hold is shown."""
    return [page for page in pages if page.when is None or holds(page.when, facts, unsure_is_yes=True)]


def assessed(told: Mapping[str, Any], as_of: dt.date) -> Assessment:
    """What follows from the answers so far."""
    knowledge = load()
    return assess(read_answers({"answers": dict(told)}, fields=knowledge.fields, today=as_of), knowledge)
