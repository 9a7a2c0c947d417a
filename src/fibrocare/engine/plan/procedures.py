"""Arithmetic for procedures, with the working: the most of a local anaesthetic, several together, steroid in a year."""

from collections.abc import Mapping

from fibrocare.engine.facts import Facts, holds
from fibrocare.engine.facts.weight import Worked, dosing_weight, rounded_down
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.conditions import parse
from fibrocare.knowledge.schema import Agent


def anaesthetic_maximum(agent: Agent, facts: Facts, knowledge: Knowledge, *, epinephrine: bool) -> Worked:
    """The most of one local anaesthetic in one session, in mg."""
    weight, working, ask = dosing_weight(facts)
    if weight is None:
        return Worked(None, working, ask, agent.verification)
    per_kg = agent.with_epinephrine_mg_per_kg if epinephrine else agent.mg_per_kg
    most = agent.with_epinephrine_most_mg if epinephrine else agent.most_mg
    mg = min(per_kg * weight, most)
    lines = [*working, f"{per_kg:g} mg/kg x {weight:g} kg = {per_kg * weight:g} mg, at most {most:g} mg: {mg:g} mg"]
    limit = knowledge.limits["local_anaesthetic"]
    reduced = holds(parse(limit.less_when), facts)
    if reduced is not False:
        mg *= 1 - limit.less_by
        why = "old, frail, heart or liver" if reduced else "age, frailty, heart or liver not known"
        lines.append(f"{limit.less_by:.0%} less ({why}): {mg:g} mg")
    return Worked(rounded_down(mg), tuple(lines), (), agent.verification)


def fractions(doses: Mapping[str, float], facts: Facts, knowledge: Knowledge, *, epinephrine: bool) -> Worked:
    """The sum of each agent's share of its maximum; at most 1 is allowed. `mg` holds the sum."""
    total, lines = 0.0, []
    for name, mg in doses.items():
        most = anaesthetic_maximum(knowledge.agents[name], facts, knowledge, epinephrine=epinephrine)
        if most.mg is None:
            return Worked(None, most.working, most.ask)
        total += mg / most.mg
        lines.append(f"{name} {mg:g} mg of {most.mg:g} mg = {mg / most.mg:.2f}")
    return Worked(round(total, 3), (*lines, f"together {total:.2f}, at most 1"))


def steroid_left(used: Mapping[str, float], knowledge: Knowledge) -> Worked:
    """The steroid left for one session of the 12 months' limit, in mg of triamcinolone; `used` in mg by agent.

    Raises:
        KeyError: an agent without an equivalent.
    """
    session, year = knowledge.limits["steroid_session"], knowledge.limits["steroid_year"]
    equal = {name: mg * year.equals[name] for name, mg in used.items()}
    total, most = sum(equal.values()), year.most_mg or 0.0
    left = max(0.0, min(session.most_mg or 0.0, most - total))
    lines = [f"{name} {used[name]:g} mg = {round(mg, 1):g} mg triamcinolone" for name, mg in equal.items()]
    lines.append(f"{round(total, 1):g} of {most:g} mg used in 12 months; at most {session.most_mg:g} mg a session")
    return Worked(rounded_down(left), tuple(lines), (), year.verification)
