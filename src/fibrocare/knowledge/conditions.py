"""The condition language of the knowledge files: typed tables, no text to parse, nothing evaluated as code.

A condition in a file becomes a small tree of frozen values. What it means for one person is the engine's business
(`fibrocare.engine.facts.logic`). The language is described in `docs/reference/knowledge-files.md`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Scalar = bool | int | float | str


class BadCondition(ValueError):
    """A condition in a knowledge file is not in the language."""


@dataclass(frozen=True, slots=True)
class Is:
    """The field has this value; `True` stands for yes and `False` for no."""

    field: str
    value: Scalar


@dataclass(frozen=True, slots=True)
class OneOf:
    """The field has one of these values."""

    field: str
    values: frozenset[Scalar]


@dataclass(frozen=True, slots=True)
class Compare:
    """The field's number lies in a range; an open end excludes the limit itself."""

    field: str
    low: float | None
    high: float | None
    low_open: bool
    high_open: bool


@dataclass(frozen=True, slots=True)
class Includes:
    """The field's set holds at least one of these values."""

    field: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Nobody answered the field; see the engine for what "unsure" does."""

    field: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of the person holds this concept: problems (`dx`), medicines (`takes`), allergies, planned medicines.

    The concept `SELF` stands for the therapy that a rule is asked about.
    """

    list: str
    concept: str
    within_days: int | None


@dataclass(frozen=True, slots=True)
class Together:
    """With the therapy that a rule is asked about, at least so many ingredients of a class would be taken."""

    group: str
    at_least: int


SELF = "self"


@dataclass(frozen=True, slots=True)
class IfKnown:
    """The term holds; what is not known of it counts as not so. Never written in a file: see `engine.plan.rules`."""

    term: "Condition"


