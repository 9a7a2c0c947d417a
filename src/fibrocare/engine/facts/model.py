"""The value that every later step reads: facts with their origins, in three values."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fibrocare.engine.answers import UNSURE, Origin, Value


@dataclass(frozen=True, slots=True)
class Range:
    """A number known only to lie between two limits, both included."""

    low: float = -math.inf
    high: float = math.inf


@dataclass(frozen=True, slots=True)
class Taken:
    """One ingredient of one entry of the medicine list.

    `now` is None where the last day is unknown. `mg_per_day` and `mcg_per_hour` are None where not known.
    """

    ingredient: str
    groups: frozenset[str]
    now: bool | None
    days_since_stop: int | None = None
    mg_per_day: float | None = None
    mcg_per_hour: float | None = None
    origin: str = "answers"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sources that disagree about a field; `used` is the one that counts for safety."""

    field: str
    given: Value
    derived: Value
    used: Value
    because: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one person on one day.

    `values` maps a dictionary field to its value; absent is unknown. `problems` and `allergies` hold vocabulary ids;
    they and `taken` are None when the list was never asked for, and `unclear` names lists with an entry that nobody
    could read, so that "not in the list" is not certain.
    """

    as_of: dt.date
    values: Mapping[str, Value]
    origins: Mapping[str, Origin] = field(default_factory=dict)
    problems: frozenset[str] | None = None
    taken: tuple[Taken, ...] | None = None
    allergies: frozenset[str] | None = None
    unclear: frozenset[str] = frozenset()
    conflicts: tuple[Conflict, ...] = ()
    confirmed: frozenset[str] = frozenset()
    unmapped: tuple[Mapping[str, Any], ...] = ()

    def get(self, name: str) -> Any:
        """The value of a field; None when unknown, and also when the person is unsure."""
        value = self.values.get(name)
        return None if value == UNSURE else value

    def with_values(self, values: Mapping[str, Value], *, because: str) -> "Facts":
        """These facts with derived values added.

        A value given by hand and a derived one that differ are both kept: yes beats no, the higher number beats the
        lower, and the disagreement is noted.
        """
        merged, conflicts = dict(self.values), list(self.conflicts)
        origins = dict(self.origins)
        for name, derived in values.items():
            given = self.get(name)
            if given is None or given == derived:
                merged[name] = derived
                origins.setdefault(name, Origin(because))
                continue
            merged[name] = used = restrictive(name, given, derived)
            if _disagree(given, derived):
                conflicts.append(Conflict(name, given, derived, used, because))
        return replace(self, values=merged, conflicts=tuple(conflicts), origins=origins)


# Of two kidney functions the worse one counts.
_LOWER_COUNTS = frozenset({"crcl", "egfr"})


def restrictive(name: str, given: Value, derived: Value) -> Value:
    """The value of two that counts for safety: yes before no, positive before negative, the higher before the lower.

    A number comes before a range. Of kidney function the lower one counts.
    """
    if isinstance(derived, Range):
        return given if not isinstance(given, (int, float)) or given >= derived.low else derived
    if isinstance(given, (bool, int, float)) and isinstance(derived, (bool, int, float)):
        return min(given, derived) if name in _LOWER_COUNTS else max(given, derived)
    if derived == "positive" or (derived == UNSURE and given is False):
        return derived
    return derived if isinstance(given, Range) else given


def _disagree(given: object, derived: object) -> bool:
    if isinstance(derived, Range):
        return isinstance(given, int | float) and (given < derived.low or given > derived.high)
    if isinstance(given, int | float) and isinstance(derived, int | float) and not isinstance(given, bool):
        return abs(given - derived) > 0.05 * max(abs(given), abs(derived), 1)
    return given != derived
