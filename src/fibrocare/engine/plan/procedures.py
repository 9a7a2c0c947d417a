"""Arithmetic for procedures, with the working: the most of a local anaesthetic, infusion limits, steroid in a year."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from fibrocare.engine.facts import Facts, explain, holds
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.conditions import parse
from fibrocare.knowledge.schema import Agent, Limit

# Ideal body weight (Devine): standard practice, not read at a source. In kg for cm; 152.4 cm are 5 feet, 2.54 cm an inch.
_IDEAL = {"female": 45.5, "male": 50.0}
_IDEAL_PER_INCH, _FIVE_FEET, _INCH = 2.3, 152.4, 2.54
# Above this body mass index the ideal weight counts (D12).
_OBESE = 30


@dataclass(frozen=True, slots=True)
class Worked:
    """A result in mg with its working; None with the fields to ask where it cannot be told."""

    mg: float | None
    working: tuple[str, ...]
    ask: tuple[str, ...] = ()
    verification: str = "design"


def dosing_weight(facts: Facts) -> tuple[float | None, tuple[str, ...], tuple[str, ...]]:
    """The weight that doses go by: actual, or ideal where that is lower and the body mass index is above 30.

    Returns:
        The weight in kg, the working, and the fields to ask where it cannot be told.
    """
    weight, height = facts.number("weight_kg"), facts.number("height_cm")
    if weight is None:
        return None, (), ("weight_kg",)
    bmi = facts.number("bmi")
    if bmi is None:
        return None, (f"weight {weight:g} kg",), ("height_cm",)
    if bmi <= _OBESE:
        return weight, (f"actual weight {weight:g} kg (body mass index {bmi:g})",), ()
    base = _IDEAL.get(facts.get("sex_at_birth") or "")
    if height is None or base is None:
        missing = tuple(
            name for name in ("height_cm", "sex_at_birth") if facts.get(name) not in _IDEAL and facts.get(name) is None
        )
        return None, (f"body mass index {bmi:g}: the ideal weight is needed",), missing or ("sex_at_birth",)
    ideal = round(base + _IDEAL_PER_INCH * max(0.0, height - _FIVE_FEET) / _INCH, 1)
    used = min(weight, ideal)
    return used, (f"body mass index {bmi:g} above {_OBESE}: ideal weight {ideal:g} kg, not {weight:g} kg",), ()


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
    return Worked(_down(mg), tuple(lines), (), agent.verification)


def _down(mg: float) -> float:
    """A maximum to a tenth of a milligram, never rounded up."""
    return math.floor(mg * 10 + 1e-9) / 10


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


def infusion(limit: Limit, facts: Facts) -> Worked:
    """The most of an infusion in one session, in mg: by weight, in all, less or none as the limit says."""
    weight, working, ask = dosing_weight(facts)
    conditions = [parse(table) for table in (limit.none_when, limit.half_when) if table is not None]
    ask = (*ask, *(name for condition in conditions for name in explain(condition, facts).unknown))
    if weight is None or limit.mg_per_kg is None or ask:
        return Worked(None, working, tuple(dict.fromkeys(ask)), limit.verification)
    if weight < limit.least_kg:
        return Worked(0, (*working, f"under {limit.least_kg:g} kg: not given"), (), limit.verification)
    if limit.none_when is not None and holds(parse(limit.none_when), facts):
        return Worked(0, (*working, limit.says, "not given"), (), limit.verification)
    mg = limit.mg_per_kg * weight
    lines = [*working, f"{limit.mg_per_kg:g} mg/kg x {weight:g} kg = {mg:g} mg"]
    if limit.most_mg is not None and mg > limit.most_mg:
        mg = limit.most_mg
        lines.append(f"at most {mg:g} mg")
    if limit.half_when is not None and holds(parse(limit.half_when), facts):
        mg /= 2
        lines.append(f"half: {mg:g} mg")
    if limit.minutes:
        slowest = f", never faster than {limit.most_mg_per_min:g} mg a minute" if limit.most_mg_per_min else ""
        lines.append(f"over {limit.minutes[0]} to {limit.minutes[1]} minutes{slowest}")
    return Worked(_down(mg), tuple(lines), (), limit.verification)


def steroid_left(used: Mapping[str, float], knowledge: Knowledge) -> Worked:
    """The steroid left for one session of the 12 months' limit, in mg of triamcinolone; `used` in mg by agent.

    Raises:
        KeyError: an agent without an equivalent.
    """
    session, year = knowledge.limits["steroid_session"], knowledge.limits["steroid_year"]
    equal = {name: mg * year.equals[name] for name, mg in used.items()}
    total, most = sum(equal.values()), year.most_mg or 0.0
    left = max(0.0, min(session.most_mg or 0.0, most - total))
    lines = [f"{name} {used[name]:g} mg = {mg:g} mg triamcinolone" for name, mg in equal.items()]
    lines.append(f"{total:g} of {most:g} mg used in 12 months; at most {session.most_mg:g} mg a session")
    return Worked(_down(left), tuple(lines), (), year.verification)
