"""A procedure's session on paper: its gate, the most of each drug with the working, what to watch, when to stop."""

from collections.abc import Mapping
from dataclasses import dataclass

from fibrocare.engine.facts import Facts
from fibrocare.engine.facts.weight import Worked, infusion
from fibrocare.engine.plan.offers import Offer, offer
from fibrocare.engine.plan.procedures import anaesthetic_maximum, fractions, steroid_left
from fibrocare.knowledge import Knowledge

# The bleeding risk of a procedure (`therapies.md` D11), from its groups, the graver first.
_TIERS = {
    "high_bleeding_risk": "high",
    "intermediate_or_high_bleeding_risk": "intermediate or high",
    "low_bleeding_risk": "low",
}

_USED = "cumulative_mg_triam_eq_12mo"


@dataclass(frozen=True, slots=True)
class Session:
    """What a session may hold for one person. `limits` are named results in mg; `tier` is the bleeding risk, or empty."""

    offer: Offer
    limits: Mapping[str, Worked]
    tier: str


def session(
    name: str,
    facts: Facts,
    knowledge: Knowledge,
    *,
    planned_mg: Mapping[str, float] | None = None,
    steroid_mg: Mapping[str, float] | None = None,
) -> Session:
    """Work out one procedure for one person.

    Args:
        planned_mg: local anaesthetics planned together, by agent.
        steroid_mg: steroid of the last 12 months, by agent; where not given, what the facts say, else it is asked.

    Raises:
        KeyError: the therapy is not on the shelf, or an agent has no limit.
    """
    groups = knowledge.therapies[name].groups
    limits: dict[str, Worked] = {}
    if "local_anaesthetic_procedure" in groups:
        for agent in knowledge.agents.values():
            limits[agent.name] = anaesthetic_maximum(agent, facts, knowledge, epinephrine=False)
            limits[f"{agent.name} with epinephrine"] = anaesthetic_maximum(agent, facts, knowledge, epinephrine=True)
        if planned_mg:
            mixed = facts.get("epi") is True
            limits["Planned together, shares of 1"] = fractions(planned_mg, facts, knowledge, epinephrine=mixed)
    if "steroid_injection" in groups:
        limits["Steroid left, as triamcinolone"] = _steroid(steroid_mg, facts, knowledge)
    for limit, called in ((f"{name}_first", "First visit"), (name, "Session")):
        if limit in knowledge.limits:
            limits[called] = infusion(knowledge.limits[limit], facts)
    tier = next((words for group, words in _TIERS.items() if group in groups), "")
    return Session(offer(name, facts, knowledge), limits, tier)


def _steroid(used: Mapping[str, float] | None, facts: Facts, knowledge: Knowledge) -> Worked:
    if used:
        return steroid_left(used, knowledge)
    known = facts.number(_USED)
    return Worked(None, (), (_USED,)) if known is None else steroid_left({"triamcinolone": known}, knowledge)
