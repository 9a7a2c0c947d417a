"""Limits by weight, with the working: the weight that doses go by, and the most of an infusion."""

import math
from dataclasses import dataclass

from fibrocare.engine.facts.logic import explain, holds
from fibrocare.engine.facts.model import Facts
from fibrocare.knowledge.conditions import parse
from fibrocare.knowledge.schema import Limit

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
    return Worked(rounded_down(mg), tuple(lines), (), limit.verification)


def rounded_down(mg: float) -> float:
    """A maximum to a tenth of a milligram, never rounded up."""
    return math.floor(mg * 10 + 1e-9) / 10
