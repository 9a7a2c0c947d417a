"""Laboratory results and measured scores, read: units converted, each judged by the laboratory's own range."""

import datetime as dt
import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fibrocare.engine.answers import Origin
from fibrocare.engine.facts.model import Range
from fibrocare.engine.facts.names import Index, phrase_index, words
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import Feed, Lab, Linear

# Payne: corrected calcium = measured + 0.8 x (4.0 - albumin), mg/dL and g/dL. Standard practice, not read at a source.
_ALBUMIN_NORMAL, _ALBUMIN_SLOPE = 4.0, 0.8
# Albumin of a living person lies between these, g/dL (our default).
_ALBUMIN_POSSIBLE = (1.0, 6.0)


@dataclass(frozen=True, slots=True)
class Result:
    """One result in the canonical unit of its analyte."""

    analyte: str
    value: float
    low: float | None
    high: float | None
    flag: str
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
        lab = knowledge.labs[result.analyte]
        for field, value in _fields(result, newest, lab):
            values[field], origins[field] = value, result.origin
        reason = _unused(result, newest, lab)
        if reason:
            unread.append({"name": lab.name, "value": f"{result.value:g}", "ref": result.origin.source, "reason": reason})
    return Read(values, origins, tuple(unread))


def _result(entry: Mapping[str, Any], as_of: dt.date, knowledge: Knowledge) -> Result | str:
    analyte = analyte_of(entry.get("loinc", ""), entry.get("name", ""), knowledge)
    if analyte is None:
        return "no test of the vocabulary has this code or name"
    lab, value = knowledge.labs[analyte], entry.get("value")
    if value is None:
        return "no number in it"
    unit = entry.get("unit")
    canonical = convert(value, unit, lab)
    if canonical is None:
        return f"unit {unit!r} cannot be read as {lab.unit}"
    if lab.plausible and not lab.plausible[0] <= canonical <= lab.plausible[1]:
        return f"{canonical:g} {lab.unit or ''} is not a plausible value: check the unit"
    # A range may be printed in another unit than the value.
    low, high = (_limit(entry.get(end), entry.get("range_unit", unit), lab) for end in ("low", "high"))
    date = entry.get("date")
    if lab.max_age_days is not None and isinstance(date, dt.date) and (as_of - date).days > lab.max_age_days:
        return f"older than {lab.max_age_days} days: ask again"
    return Result(analyte, canonical, low, high, entry.get("flag", ""), Origin(entry.get("ref", "answers"), date))


def _limit(number: float | None, unit: str | None, lab: Lab) -> float | None:
    return None if number is None else convert(number, unit, lab)


def _fields(result: Result, newest: Mapping[str, Result], lab: Lab) -> Iterator[tuple[str, Any]]:
    for feed in lab.feeds:
        value = _feed(feed, result, newest)
        if value is not None:
            yield feed.field, value


def _feed(feed: Feed, result: Result, newest: Mapping[str, Result]) -> Any:
    if feed.kind == "high":
        return _beyond(result.value, result.high, result.flag, ("H", "HH"))
    if feed.kind == "low":
        return _beyond(-result.value, None if result.low is None else -result.low, result.flag, ("L", "LL"))
    if feed.kind == "x_uln":
        return result.value / result.high if result.high else None
    if feed.kind == "positive":
        return result.value > 0
    if feed.kind == "corrected_calcium":
        return _corrected(result.value, newest.get("albumin"))
    return result.value


def _beyond(value: float, limit: float | None, flag: str, flags: tuple[str, str]) -> bool | None:
    """Whether a result lies beyond the laboratory's limit; without a limit, whether the laboratory flagged it so."""
    if flag in flags:
        return True
    if limit is not None:
        return value > limit
    return False if flag in ("N", "H", "HH", "L", "LL") else None


def _corrected(calcium: float, albumin: Result | None) -> float | Range:
    """Calcium corrected for albumin in mg/dL; a range where albumin is not known."""
    if albumin is not None:
        return calcium + _ALBUMIN_SLOPE * (_ALBUMIN_NORMAL - albumin.value)
    low, high = (calcium + _ALBUMIN_SLOPE * (_ALBUMIN_NORMAL - end) for end in reversed(_ALBUMIN_POSSIBLE))
    return Range(low, high)


def _unused(result: Result, newest: Mapping[str, Result], lab: Lab) -> str:
    """Why a result that was understood says nothing, or less than it could; empty when it says all."""
    if any(feed.kind == "corrected_calcium" for feed in lab.feeds) and "albumin" not in newest:
        return "it needs the albumin of the same day to be corrected"
    if not lab.feeds:
        return lab.note or "understood, but no rule reads it"
    if not any(_feed(feed, result, newest) is not None for feed in lab.feeds):
        return "no range and no flag from the laboratory: it cannot be judged"
    return ""
