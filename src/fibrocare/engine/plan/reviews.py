"""What is already taken, looked at with the same rules: what must not be together, what to watch, never stop abruptly."""

from dataclasses import dataclass

from fibrocare.engine.facts import Facts
from fibrocare.engine.plan.rules import Hit, Told, hits
from fibrocare.engine.plan.subjects import of_ingredient
from fibrocare.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class Review:
    """A medicine that is taken now, or perhaps, with the rules that hold of it.

    `together` are those that another medicine taken makes hold; they are the interaction of the pair.
    """

    ingredient: str
    hits: tuple[Hit, ...]
    together: tuple[Hit, ...]


def reviews(facts: Facts, knowledge: Knowledge, *, told: Told | None = None) -> tuple[Review, ...]:
    """Each medicine taken of which a rule holds, in the order of the list.

    Args:
        told: as for `rules.hits`.
    """
    found: dict[str, Review] = {}
    for item in facts.taken or ():
        if item.now is False or item.ingredient in found:
            continue
        every = hits(of_ingredient(item.ingredient, knowledge), facts, knowledge, told=told)
        holding = tuple(hit for hit in every if hit.truth and not hit.rule.starting)
        together = tuple(hit for hit in holding if "medication_list" in hit.because or hit.with_)
        alone = tuple(hit for hit in holding if hit not in together)
        if holding:
            found[item.ingredient] = Review(item.ingredient, alone, together)
    return tuple(found.values())
