"""What the person needs most, and how far along the path they are."""

import functools
from dataclasses import dataclass

from fibrocare.engine.facts import Facts, explain
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.conditions import Condition, parse


@dataclass(frozen=True, slots=True)
class Need:
    """A need that branches the plan: whether it is there (None: not known), and by which answers."""

    id: str
    name: str
    there: bool | None
    because: tuple[str, ...]
    ask: tuple[str, ...]


@functools.lru_cache(maxsize=4)
def _conditions(knowledge: Knowledge) -> tuple[tuple[str, str, Condition], ...]:
    return tuple((name, need.name, parse(need.when)) for name, need in knowledge.needs.items())


def needs(facts: Facts, knowledge: Knowledge) -> tuple[Need, ...]:
    """Every need, in the order of its file."""
    found = ((name, words, explain(condition, facts)) for name, words, condition in _conditions(knowledge))
    return tuple(Need(name, words, why.truth, why.because, why.unknown) for name, words, why in found)
