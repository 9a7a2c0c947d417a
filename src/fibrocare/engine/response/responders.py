"""Who has responded, by each published definition, side by side: no one of them decides alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from fibrocare.engine.response.change import Shift
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import Responder


@dataclass(frozen=True, slots=True)
class Responded:
    """One definition and whether it is met; None where its measure was not taken."""

    id: str
    name: str
    met: bool | None


def responders(shifts: Mapping[str, Shift], pgic: int | None, knowledge: Knowledge) -> tuple[Responded, ...]:
    """Every definition of `responders.toml`.

    Args:
        shifts: by measure; a measure without enough data is absent.
        pgic: the last global impression since the start, 1 (very much improved) to 7; None where not asked.
    """
    return tuple(Responded(name, it.name, _met(it, shifts, pgic)) for name, it in knowledge.responders.items())


def _met(rule: Responder, shifts: Mapping[str, Shift], pgic: int | None) -> bool | None:
    if rule.at_most is not None:
        return None if pgic is None else pgic <= rule.at_most
    shift = shifts.get(rule.measure)
    if shift is None:
        return None
    if rule.points is not None:
        return shift.improved_by >= rule.points - 1e-9
    # Multiplied out: from a baseline of 0 nothing can be a percentage better.
    return shift.baseline.value > 0 and 100 * shift.improved_by >= (rule.percent or 0) * shift.baseline.value - 1e-9
