"""What stands in the way of a chosen therapy, and what a clinician's reason can set aside (`therapies.md` H2)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from fibrocare.engine.facts import Facts, fields_to_ask
from fibrocare.engine.plan.combination import Clash
from fibrocare.engine.plan.offers import Offer, to_ask
from fibrocare.engine.plan.rules import WITHHOLDS, Hit
from fibrocare.knowledge import Knowledge

_DELAYS = WITHHOLDS | {"precondition"}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that must be settled before a choice can be signed.

    `id` is the full id of a rule, `ask/FIELD` or `not_indicated/THERAPY`. `final` says why no reason sets it aside,
    empty where a named clinician's reason does. `ask` names the field whose answer is missing.
    """

    id: str
    therapies: tuple[str, ...]
    says: str
    final: str
    ask: str = ""

    @property
    def key(self) -> str:
        """What a reason is given for: this rule about these therapies; a question is one question for the whole plan."""
        return self.id if self.ask else f"{self.id} {'+'.join(sorted(self.therapies))}"


def together(found: Iterable[Obstacle]) -> tuple[Obstacle, ...]:
    """Each obstacle once, in order; final where it is final for anybody, a question with every therapy that waits for it."""
    kept: dict[str, Obstacle] = {}
    for it in found:
        before = kept.get(it.key)
        if before is None:
            kept[it.key] = it
        else:
            therapies = tuple(dict.fromkeys((*before.therapies, *it.therapies)))
            kept[it.key] = replace(before, therapies=therapies, final=before.final or it.final)
    return tuple(kept.values())


def of_offer(offer: Offer, facts: Facts, knowledge: Knowledge) -> Iterator[Obstacle]:
    """What stands against one therapy, known or not known yet."""
    for hit in offer.hits:
        if hit.rule.action in _DELAYS:
            yield Obstacle(hit.id, (offer.id,), hit.rule.says, _final(hit))
    for name in to_ask(offer.hits, offer.open, facts, knowledge):
        yield question(name, (offer.id,), facts, knowledge)
    if offer.not_indicated:
        yield Obstacle(f"not_indicated/{offer.id}", (offer.id,), f"Not indicated: {offer.not_indicated}.", "")


def of_clash(clash: Clash, facts: Facts, knowledge: Knowledge) -> Iterator[Obstacle]:
    """What stands against two therapies together."""
    hit, pair = clash.hit, (clash.one, clash.other)
    if hit.rule.action not in _DELAYS:
        return
    if hit.truth:
        yield Obstacle(hit.id, pair, hit.rule.says, _final(hit))
    for name in fields_to_ask(hit.unknown, facts, knowledge):
        yield question(name, pair, facts, knowledge)


def question(name: str, therapies: tuple[str, ...], facts: Facts, knowledge: Knowledge) -> Obstacle:
    """What must be asked before these therapies can be signed."""
    again = " What is known is too old, or says too little, as a medicine without its days." if facts.is_known(name) else ""
    return Obstacle(f"ask/{name}", therapies, knowledge.fields[name].question + again, "Ask this first.", name)


def _final(hit: Hit) -> str:
    """Why no reason sets this rule aside; the dossiers name exceptions for therapies only."""
    if hit.rule.final:
        return "Nobody can set this rule aside."
    if hit.rule.action == "contraindicated" and not hit.id.startswith("therapies/"):
        return "A contraindication of a medicine cannot be set aside."
    return ""
