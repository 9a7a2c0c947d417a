"""Pages with questions, read from a file: which come next for these answers."""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fibrocare.engine import assess, read_answers
from fibrocare.engine.assessment import Assessment
from fibrocare.engine.facts import Facts, holds
from fibrocare.knowledge import load
from fibrocare.knowledge.conditions import Condition, parse
from fibrocare.web.questions.body_map import is_body_map
from fibrocare.web.questions.forms import EntryForm, QuestionForm, SignsForm

Told = dict[str, Any]
# How long a page takes, in seconds: our estimate, from the minutes that the instruments dossier (15, b) gives for its
# questionnaires (9 to 13 seconds a question). Reading a list of signs is quicker by the line.
_QUESTION, _LIST, _MAP, _SIGN = 10, 30, 45, 3
# What is asked for safety is never hidden because another answer is missing.
_SAFETY = frozenset({"red_flag", "drug_safety", "procedure_safety"})


@dataclass(frozen=True, slots=True)
class Page:
    """One page: a list of signs, one question, or a list to fill; shown where `when` holds.

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

    @property
    def is_for_safety(self) -> bool:
        """Whether a red flag or a rule about medicines or procedures needs an answer."""
        return any(not _SAFETY.isdisjoint(load().fields[name].why) for name in self.fields)

    @property
    def seconds(self) -> int:
        """About how long it takes."""
        if self.keys:
            return _LIST
        if self.signs:
            return _QUESTION + _SIGN * len(self.signs)
        return _MAP if is_body_map(load().fields[self.ask]) else _QUESTION

    def is_shown(self, facts: Facts) -> bool:
        """Whether these facts call for it; where that is not known, only what safety needs is asked."""
        truth = self.when is None or holds(self.when, facts, unsure_is_yes=True)
        return self.is_for_safety if truth is None else truth

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

    A question without a `when` here is asked where the dictionary says (`ask_when`).

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
            asked_when = load().fields[ask].ask_when if ask and when is None else None
            when = parse(asked_when) if asked_when else when
            made.append(Page(it["id"], it.get("question", ""), signs, ask, when, block, tuple(it.get("keys", ()))))
    for page in made:
        for name in page.fields:
            load().fields[name]
    return tuple(made)


def shown(pages: tuple[Page, ...], facts: Facts) -> list[Page]:
    """The pages for these facts."""
    return [page for page in pages if page.is_shown(facts)]


def minutes(pages: Iterable[Page]) -> int:
    """About how long pages take, rounded up."""
    return -(-sum(page.seconds for page in pages) // 60)


def assessed(told: Mapping[str, Any], as_of: dt.date) -> Assessment:
    """What follows from the answers so far."""
    knowledge = load()
    return assess(read_answers({"answers": dict(told)}, fields=knowledge.fields, today=as_of), knowledge)
