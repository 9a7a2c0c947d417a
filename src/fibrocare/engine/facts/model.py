"""The value that every later step reads: facts with their origins, in three values."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
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
    days_since_start: int | None = None
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
    could read, so that "not in the list" is not certain. `suspected` holds the problems that are only suspected, `planned`
    ingredients and classes that somebody plans to give, `proposed` what the rule in hand is asked about.
    """

    as_of: dt.date
    values: Mapping[str, Value]
    origins: Mapping[str, Origin] = field(default_factory=dict)
    problems: frozenset[str] | None = None
    suspected: frozenset[str] = frozenset()
    taken: tuple[Taken, ...] | None = None
    allergies: frozenset[str] | None = None
    planned: frozenset[str] | None = None
    planned_urgently: frozenset[str] | None = None
    proposed: tuple[Taken, ...] = ()
    unclear: frozenset[str] = frozenset()
    conflicts: tuple[Conflict, ...] = ()
    confirmed: frozenset[str] = frozenset()
    unmapped: tuple[Mapping[str, Any], ...] = ()

    def get(self, name: str) -> Any:
        """The value of a field; None when unknown, and also when the person is unsure."""
        value = self.values.get(name)
        return None if value == UNSURE else value

    def number(self, name: str) -> float | None:
        """The value of a numeric field; None when unknown, and also when only a range is known."""
        value = self.get(name)
        return None if isinstance(value, Range) else value

    def is_known(self, name: str) -> bool:
        """Whether a field has one certain value; of a list, whether it was given and every entry could be read."""
        lists = {
            "medication_list": ("takes", self.taken),
            "dx_list": ("dx", self.problems),
            "allergies": ("allergy", self.allergies),
            "planned_medications": ("planned", self.planned),
        }
        if name in lists:
            kind, known = lists[name]
            return known is not None and kind not in self.unclear
        value = self.get(name)
        return value is not None and not isinstance(value, Range)
