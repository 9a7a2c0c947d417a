"""Intake: what the person told us, checked against the dictionary.

An answer is a value of its field's type, `UNSURE`, or absent. Absent is unknown, never no. A value off its published
scale is refused, never clamped, and all refusals are collected so that one reading mends a file.
"""

import datetime as dt
import difflib
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from fibrocare.knowledge.schema import Field, Item

UNSURE = "unsure"
# A value of some enumerations: the person did not want to say, so the fact is not known.
DECLINED = "declined"

# bool for yes/no, numbers, words, dates, frozensets of words, tuples of read-only tables for lists.
Value = Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input: which field, what was found, what is allowed."""

    field: str
    found: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.field} is {self.found}: {self.allowed}"


class Refused(ValueError):
    """An input cannot be used as it is; `problems` says why, one each."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from: a resource of a record or "answers", and the date it was true, if known."""

    source: str
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """What is known of one person, as given. `confirmed` names the fields that a clinician has confirmed."""

    id: str
    as_of: dt.date
    values: Mapping[str, Value]
    confirmed: frozenset[str] = frozenset()
    origins: Mapping[str, Origin] = field(default_factory=dict)
    unmapped: tuple[Mapping[str, Value], ...] = ()


def read_answers(document: object, *, fields: Mapping[str, Field], today: dt.date) -> Answers:
    """Check an answers document, `{"as_of", "id", "answers": {field: value}}`, and freeze it.

    Args:
        document: as read from JSON or TOML. `as_of` defaults to `today`; `confirmed` lists fields a clinician confirmed.
        fields: the dictionary.
        today: no `as_of` may lie after it.

    Raises:
        Refused: everything that is wrong, at once.
    """
    if not isinstance(document, dict) or not isinstance(document.get("answers"), dict):
        raise Refused((Problem("answers", _shown(document), 'a document is {"as_of": ..., "id": ..., "answers": {...}}'),))
    problems: list[Problem] = []
    as_of = _as_of(document.get("as_of"), today, problems)
    values: dict[str, Value] = {}
    for name, raw in document["answers"].items():
        if raw is None:
            continue
        try:
            values[name] = read_value(raw, name=name, fields=fields, as_of=as_of)
        except Refused as refusal:
            problems += refusal.problems
    problems += _unknown_keys(document)
    confirmed = document.get("confirmed", [])
    if not isinstance(confirmed, list) or any(not isinstance(name, str) or name not in fields for name in confirmed):
        problems.append(Problem("confirmed", _shown(confirmed), "a list of field names"))
        confirmed = []
    if problems:
        raise Refused(tuple(problems))
    return Answers(_printable(str(document.get("id", ""))), as_of, MappingProxyType(values), frozenset(confirmed))


def read_value(raw: object, *, name: str, fields: Mapping[str, Field], as_of: dt.date) -> Value:
    """Check one answer against its field.

    Raises:
        Refused: the field is not in the dictionary, or the value is not one the field allows.
    """
    spec = fields.get(name)
    if spec is None:
        close = difflib.get_close_matches(name, fields, n=1)
        hint = f"did you mean {close[0]}?" if close else "`fibrocare knowledge list fields` shows them all"
        raise Refused((Problem(name, "not a field of the dictionary", hint),))
    if raw == UNSURE and spec.type != "text":
        return UNSURE
    return _READERS[spec.type](raw, name, spec, as_of)