@dataclass(frozen=True, slots=True)
class Not:
    """The term does not hold."""

    term: "Condition"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `number` of the terms hold; all of them is `all`, one of them is `any`.

    `reads` names the fields of the terms when answers to them are all that they rest on, else it is None: a term about a
    list, or about being unanswered, can hold when no answer is given. With none of `reads` answered the whole is unknown.
    """

    number: int
    terms: tuple["Condition", ...]
    reads: tuple[str, ...] | None = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        plain = bool(self.terms) and all(map(_rests_on_answers, self.terms))
        names = tuple(dict.fromkeys(fields_of(self))) if plain else None
        object.__setattr__(self, "reads", names)


def _rests_on_answers(term: "Condition") -> bool:
    if isinstance(term, Not):
        return _rests_on_answers(term.term)
    return term.reads is not None if isinstance(term, AtLeast) else isinstance(term, (Is, OneOf, Compare, Includes))


Condition = Is | OneOf | Compare | Includes | Unanswered | Listed | Together | IfKnown | Not | AtLeast

_LISTS = ("dx", "takes", "allergy", "planned", "planned_urgently")
_LIMITS = ("at_least", "more_than", "at_most", "less_than")


def parse(table: object) -> Condition:
    """Read a condition from its table.

    Raises:
        BadCondition: the table is not in the language; the message says where and what is allowed.
    """
    if not isinstance(table, dict) or not table:
        raise BadCondition(f'a condition is a table such as {{ rf_fever = "yes" }}, not {table!r}')
    terms = tuple(_terms(dict(table)))
    return terms[0] if len(terms) == 1 else AtLeast(len(terms), terms)


def _terms(table: dict[str, Any]) -> Iterator[Condition]:
    if "count" in table:
        number, terms = table.pop("at_least", None), _many(table.pop("count"), "count")
        if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= len(terms):
            raise BadCondition(f"`count` of {len(terms)} needs `at_least` beside it, a whole number from 1 to {len(terms)}")
        yield AtLeast(number, terms)
    within = table.pop("within_days", None)
    if within is not None and "takes" not in table:
        raise BadCondition("`within_days` belongs beside `takes`")
    for key, value in table.items():
        yield _term(key, value, within)


def _term(key: str, value: object, within: int | None) -> Condition:
    if key == "all":
        terms = _many(value, key)
        return AtLeast(len(terms), terms)
    if key == "any":
        return AtLeast(1, _many(value, key))
    if key == "always" and value is True:
        return AtLeast(0, ())
    if key == "not":
        return Not(parse(value))
    if key == "unknown":
        return Unanswered(_text(key, value))
    if key == "together":
        return _together(value)
    if key in _LISTS:
        return Listed(key, _text(key, value), within if key == "takes" else None)
    return _about_field(key, value)


def _together(value: object) -> Together:
    if not isinstance(value, dict) or set(value) != {"of", "at_least"} or not isinstance(value["at_least"], int):
        raise BadCondition('`together` is a table such as { of = "serotonergic", at_least = 3 }')
    return Together(_text("together", value["of"]), value["at_least"])


def _about_field(name: str, value: object) -> Condition:
    if isinstance(value, dict):
        return _about_field_table(name, value)
    if isinstance(value, str) and value in ("yes", "no"):
        return Is(name, value == "yes")
    if isinstance(value, (bool, int, float, str)):
        return Is(name, value)
    raise BadCondition(f"{name} = {value!r}: write a value or a table such as {{ at_least = 3 }}")


def _about_field_table(name: str, table: dict[str, Any]) -> Condition:
    if set(table) == {"one_of"}:
        return OneOf(name, _values(name, table["one_of"]))
    if set(table) == {"includes"}:
        return Includes(name, _values(name, [table["includes"]]))
    if set(table) == {"includes_any"}:
        return Includes(name, _values(name, table["includes_any"]))
    if table and set(table) <= set(_LIMITS):
        return compare(name, table)
    raise BadCondition(f"{name} = {table!r}: allowed are {', '.join(_LIMITS)}, one_of, includes, includes_any")


def _values(name: str, listed: object) -> frozenset[Any]:
    if not isinstance(listed, list) or not all(isinstance(value, (bool, int, float, str)) for value in listed):
        raise BadCondition(f"{name}: one_of and includes_any take a list of values, includes takes one value")
    return frozenset(listed)


def compare(name: str, limits: dict[str, float]) -> Compare:
    """Read limits such as `{ at_least = 25, less_than = 30 }`.

    Raises:
        BadCondition: a limit is not a number, or the same end is given twice.
    """
    if any(isinstance(limit, bool) or not isinstance(limit, (int, float)) for limit in limits.values()):
        raise BadCondition(f"{name} = {limits!r}: a limit is a number")
    if {"at_least", "more_than"} <= set(limits) or {"at_most", "less_than"} <= set(limits):
        raise BadCondition(f"{name} = {limits!r}: give each end once")
    return Compare(
        field=name,
        low=limits.get("at_least", limits.get("more_than")),
        high=limits.get("at_most", limits.get("less_than")),
        low_open="more_than" in limits,
        high_open="less_than" in limits,
    )


def _many(value: object, key: str) -> tuple[Condition, ...]:
    if not isinstance(value, list) or not value:
        raise BadCondition(f"`{key}` takes a list of conditions")
    return tuple(parse(item) for item in value)


def _text(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise BadCondition(f"`{key}` takes a name, not {value!r}")
    return value


def atoms(condition: Condition) -> Iterator[Condition]:
    """The conditions about single facts inside a condition, from left to right."""
    if isinstance(condition, AtLeast):
        for term in condition.terms:
            yield from atoms(term)
    elif isinstance(condition, (Not, IfKnown)):
        yield from atoms(condition.term)
    else:
        yield condition


def fields_of(condition: Condition) -> Iterator[str]:
    """The dictionary fields a condition reads; a list predicate reads the list."""
    for atom in atoms(condition):
        if isinstance(atom, Listed):
            yield LIST_FIELDS[atom.list]
        elif isinstance(atom, Together):
            yield LIST_FIELDS["takes"]
        elif isinstance(atom, (Is, OneOf, Compare, Includes, Unanswered)):
            yield atom.field


LIST_FIELDS = {
    "dx": "dx_list",
    "takes": "medication_list",
    "allergy": "allergies",
    "planned": "planned_medications",
    "planned_urgently": "planned_medications",
}
