"""The whole plan of one person: needs, stage, every therapy with its benefit and dose, what is taken, what disagrees."""

from collections.abc import Mapping
from dataclasses import dataclass

from fibrocare.engine.assessment import Assessment
from fibrocare.engine.plan.benefit import Benefit, benefit, ranks, weights
from fibrocare.engine.plan.doses import Dosing, dosing
from fibrocare.engine.plan.needs import Need, needs
from fibrocare.engine.plan.offers import Offer, offer
from fibrocare.engine.plan.reviews import Review, reviews
from fibrocare.engine.plan.rules import Told
from fibrocare.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class Plan:
    """What is offered to one person, and why not the rest. A clinician decides and signs.

    `stage` is the step of the path (`therapies.md` E2): "escalate", "base", "tailor" or "after_two_branches". `weights`
    is how much each outcome counts; `ranks` orders what is open, ties sharing a rank.
    """

    assessment: Assessment
    stage: str
    needs: tuple[Need, ...]
    offers: tuple[Offer, ...]
    benefits: Mapping[str, Benefit]
    weights: Mapping[str, float]
    ranks: Mapping[str, int]
    dosings: Mapping[str, Dosing]
    reviews: tuple[Review, ...]

    def in_order(self) -> list[Offer]:
        """The offers as they are read: what everybody starts with, then by stage and rank; without a rank, last."""
        last = len(self.offers)
        return sorted(
            self.offers, key=lambda it: (it.therapy.stance != "base", it.therapy.stage, self.ranks.get(it.id, last), it.id)
        )

    def questions(self) -> dict[str, list[Offer]]:
        """What to ask, with the offers that wait for each answer: what everybody starts with first, then what opens most."""
        waits: dict[str, list[Offer]] = {}
        for it in self.in_order():
            for name in it.ask:
                waits.setdefault(name, []).append(it)
        # The first offer of a question is the one that comes first in the plan.
        return dict(sorted(waits.items(), key=lambda entry: (entry[1][0].therapy.stage, -len(entry[1]), entry[0])))

    def offer(self, name: str) -> Offer:
        """One therapy's offer.

        Raises:
            KeyError: it is not on the shelf.
        """
        for it in self.offers:
            if it.id == name:
                return it
        raise KeyError(name)


def plan(assessment: Assessment, knowledge: Knowledge) -> Plan:
    """Plan for an assessed person, over every therapy of the knowledge."""
    facts = assessment.facts
    told: Told = {}
    offers = tuple(offer(name, facts, knowledge, told=told) for name in knowledge.therapies)
    share = weights(facts, knowledge)
    benefits = {it.id: benefit(it.therapy, it.id, share, knowledge) for it in offers}
    ranked = [benefits[it.id] for it in offers if it.is_open and benefits[it.id].expected]
    return Plan(
        assessment=assessment,
        stage=_stage(assessment),
        needs=needs(facts, knowledge),
        offers=offers,
        benefits=benefits,
        weights=share,
        ranks=ranks(ranked),
        dosings={it.id: dosing(it, facts, knowledge) for it in offers if it.therapy.schedules and it.is_open},
        reviews=reviews(facts, knowledge, told=told),
    )


def _stage(assessment: Assessment) -> str:
    """The step of the path: an emergency comes before any plan; by need only after the base was tried."""
    if assessment.triage.level in ("emergency_now", "same_day"):
        return "escalate"
    facts = assessment.facts
    if not facts.get("first_line_done"):
        return "base"
    return "tailor" if facts.get("two_branches_failed") is not True else "after_two_branches"
