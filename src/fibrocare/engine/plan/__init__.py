"""The plan: what is offered, what is withheld and why, for one person."""

from fibrocare.engine.plan.build import Plan, plan
from fibrocare.engine.plan.offers import Offer

__all__ = ["Offer", "Plan", "plan"]
