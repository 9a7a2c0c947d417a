"""Laboratory results and measured scores, read: units converted, each judged by the laboratory's own range."""

import datetime as dt
import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fibrocare.engine.answers import Origin
from fibrocare.engine.facts.names import Index, phrase_index, words
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import Feed, Lab, Linear

# Payne: corrected calcium = measured + 0.8 x (4.0 - albumin), mg/dL and g/dL. Standard practice, not read at a source.
_ALBUMIN_NORMAL, _ALBUMIN_SLOPE = 4.0, 0.8


@dataclass(frozen=True, slots=True)
class Result:
    """One result in the canonical unit of its analyte."""

    analyte: str
    value: float
    low: float | None
    high: float | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Read:
    """Results as understood: the field values that follow, where from, and what nobody could read, with the reason."""

    values: Mapping[str, Any]
    origins: Mapping[str, Origin]
    unread: tuple[Mapping[str, Any], ...]


@functools.lru_cache(maxsize=4)
def _codes(knowledge: Knowledge) -> dict[str, str]:
    return {code: name for name, lab in knowledge.labs.items() for code in lab.loinc}


@functools.lru_cache(maxsize=4)
def _names(knowledge: Knowledge) -> Index:
    return phrase_index({name: (name, lab.name, *lab.names) for name, lab in knowledge.labs.items()})


def analyte_of(loinc: str, name: str, knowledge: Knowledge) -> str | None:
    """The analyte of a LOINC code, or of a name that is nothing but the analyte's name.

    "Creatinine in urine" and "TSH receptor antibody" are other tests than creatinine and TSH.
    """
    by_code = _codes(knowledge).get(loinc)
    if by_code or not name:
        return by_code
    found = [_names(knowledge).get(tuple(words(part))) for part in name.split(" ; ")]
    return next((terms[0] for terms in found if terms), None)


def convert(value: float, unit: str | None, lab: Lab) -> float | None:
    """A value in the analyte's canonical unit; None where the unit is missing or not convertible."""
    if lab.unit is None or unit == lab.unit:
        return value
    factor = lab.factors.get(unit or "")
    if factor is None:
        return None
    return factor.times * value + factor.plus if isinstance(factor, Linear) else factor * value


def read(entries: Iterable[Mapping[str, Any]], *, as_of: dt.date, knowledge: Knowledge) -> Read:
    """Read results, the newest of each analyte. A result without a date counts as older than any with one."""
    newest: dict[str, Result] = {}
    unread: list[Mapping[str, Any]] = []
    for entry in entries:
        result = _result(entry, as_of, knowledge)
        if isinstance(result, str):
            unread.append({**entry, "reason": result})
            continue
        before = newest.get(result.analyte)
        if before is None or (result.origin.date or dt.date.min, result.value) >= (
            before.origin.date or dt.date.min,
            before.value,
        ):
            newest[result.analyte] = result
    values: dict[str, Any] = {}
    origins: dict[str, Origin] = {}
    for result in newest.values():
        for field, value in _fields(result, newest, knowledge.labs[result.analyte]):
            values[field], origins[field] = value, result.origin
    return Read(values, origins, tuple(unread))


def _result(entry: Mapping[str, Any], as_of: dt.date, knowledge: Knowledge) -> Result | str:
    analyte = analyte_of(entry.get("loinc", ""), entry.get("name", ""), knowledge)
    if analyte is None:
        return "no test of the vocabulary has this code or name"
    lab, value = knowledge.labs[analyte], entry.get("value")
    if value is None:
        return "no number in it"
    converted = [
        convert(number, entry.get("unit"), lab) if number is not None else None
        for number in (value, entry.get("low"), entry.get("high"))
    ]
    if converted[0] is None:
        return f"unit {entry.get('unit')!r} cannot be read as {lab.unit}"
    if lab.plausible and not lab.plausible[0] <= converted[0] <= lab.plausible[1]:
        return f"{converted[0]:g} {lab.unit or ''} is not a plausible value: check the unit"
    date = entry.get("date")
    if lab.max_age_days is not None and isinstance(date, dt.date) and (as_of - date).days > lab.max_age_days:
        return f"older than {lab.max_age_days} days: ask again"
    return Result(analyte, converted[0], converted[1], converted[2], Origin(entry.get("ref", "answers"), date))


def _fields(result: Result, newest: Mapping[str, Result], lab: Lab) -> Iterator[tuple[str, Any]]:
    for feed in lab.feeds:
        value = _feed(feed, result, newest)
        if value is not None:
            yield feed.field, value


def _feed(feed: Feed, result: Result, newest: Mapping[str, Result]) -> Any:
    if feed.kind == "high":
        return result.value > result.high if result.high is not None else None
    if feed.kind == "low":
        return result.value < result.low if result.low is not None else None
    if feed.kind == "x_uln":
        return result.value / result.high if result.high else None
    if feed.kind == "positive":
        return result.value > 0
    if feed.kind == "corrected_calcium":
        albumin = newest.get("albumin")
        return result.value + _ALBUMIN_SLOPE * (_ALBUMIN_NORMAL - albumin.value) if albumin else None
    return result.value
