"""One scale: items become a number, or the two limits between which it must lie."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fibrocare.engine.answers import UNSURE, Value
from fibrocare.engine.facts import Facts, explain, holds
from fibrocare.engine.scores import work
from fibrocare.knowledge.conditions import Condition, parse
from fibrocare.knowledge.schema import Field, InstrumentItem, Points, Scale


@dataclass(frozen=True, slots=True)
class Number:
    """A scale's number at full precision, None when it cannot be told; `low` and `high` are the limits it must lie in."""

    score: float | None
    low: float
    high: float
    answered: int = 0
    items: int = 0
    missing: tuple[str, ...] = ()
    prorated: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One item's contribution: its value, or None, and the lowest and highest it can be."""

    field: str
    value: float | None
    low: float
    high: float


def answer_of(item: InstrumentItem, spec: Field, value: Value | None) -> Answer:
    """What an item adds to a scale: yes is 1, a set counts its members, `recode` and `reverse` applied."""
    low, high = (0.0, 1.0) if spec.type == "yn" else (spec.min or 0.0, spec.max if spec.max is not None else 0.0)
    if spec.type == "set":
        high = float(len(spec.values))
    if item.recode:
        numbers = item.recode.values()
        number = None if value is None else item.recode[f"{value:g}"]
        return Answer(item.field, number, min(numbers), max(numbers))
    number = None if value is None else _number(value)
    if item.reverse and number is not None:
        number = low + high - number
    return Answer(item.field, number, low, high)


def _number(value: Value) -> float:
    return float(len(value)) if isinstance(value, frozenset) else float(value)


def measure(
    scale: Scale,
    answers: Mapping[str, Answer],
    facts: Facts,
    known: Mapping[str, Number],
) -> Number:
    """The number of one scale.

    Args:
        scale: its recipe.
        answers: every item of the instrument, by field.
        facts: for scales that read conditions or a gate.
        known: numbers of the scales and instruments that a composite adds up.
    """
    if scale.method in ("points", "composite", "wpai"):
        return _SPECIAL[scale.method](scale, facts, known)
    chosen = [answers[name] for name in scale.items] if scale.items else _scored(scale, answers)
    if scale.gate is not None and facts.get(scale.gate) is not True:
        return _gated(scale, facts, chosen)
    return _number_of(scale, chosen)


def _scored(scale: Scale, answers: Mapping[str, Answer]) -> list[Answer]:
    return [answer for name, answer in answers.items() if name != scale.gate]


def _gated(scale: Scale, facts: Facts, chosen: list[Answer]) -> Number:
    if facts.values.get(scale.gate or "") in (None, UNSURE):
        return Number(None, 0, sum(answer.high for answer in chosen), 0, len(chosen), (scale.gate or "",))
    return Number(0, 0, 0, len(chosen), len(chosen))


def _number_of(scale: Scale, chosen: list[Answer]) -> Number:
    values = [answer.value for answer in chosen if answer.value is not None]
    missing = tuple(answer.field for answer in chosen if answer.value is None)
    total = sum(values)
    size = len(chosen) if scale.method == "mean" else 1
    low = _shown(scale, (total + sum(a.low for a in chosen if a.value is None)) / size)
    high = _shown(scale, (total + sum(a.high for a in chosen if a.value is None)) / size)
    if scale.table:
        low, high = min(low, high), max(low, high)
    if not missing:
        return Number(low, low, low, len(values), len(chosen))
    enough = scale.at_least is not None and len(values) >= scale.at_least and not set(missing) & set(scale.required)
    if not enough:
        return Number(None, low, high, len(values), len(chosen), missing)
    if scale.method == "mean":
        score = _shown(scale, total / len(values))
    elif scale.prorate:
        score = _shown(scale, total * len(chosen) / len(values))
    else:
        score = _shown(scale, total)
    return Number(score, score, score, len(values), len(chosen), missing, prorated=scale.prorate or scale.method == "mean")


def _shown(scale: Scale, raw: float) -> float:
    return scale.table[f"{raw:g}"] if scale.table else raw / scale.divide_by


@functools.lru_cache(maxsize=1024)
def _condition(entry: Points) -> Condition:
    return parse(entry.when)


def _points(scale: Scale, facts: Facts, known: Mapping[str, Number]) -> Number:
    low = high = 0.0
    answered = 0
    missing: dict[str, None] = {}
    for entry in scale.when_points:
        condition = _condition(entry)
        truth = holds(condition, facts)
        answered += truth is not None
        if truth is None:
            missing.update(dict.fromkeys(explain(condition, facts).unknown))
        low += entry.points if truth else 0
        high += 0 if truth is False else entry.points
    highest = min(high, scale.range[1])
    score = low if low == highest else None
    return Number(score, low, highest, answered, len(scale.when_points), tuple(missing))


def _composite(scale: Scale, facts: Facts, known: Mapping[str, Number]) -> Number:
    # A part that nothing was answered of is asked for by its own name.
    limits = [known.get(name) or Number(None, 0, scale.range[1], missing=(name,)) for name in scale.of]
    scores = [part.score for part in limits]
    total = None if None in scores else sum(score for score in scores if score is not None)
    return Number(
        score=total,
        low=sum(part.low for part in limits),
        high=min(sum(part.high for part in limits), scale.range[1]),
        answered=sum(part.answered for part in limits),
        items=sum(part.items for part in limits),
        missing=tuple(name for part in limits for name in part.missing),
        prorated=any(part.prorated for part in limits),
    )


def _wpai(scale: Scale, facts: Facts, known: Mapping[str, Number]) -> Number:
    percent = work.impairment(scale.id, facts)
    missing = () if percent is not None else work.missing_for(scale.id, facts)
    low, high = (0.0, 100.0) if percent is None else (percent, percent)
    return Number(percent, low, high, 1 if percent is not None else 0, 1, missing)


_SPECIAL: dict[str, Callable[[Scale, Facts, Mapping[str, Number]], Number]] = {
    "points": _points,
    "composite": _composite,
    "wpai": _wpai,
}
