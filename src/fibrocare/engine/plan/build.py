"""The whole plan of one person: needs, every therapy, what is taken together, what is due."""

from dataclasses import dataclass

from fibrocare.engine.assessment import Assessment
from fibrocare.engine.plan.needs import Need, needs
from fibrocare.engine.plan.offers import Offer, offer
from fibrocare.engine.plan.reviews import Review, reviews
from fibrocare.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class Plan:
    """What is offered to one person, and why not the rest. A clinician decides and signs."""

    assessment: Assessment
    needs: tuple[Need, ...]
    offers: tuple[Offer, ...]
    reviews: tuple[Review, ...]


def plan(assessment: Assessment, knowledge: Knowledge) -> Plan:
    """Plan for an assessed person, over every therapy of the knowledge."""
    facts = assessment.facts
    return Plan(
        assessment=assessment,
        needs=needs(facts, knowledge),
        offers=tuple(offer(name, facts, knowledge) for name in knowledge.therapies),
        reviews=reviews(facts, knowledge),
    )