def _printable(text: str) -> str:
    """A name without control characters, which could steer a terminal."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)[:200]


def _as_of(raw: object, today: dt.date, problems: list[Problem]) -> dt.date:
    if raw is None:
        return today
    try:
        as_of = to_date(raw)
    except ValueError:
        problems.append(Problem("as_of", _shown(raw), "a date such as 2026-11-22"))
        return today
    if as_of > today:
        problems.append(Problem("as_of", str(as_of), f"not after today, {today}"))
    return as_of


def _unknown_keys(document: dict[str, Any]) -> Iterator[Problem]:
    for key in document.keys() - {"as_of", "id", "answers", "confirmed", "name", "note"}:
        yield Problem(str(key), "not a key of an answers document", "allowed are as_of, id, answers, confirmed, name, note")


def to_date(raw: object) -> dt.date:
    """Read an ISO date, or the date of an ISO date and time; a year or a month alone stands for its first day.

    Raises:
        ValueError: not such a date.
    """
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    if not isinstance(raw, str):
        raise ValueError("not a date")
    text = raw[:10]
    if len(text) in (4, 7):
        text += "-01-01"[: 10 - len(text)] if len(text) == 4 else "-01"
    return dt.date.fromisoformat(text)


def _shown(raw: object) -> str:
    """A found value, short enough for one line."""
    text = repr(raw) if isinstance(raw, str) else str(raw)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _refuse(name: str, raw: object, allowed: str) -> Refused:
    return Refused((Problem(name, _shown(raw), allowed),))


def _yes_no(raw: object, name: str, spec: Field, as_of: dt.date) -> bool:
    if isinstance(raw, bool):
        return raw
    if raw in ("yes", "no"):
        return raw == "yes"
    raise _refuse(name, raw, "allowed are yes, no, unsure")


def _number(raw: object, name: str, spec: Field | Item, as_of: dt.date) -> float:
    unit = f" {spec.unit}" if spec.unit else ""
    if isinstance(raw, bool) or not isinstance(raw, (int, float)) or not math.isfinite(raw):
        raise _refuse(name, raw, f"a number is needed, {_limits(spec)}{unit}")
    if spec.type == "int" and raw != int(raw):
        raise _refuse(name, raw, f"a whole number is needed, {_limits(spec)}{unit}")
    if (spec.min is not None and raw < spec.min) or (spec.max is not None and raw > spec.max):
        raise _refuse(name, raw, f"allowed is {_limits(spec)}{unit}")
    return int(raw) if spec.type == "int" else raw


def _limits(spec: Field | Item) -> str:
    low, high = (f"{limit:g}" if limit is not None else "..." for limit in (spec.min, spec.max))
    return f"{low} to {high}"


def _enum(raw: object, name: str, spec: Field | Item, as_of: dt.date) -> str:
    if isinstance(raw, str) and raw in spec.values:
        return raw
    raise _refuse(name, raw, f"allowed are {', '.join(spec.values)}")


def _set(raw: object, name: str, spec: Field, as_of: dt.date) -> frozenset[str]:
    if not isinstance(raw, list) or any(not isinstance(entry, str) for entry in raw):
        raise _refuse(name, raw, "a list of words is needed, [] for none")
    odd = [entry for entry in raw if entry not in spec.values] if not spec.open else []
    if odd:
        raise _refuse(name, odd[0], f"allowed are {', '.join(spec.values)}")
    return frozenset(raw)


def _date(raw: object, name: str, spec: Field | Item, as_of: dt.date) -> dt.date | str:
    if isinstance(spec, Field) and spec.or_never and raw == "never":
        return "never"
    if isinstance(spec, Item) and spec.or_unknown and raw == "unknown":
        return "unknown"
    try:
        date = to_date(raw)
    except ValueError:
        raise _refuse(name, raw, "a date such as 2026-11-22 is needed") from None
    if date > as_of and not spec.may_be_future:
        raise _refuse(name, raw, f"a date in the future is not allowed, as of {as_of}")
    return date


def _words(raw: object, name: str, spec: Field | Item, as_of: dt.date) -> str:
    if isinstance(raw, str):
        return raw
    raise _refuse(name, raw, "text is needed")


def _list(raw: object, name: str, spec: Field, as_of: dt.date) -> tuple[Mapping[str, Value], ...]:
    if not isinstance(raw, list):
        raise _refuse(name, raw, "a list is needed, [] for none")
    return tuple(_entry(entry, f"{name}[{place}]", spec, as_of) for place, entry in enumerate(raw))


def _entry(raw: object, name: str, spec: Field, as_of: dt.date) -> Mapping[str, Value]:
    if isinstance(raw, str) and spec.at_least_one_of:
        raw = {spec.at_least_one_of[-1]: raw}
    if not isinstance(raw, dict):
        raise _refuse(name, raw, f"an entry is a table with {', '.join(spec.item)}")
    odd = raw.keys() - spec.item.keys()
    if odd:
        key = f"{name}.{min(map(str, odd))}"
        raise Refused((Problem(key, "not a key of this list", f"allowed are {', '.join(spec.item)}"),))
    if spec.at_least_one_of and all(raw.get(key) in (None, "") for key in spec.at_least_one_of):
        raise _refuse(name, raw, f"at least one of {', '.join(spec.at_least_one_of)} is needed")
    return {
        key: found
        for key, value in raw.items()
        if value is not None and (found := _part(value, f"{name}.{key}", spec.item[key], as_of)) is not None
    }


def _part(value: object, name: str, spec: Item, as_of: dt.date) -> Value | None:
    """One part of an entry. A part that the person is unsure of is not known: left out, or "unknown" where that is a value."""
    if value == UNSURE:
        return "unknown" if spec.or_unknown else None
    return _ITEM_READERS[spec.type](value, name, spec, as_of)


_ITEM_READERS: dict[str, Callable[[Any, str, Any, dt.date], Value]] = {
    "yn": _yes_no,
    "int": _number,
    "dec": _number,
    "enum": _enum,
    "date": _date,
    "text": _words,
}
_READERS: dict[str, Callable[[Any, str, Any, dt.date], Value]] = _ITEM_READERS | {"set": _set, "list": _list}
