"""Of two answers to one question, the one that counts: doubt restricts, and the disagreement is kept."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from fibrocare.engine.answers import DECLINED, UNSURE, Origin, Value
from fibrocare.engine.facts.model import Conflict, Facts, Range
from fibrocare.knowledge.schema import Field

# The answers of an enumeration that ask for nothing.
_CALM = frozenset({"no", "none", "na", "never", "normal", "negative"})
_NOWHERE: Mapping[str, Origin] = MappingProxyType({})


def add(
    facts: Facts,
    values: Mapping[str, Value],
    *,
    because: str,
    fields: Mapping[str, Field],
    origins: Mapping[str, Origin] = _NOWHERE,
) -> Facts:
    """These facts with derived values added.

    A value given and a derived one that differ are both kept as a conflict; `counting` says which is used.

    Args:
        because: what the values are derived from, for those without an origin of their own.
        origins: where single values come from, with their date.
    """
    merged, conflicts, sources = dict(facts.values), list(facts.conflicts), dict(facts.origins)
    for name, derived in values.items():
        given, before = facts.get(name), facts.origins.get(name, Origin("answers"))
        now = origins.get(name, Origin(because))
        if given is None or given == derived:
            merged[name] = derived
            sources[name] = origins.get(name) or facts.origins.get(name) or now
            continue
        merged[name] = used = counting((given, before.date), (derived, now.date), fields[name])
        if used == derived and now.date is not None:
            sources[name] = now
        if _disagree(given, derived):
            conflicts.append(Conflict(name, given, derived, used, because))
    return replace(facts, values=merged, conflicts=tuple(conflicts), origins=sources)


def counting(given: tuple[Value, dt.date | None], derived: tuple[Value, dt.date | None], spec: Field) -> Value:
    """The value of two that counts, each with its date: the one that asks for more action (`gravity`).

    Of two numbers with dates, the newer. Without dates the worse one as the field says; where neither direction is the
    worse one, both are possible: a `Range`. A number is taken as a range of itself; one inside a range that is closed
    on its worse side comes before it.
    """
    (first, since), (second, until) = given, derived
    if not _is_numeric(first) or not _is_numeric(second):
        return second if gravity(second, spec) > gravity(first, spec) else first
    if since is not None and until is not None and since != until:
        return second if until > since else first
    for number, span in ((first, second), (second, first)):
        if isinstance(span, Range) and _is_number(number) and span.low <= number <= span.high and _is_closed(span, spec):
            return number
    return _worse(first, second, spec)


def _is_closed(span: Range, spec: Field) -> bool:
    """Whether a range ends on the side that is worse; one that is open there may hold anything."""
    return (spec.worse == "high" or math.isfinite(span.low)) and (spec.worse == "low" or math.isfinite(span.high))


def _worse(first: Value, second: Value, spec: Field) -> Value:
    (low, high), (other_low, other_high) = _ends(first), _ends(second)
    if spec.worse == "either":
        low, high = min(low, other_low), max(high, other_high)
    elif spec.worse == "low":
        low, high = min(low, other_low), min(high, other_high)
    else:
        low, high = max(low, other_low), max(high, other_high)
    if low == high:
        return first if _is_number(first) and first == low else second if _is_number(second) and second == low else low
    return Range(low, high)


def _ends(value: Value) -> tuple[float, float]:
    return (value.low, value.high) if isinstance(value, Range) else (value, value)


def _is_numeric(value: Value) -> bool:
    return isinstance(value, Range) or _is_number(value)


def gravity(value: Value, spec: Field) -> float:
    """How much an answer asks for action.

    No, then declined, then unsure, then yes; of the other words of an enumeration the later one; of numbers the higher,
    or the lower where the field says so. Words outside an enumeration all weigh the same.
    """
    if _is_number(value):
        return float(-value if spec.worse == "low" else value)
    if value == UNSURE:
        # Of a scale that starts at its calmest, unsure lies just above it.
        return (spec.min or 0) + 0.5
    if isinstance(value, bool):
        return float(value)
    if value == DECLINED:
        return 0.25
    if isinstance(value, str) and value in spec.values and value not in _CALM:
        return 1.0 + spec.values.index(value)
    return 0.0


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _disagree(given: Value, derived: Value) -> bool:
    if isinstance(derived, Range):
        return _is_number(given) and not derived.low <= given <= derived.high
    if _is_number(given) and _is_number(derived):
        return bool(abs(given - derived) > 0.05 * max(abs(given), abs(derived), 1))
    return bool(given != derived)
