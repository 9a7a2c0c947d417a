"""Where guidelines disagree about a therapy: shown side by side, never averaged."""

from collections.abc import Iterator
from dataclasses import dataclass

from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import Position

FOR = frozenset({"for", "strong_for", "weak_for", "consider"})
AGAINST = frozenset({"against", "weak_against", "strong_against"})


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A therapy that some bodies are for and others against."""

    therapy: str
    for_: tuple[Position, ...]
    against: tuple[Position, ...]


def disagreements(knowledge: Knowledge) -> Iterator[Disagreement]:
    """Every therapy of the shelf on which bodies contradict each other, in the order of the shelf."""
    for name, therapy in knowledge.therapies.items():
        for_ = tuple(it for it in therapy.positions if it.position in FOR)
        against = tuple(it for it in therapy.positions if it.position in AGAINST)
        if for_ and against:
            yield Disagreement(name, for_, against)
