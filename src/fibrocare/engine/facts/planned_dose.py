"""The planned dose of a procedure against its limits: the facts that the rules of local anaesthetics and infusions read."""

from typing import Any

from fibrocare.engine.facts.medicines import ingredients
from fibrocare.engine.facts.merge import add
from fibrocare.engine.facts.model import Facts
from fibrocare.engine.facts.weight import dosing_weight, infusion
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import Agent

# The fields that a limit answers, by agent: without and with epinephrine. One limit for both has one field.
_FIELDS = {
    "lidocaine": ("over_lidocaine_limit", "over_lidocaine_epi_limit"),
    "bupivacaine": ("over_bupivacaine_limit", "over_bupivacaine_epi_limit"),
    "ropivacaine": ("over_ropivacaine_limit", "over_ropivacaine_limit"),
}


def with_planned_dose(facts: Facts, knowledge: Knowledge) -> Facts:
    """These facts with what follows from the agents and the dose that are planned. What cannot be told stays unknown."""
    planned = facts.get("planned_agent")
    if planned is None:
        return _no_allergy(facts, knowledge)
    names = {name for words in planned for name in ingredients(words, "", knowledge)}
    derived: dict[str, Any] = {
        "planned_prilocaine_or_benzocaine": not names.isdisjoint({"prilocaine", "benzocaine"}),
        "planned_triamcinolone": "triamcinolone" in names,
    }
    for name, fields in _FIELDS.items():
        derived |= _limits(fields, knowledge.agents[name], facts) if name in names else dict.fromkeys(fields, False)
    derived |= (
        _day_limit(knowledge.agents["bupivacaine"], facts) if "bupivacaine" in names else {"over_bupivacaine_day_limit": False}
    )
    limit = knowledge.limits["iv_lidocaine"]
    over = _over(facts.number("dose_mg"), infusion(limit, facts).mg, in_all=limit.most_mg)
    derived["over_iv_lidocaine_limit"] = over if "lidocaine" in names else False
    if "lidocaine" in names and len(names) == 1 and facts.number("dose_mg") is not None:
        derived["total_lido_mg"] = facts.number("dose_mg")
    derived |= _fraction(names, facts, knowledge)
    derived["planned_agent_allergy"] = _allergy(planned, names, facts, knowledge)
    known = {name: value for name, value in derived.items() if value is not None and name in knowledge.fields}
    return add(facts, known, because="planned_agent", fields=knowledge.fields)


def _no_allergy(facts: Facts, knowledge: Knowledge) -> Facts:
    """Nobody is allergic to an agent that is not told yet where the list of allergies is empty."""
    if facts.allergies is None or facts.allergies or "allergy" in facts.unclear:
        return facts
    return add(facts, {"planned_agent_allergy": False}, because="allergies", fields=knowledge.fields)


def _allergy(planned: Any, names: set[str], facts: Facts, knowledge: Knowledge) -> bool | None:
    """Whether the allergy list holds an agent that is planned; None where an agent or the list cannot be read."""
    if facts.allergies is not None and not names.isdisjoint(facts.allergies):
        return True
    if facts.allergies is None or "allergy" in facts.unclear:
        return None
    read = all(ingredients(words, "", knowledge) for words in planned)
    return False if read or not facts.allergies else None


def _limits(fields: tuple[str, str], agent: Agent, facts: Facts) -> dict[str, bool | None]:
    """Whether the dose is over each limit; the limit that epinephrine rules out is not passed."""
    dose, weight, epinephrine = facts.number("dose_mg"), dosing_weight(facts)[0], facts.get("epi")
    plain, mixed = fields
    most = None if weight is None else min(agent.mg_per_kg * weight, agent.most_mg)
    most_mixed = None if weight is None else min(agent.with_epinephrine_mg_per_kg * weight, agent.with_epinephrine_most_mg)
    without = _over(dose, most, in_all=agent.most_mg)
    with_it = _over(dose, most_mixed, in_all=agent.with_epinephrine_most_mg)
    if plain == mixed:
        return {plain: without}
    return {
        plain: False if epinephrine is True or without is False else without if epinephrine is False else None,
        mixed: False if epinephrine is False or with_it is False else with_it if epinephrine is True else None,
    }


def _over(dose: float | None, most: float | None, *, in_all: float | None = None) -> bool | None:
    """Whether a dose passes a limit; what passes the limit for any weight passes it where the weight is not known."""
    if dose is None:
        return None
    if most is None:
        return True if in_all is not None and dose > in_all else None
    return dose > most


def _day_limit(agent: Agent, facts: Facts) -> dict[str, bool | None]:
    dose, before = facts.number("dose_mg"), facts.number("la_mg_last_24h")
    total = None if dose is None or before is None else dose + before
    return {"over_bupivacaine_day_limit": _over(total, agent.most_mg_per_24h)}


def _fraction(names: set[str], facts: Facts, knowledge: Knowledge) -> dict[str, float | None]:
    """The share of the one local anaesthetic planned; a mixture is worked out by hand."""
    agents = names & knowledge.agents.keys()
    dose, weight = facts.number("dose_mg"), dosing_weight(facts)[0]
    if not agents:
        return {"total_la_fraction": 0.0}
    if len(agents) > 1 or dose is None or weight is None:
        return {}
    agent = knowledge.agents[agents.pop()]
    mixed = facts.get("epi") is True
    per_kg, most = (
        (agent.with_epinephrine_mg_per_kg, agent.with_epinephrine_most_mg) if mixed else (agent.mg_per_kg, agent.most_mg)
    )
    return {"total_la_fraction": round(dose / min(per_kg * weight, most), 3)}
