"""Several therapies chosen at once: what must not be together, how many start at a time, what the week asks of the person."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from fibrocare.engine.facts import Facts
from fibrocare.engine.plan.rules import WITHHOLDS, Hit, hits
from fibrocare.engine.plan.subjects import of_therapy
from fibrocare.knowledge import Knowledge

# Ruling 14, in days between first doses: a second new medicine closer than this is avoided; until then it needs care.
APART, WITH_CARE = 14, 28


@dataclass(frozen=True, slots=True)
class Clash:
    """Two therapies and a rule that speaks against having both, or asks for care."""

    one: str
    other: str
    hit: Hit


@dataclass(frozen=True, slots=True)
class Combination:
    """What a choice means as a whole.

    `clashes` hold for pairs of the choice; `medicines` start one at a time; `minutes` of effort a week stand against
    `minutes_available`, None where the person did not say; `energy` adds up the therapies' scores of 0 to 3.
    """

    chosen: tuple[str, ...]
    clashes: tuple[Clash, ...]
    medicines: tuple[str, ...]
    minutes: int
    minutes_available: float | None
    energy: int

    @property
    def is_allowed(self) -> bool:
        """Whether no pair of the choice is withheld by a rule that holds."""
        return not any(clash.hit.truth and clash.hit.rule.action in WITHHOLDS for clash in self.clashes)

    @property
    def is_too_much(self) -> bool | None:
        """Whether the week asks more than the person can give; None where they did not say."""
        return None if self.minutes_available is None else self.minutes > self.minutes_available


def combine(chosen: Iterable[str], facts: Facts, knowledge: Knowledge) -> Combination:
    """Look at a choice of therapies together. What each alone is withheld for stays with its offer.

    Raises:
        KeyError: a therapy is not on the shelf.
    """
    names = tuple(dict.fromkeys(chosen))
    therapies = [knowledge.therapies[name] for name in names]
    clashes = tuple(
        clash
        for place, one in enumerate(names)
        for other in names[place + 1 :]
        for clash in clashes_of(one, other, facts, knowledge)
    )
    return Combination(
        chosen=names,
        clashes=clashes,
        medicines=tuple(name for name, it in zip(names, therapies, strict=True) if it.kind == "medicine"),
        minutes=sum(it.burden.minutes_per_week for it in therapies),
        minutes_available=facts.number("care_minutes_week"),
        energy=sum(it.burden.energy for it in therapies),
    )


def clashes_of(one: str, other: str, facts: Facts, knowledge: Knowledge) -> list[Clash]:
    """The rules that hold, or may hold, only because two therapies are together; the same whichever comes first."""
    first, second = of_therapy(one, knowledge), of_therapy(other, knowledge)
    if not first.proposed or not second.proposed:
        return []
    found: dict[str, Clash] = {}
    for here, there in ((first, second), (second, first)):
        # A list that was never given stays uncertain about all that is not proposed.
        unclear = facts.unclear | {"takes"} if facts.taken is None else facts.unclear
        with_other = replace(facts, taken=(*(facts.taken or ()), *there.proposed), unclear=unclear)
        alone = {(hit.id, hit.with_, hit.truth) for hit in hits(here, facts, knowledge)}
        for hit in hits(here, with_other, knowledge):
            if (hit.id, hit.with_, hit.truth) not in alone:
                found.setdefault(hit.id, Clash(one, other, hit))
    return sorted(found.values(), key=lambda clash: clash.hit.id)
