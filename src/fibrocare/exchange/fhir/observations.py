"""Observations: laboratory results, measured scores and vital signs, each with the range that fits the person."""

import datetime as dt
import re
from typing import Any

from fibrocare.engine.answers import Origin
from fibrocare.engine.facts.labs import analyte_of
from fibrocare.exchange.fhir import elements, r4
from fibrocare.exchange.fhir.reader import Reader

LOINC = "http://loinc.org"
_SETTLED = frozenset({"final", "amended", "corrected", "preliminary", "registered", ""})
# A total of morphine equivalents that the record states counts this long, in days (our default).
_TOTAL_GOOD_FOR = 90


def read_observation(it: r4.Observation, ref: str, reader: Reader) -> None:
    """Add the results of an observation and its components to the reader."""
    when = it.effective_date_time or (it.effective_period.start if it.effective_period else None) or it.issued
    date = reader.date(when, ref, "Observation")
    if it.status not in _SETTLED:
        reader.note("result", ref, f"status {it.status}: not used", name=it.code.words if it.code else "")
        return
    if reader.is_future(date, ref, "Observation"):
        return
    for part in (it, *it.component):
        if part.code is not None:
            _measured(part, part.code, (date, _instant(when)), ref, reader)


def _instant(when: str | None) -> str:
    """A time of day as UTC text that sorts; empty when the record gives only a date."""
    if when is None or "T" not in when:
        return ""
    try:
        moment = dt.datetime.fromisoformat(when)
        return moment.astimezone(dt.UTC).isoformat() if moment.tzinfo else ""
    except (ValueError, OverflowError):
        return ""


def _measured(part: r4.Component, code: elements.Concept, at: tuple[dt.date | None, str], ref: str, reader: Reader) -> None:
    value: Any = part.value_quantity.value if part.value_quantity else part.value_integer
    if value is None and part.value_codeable_concept is not None:
        ordinals = reader.knowledge.ordinals
        value = next((ordinals[it.code] for it in part.value_codeable_concept.coding if it.code in ordinals), None)
    if part.value_quantity and part.value_quantity.comparator not in _COMPARATORS | {""}:
        reader.note("result", ref, f"comparator {part.value_quantity.comparator!r} is not known: not used", name=code.words)
        return
    if value is None:
        if not isinstance(part, r4.Observation) or not part.component:
            reader.note("result", ref, "no number in it", name=code.words, loinc=code.code_in(LOINC))
        return
    quantity, normal = part.value_quantity or elements.Quantity(), _normal_range(part.reference_range, reader)
    entry: dict[str, Any] = {
        "loinc": code.code_in(LOINC),
        "name": code.words,
        "value": value,
        "unit": quantity.code or quantity.unit,
        **_range(normal),
        "flag": _flag(part),
        "comparator": quantity.comparator,
        "date": at[0],
        "time": at[1],
        "ref": ref,
    }
    if any(coding.system == LOINC for coding in code.coding):
        # A code says what was measured; words beside an unknown code must not guess.
        entry["name"] = code.words if analyte_of(entry["loinc"], "", reader.knowledge) else ""
    if not entry["loinc"] and _is_reported_mme(quantity):
        _reported_mme(value, Origin(ref, at[0]), reader)
        return
    reader.add("lab_results", entry)


def _is_reported_mme(quantity: elements.Quantity) -> bool:
    return "{MME}" in (quantity.code or quantity.unit)


def _reported_mme(value: float, origin: Origin, reader: Reader) -> None:
    """A total that the record computed itself: kept, since a dose may be missing here, but by factors not known."""
    reader.note(
        "result",
        origin.source,
        "as the record counts them, by factors not known; the dose could not be worked out from the orders",
        name="Morphine milligram equivalents",
        value=f"{value:g}",
        date=str(origin.date or ""),
    )
    if origin.date is None or (reader.as_of - origin.date).days <= _TOTAL_GOOD_FOR:
        reader.set("mme_per_day", value, origin)


# Only what an interpretation code says of the laboratory's own range.
_FLAGS = frozenset({"H", "HH", "L", "LL", "N"})
_COMPARATORS = frozenset({"<", "<=", ">=", ">"})
_TEXT_RANGE = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(?:-|–|to)\s*(\d+(?:\.\d+)?)\s*$")


def _flag(part: r4.Component) -> str | None:
    codes = [coding.code for concept in part.interpretation for coding in concept.coding]
    return next((code for code in codes if code in _FLAGS), None)


def _range(normal: elements.Range | None) -> dict[str, Any]:
    """The limits of a reference range and their unit; read from its text where it has no numbers."""
    if normal is None:
        return {}
    if normal.low is None and normal.high is None and (found := _TEXT_RANGE.match(normal.text)):
        return {"low": float(found[1]), "high": float(found[2])}
    unit = next((end.code or end.unit for end in (normal.high, normal.low) if end and (end.code or end.unit)), None)
    return {
        "low": normal.low.value if normal.low else None,
        "high": normal.high.value if normal.high else None,
        "range_unit": unit,
    }


def _normal_range(ranges: tuple[elements.Range, ...], reader: Reader) -> elements.Range | None:
    """The laboratory's normal range for this person; None where several remain that differ."""
    fitting = [it for it in ranges if it.type is None or not it.type.coding or "normal" in it.type.codes]
    fitting = [it for it in fitting if _is_of_sex(it, reader.values.get("sex_at_birth")) and _is_of_age(it, reader)]
    limits = {(it.low and it.low.value, it.high and it.high.value, it.text) for it in fitting}
    return fitting[0] if len(limits) == 1 else None


_SEXES = {
    "female": re.compile(r"\b(?:females?|women|woman|f|248152002)\b", re.IGNORECASE),
    "male": re.compile(r"\b(?:males?|men|man|m|248153007)\b", re.IGNORECASE),
}


def _is_of_sex(it: elements.Range, sex: Any) -> bool:
    """Whether a range is for this sex, or for both; one for a sex that is not known of the person is not used."""
    written = [it.text]
    for group in it.applies_to:
        written += [group.text, *(word for at in group.coding for word in (at.code, at.display))]
    sexes = {name for name, words in _SEXES.items() if any(map(words.search, written))}
    return not sexes or sex in sexes


def _is_of_age(it: elements.Range, reader: Reader) -> bool:
    age = reader.values.get("age_years")
    if it.age is None:
        return True
    low, high = (end.value if end else None for end in (it.age.low, it.age.high))
    in_years = all(end is None or (end.code or end.unit) in ("a", "years", "yr", "year", "") for end in (it.age.low, it.age.high))
    return in_years and age is not None and (low is None or age >= low) and (high is None or age <= high)
