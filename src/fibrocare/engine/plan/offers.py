"""One therapy for one person: its status, the rules behind it, what to ask."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from fibrocare.engine.facts import Facts, fields_to_ask, holds
from fibrocare.engine.plan.rules import WITHHOLDS, Hit, Told, hits
from fibrocare.engine.plan.subjects import of_therapy
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.conditions import Condition, parse
from fibrocare.knowledge.schema import Therapy

Status = Literal["withheld", "needs_data", "not_yet", "with_care", "offered", "not_indicated"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A therapy with its status and why.

    `hits` are the rules that hold; `open` those that may, with what is not known. `ask` names the fields whose answers
    would decide a `needs_data`. `taken`: whether the person takes it now; None when that is not known.
    `not_indicated` says why where no need points to the therapy or the evidence is against it.
    """

    id: str
    therapy: Therapy
    status: Status
    hits: tuple[Hit, ...]
    open: tuple[Hit, ...]
    ask: tuple[str, ...]
    taken: bool | None
    not_indicated: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it can be chosen now."""
        return self.status in ("offered", "with_care")


def offer(name: str, facts: Facts, knowledge: Knowledge, *, told: Told | None = None) -> Offer:
    """Decide on one therapy (the order is that of the rulings): withheld, needs data, not yet, with care, offered."""
    therapy, subject = knowledge.therapies[name], of_therapy(name, knowledge)
    found = hits(subject, facts, knowledge, told=told)
    sure = tuple(hit for hit in found if hit.truth)
    maybe = tuple(hit for hit in found if hit.truth is None)
    status = status_of(sure, maybe)
    against = _against(name, facts, knowledge)
    if against and status != "withheld":
        status = "not_indicated"
    ask = to_ask(sure, maybe, facts, knowledge)
    return Offer(name, therapy, status, sure, maybe, ask if status == "needs_data" else (), _taken(therapy, facts), against)


def to_ask(sure: Iterable[Hit], maybe: Iterable[Hit], facts: Facts, knowledge: Knowledge) -> tuple[str, ...]:
    """The fields whose answers could withhold or delay; a value that is too old is asked for again, though it is known."""
    waiting = (*(hit for hit in maybe if _decides(hit)), *(hit for hit in sure if hit.rule.action == "ask"))
    return fields_to_ask((field for hit in waiting for field in hit.unknown or hit.because), facts, knowledge)


def status_of(sure: Iterable[Hit], maybe: Iterable[Hit]) -> Status:
    """The status that rules which hold, and rules which may hold, make together."""
    actions = {hit.rule.action for hit in sure}
    if actions & WITHHOLDS:
        return "withheld"
    if "ask" in actions or any(_decides(hit) for hit in maybe):
        return "needs_data"
    if "precondition" in actions:
        return "not_yet"
    return "with_care" if actions or any(True for _ in maybe) else "offered"


def _decides(hit: Hit) -> bool:
    """Whether the answer to what a rule waits for could withhold or delay."""
    return hit.rule.action in WITHHOLDS or hit.rule.action == "precondition"


@functools.lru_cache(maxsize=1024)
def _indicated_when(name: str, knowledge: Knowledge) -> Condition | None:
    when = knowledge.therapies[name].indicated_when
    return parse(when) if when is not None else None


def _against(name: str, facts: Facts, knowledge: Knowledge) -> str:
    """Why nothing points to a therapy: the evidence is against it, or no need of the person does; empty when something may."""
    therapy, when = knowledge.therapies[name], _indicated_when(name, knowledge)
    if therapy.stance == "not_recommended" and therapy.because is not None:
        return therapy.because.says
    if when is not None and holds(when, facts) is False:
        return "nothing that this person reports points to it"
    return ""


def _taken(therapy: Therapy, facts: Facts) -> bool | None:
    if not therapy.ingredients or facts.taken is None:
        return None
    now = [item.now for item in facts.taken if item.ingredient in therapy.ingredients]
    return True if True in now else None if None in now or "takes" in facts.unclear else False
