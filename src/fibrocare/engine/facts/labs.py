"""Laboratory results and measured scores, read: units converted, each judged by the laboratory's own range."""

import datetime as dt
import functools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fibrocare.engine.answers import Origin
from fibrocare.engine.facts.logic import within
from fibrocare.engine.facts.merge import counting
from fibrocare.engine.facts.model import Range
from fibrocare.engine.facts.names import Index, phrase_index, words
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.conditions import Compare
from fibrocare.knowledge.schema import Correction, Feed, Lab, Linear

# What a laboratory writes before a number that lies beyond what it can measure.
Comparator = Literal["<", "<=", ">=", ">"]


@dataclass(frozen=True, slots=True)
class Result:
    """One result in the canonical unit of its analyte; a range where the laboratory says only less or more than."""

    analyte: str
    value: float | Range
    low: float | None
    high: float | None
    flag: str
    origin: Origin
    time: str = ""


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
    """Read results, the newest of each analyte; a result without a date counts as older than any with one.

    Of several of one day that no time puts in order, each field takes the value that counts for safety.
    """
    results: dict[str, list[Result]] = {}
    unread: list[Mapping[str, Any]] = []
    for entry in entries:
        result = _result(entry, as_of, knowledge)
        if isinstance(result, str):
            unread.append({**entry, "reason": result})
        else:
            results.setdefault(result.analyte, []).append(result)
    newest = {analyte: _newest(found) for analyte, found in results.items()}
    values: dict[str, Any] = {}
    origins: dict[str, Origin] = {}
    for analyte, found in newest.items():
        lab = knowledge.labs[analyte]
        for feed in lab.feeds:
            said = [_feed(feed, result, newest) for result in found]
            known = [value for value in said if value is not None]
            # Beside one that nobody can judge a calm one settles nothing.
            if not known or (None in said and not any(value is True for value in known)):
                continue
            spec = knowledge.fields[feed.field]
            values[feed.field] = functools.reduce(lambda one, other: counting((one, None), (other, None), spec), known)
            origins[feed.field] = found[-1].origin
        reasons = dict.fromkeys((_unused(result, newest, lab), result) for result in found)
        for reason, result in reasons:
            if reason:
                shown = _shown(result.value)
                unread.append({"name": lab.name, "value": shown, "ref": result.origin.source, "reason": reason})
    return Read(values, origins, tuple(unread))


def _newest(results: list[Result]) -> tuple[Result, ...]:
    """The newest of the results of one analyte; several where it is not known which of one day is the newest."""
    day = max(result.origin.date or dt.date.min for result in results)
    of_day = [result for result in results if (result.origin.date or dt.date.min) == day]
    last = max(result.time for result in of_day)
    return tuple(result for result in of_day if result.time in (last, ""))


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
    found = _beside(canonical, entry.get("comparator"))
    origin = Origin(entry.get("ref", "answers"), date)
    return Result(analyte, found, low, high, entry.get("flag", ""), origin, entry.get("time", ""))


def _beside(value: float, comparator: Comparator | None) -> float | Range:
    """The numbers that a result stands for; the next number beside the limit where the limit itself is left out."""
    if comparator is None:
        return value
    if comparator[0] == "<":
        return Range(high=value if comparator == "<=" else math.nextafter(value, -math.inf))
    return Range(low=value if comparator == ">=" else math.nextafter(value, math.inf))


def _linear(value: float | Range, times: float, plus: float = 0) -> float | Range:
    """A positive multiple of a value, plus a constant."""
    if isinstance(value, Range):
        return Range(times * value.low + plus, times * value.high + plus)
    return times * value + plus


def _shown(value: float | Range) -> str:
    if not isinstance(value, Range):
        return f"{value:g}"
    return f"up to {value.high:g}" if value.low == -math.inf else f"{value.low:g} or more"


def _limit(number: float | None, unit: str | None, lab: Lab) -> float | None:
    return None if number is None else convert(number, unit, lab)


def _feed(feed: Feed, result: Result, newest: Mapping[str, tuple[Result, ...]]) -> Any:
    value = result.value
    if feed.kind == "high":
        return True if result.flag in ("H", "HH") else _above(value, result.high, result.flag)
    if feed.kind == "low":
        return True if result.flag in ("L", "LL") else _below(value, result.low, result.flag)
    if feed.kind == "x_uln":
        return _linear(value, 1 / result.high) if result.high else None
    if feed.kind == "positive":
        return within(Compare(feed.field, 0, None, True, False), value)
    if feed.correction is not None:
        return _corrected(result, feed.correction, newest)
    return value


def _above(value: float | Range, limit: float | None, flag: str) -> bool | None:
    """Whether a result lies above the laboratory's limit; without a limit, whether the laboratory flagged it."""
    if limit is None:
        return False if flag in _FLAGGED else None
    return within(Compare("", limit, None, True, False), value)


def _below(value: float | Range, limit: float | None, flag: str) -> bool | None:
    if limit is None:
        return False if flag in _FLAGGED else None
    return within(Compare("", None, limit, False, True), value)


_FLAGGED = frozenset({"N", "H", "HH", "L", "LL"})


def _corrected(result: Result, correction: Correction, newest: Mapping[str, tuple[Result, ...]]) -> float | Range:
    """A result corrected for another of about the same day; a range where that one is not known."""
    beside = _beside_of(result, correction, newest)
    if beside is not None:
        return _linear(result.value, 1, correction.slope * (correction.normal - beside))
    ends = [_linear(result.value, 1, correction.slope * (correction.normal - end)) for end in correction.possible]
    return Range(
        min(end.low if isinstance(end, Range) else end for end in ends),
        max(end.high if isinstance(end, Range) else end for end in ends),
    )


def _beside_of(result: Result, correction: Correction, newest: Mapping[str, tuple[Result, ...]]) -> float | None:
    """The one other result near enough in time to correct by; None without, or with several that differ."""
    near = {
        other.value
        for other in newest.get(correction.by, ())
        if other.origin.date == result.origin.date
        or (
            other.origin.date
            and result.origin.date
            and abs((other.origin.date - result.origin.date).days) <= correction.within_days
        )
    }
    value = near.pop() if len(near) == 1 else None
    return None if isinstance(value, Range) else value


def _unused(result: Result, newest: Mapping[str, tuple[Result, ...]], lab: Lab) -> str:
    """Why a result that was understood says nothing, or less than it could; empty when it says all."""
    for feed in lab.feeds:
        if feed.correction is not None and _beside_of(result, feed.correction, newest) is None:
            days = feed.correction.within_days
            return f"it needs the {feed.correction.by} of the same day, or at most {days} day(s) apart, to be corrected"
    if not lab.feeds:
        return lab.note or "understood, but no rule reads it"
    if not any(_feed(feed, result, newest) is not None for feed in lab.feeds):
        return "no range and no flag from the laboratory: it cannot be judged"
    return ""
