"""The medicine list, read: which ingredients, which classes, still taken or when stopped, how much a day.

Matching goes by RxNorm ingredient code, RxNorm product code, or name (ingredient, brand, with or without salt and
strength). An entry that no way can read is listed and makes every "does not take" uncertain.
"""

import datetime as dt
import functools
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fibrocare.engine.facts.model import Range, Taken
from fibrocare.engine.facts.names import Index, found_in, phrase_index
from fibrocare.knowledge import Knowledge

_STRENGTH = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s*(mg|mcg|ug|g)(?P<per>\s*/\s*(?:hr|h|hour|ml|actuat|l|mg))?\b", re.IGNORECASE)
_PARTS = re.compile(r" / | ; |/|;|,| and | with | \+ ")
_SALTS = frozenset({"potassium", "calcium", "magnesium", "sodium", "zinc"})
_BRAND = re.compile(r"\[[^\]]*\]")
_TO_MG = {"mg": 1.0, "mcg": 0.001, "ug": 0.001, "g": 1000.0}


@dataclass(frozen=True, slots=True)
class Read:
    """The medicine list as understood: what is taken, and the entries that nobody could read."""

    taken: tuple[Taken, ...]
    unread: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Strength:
    """The strength of one dose unit: mg, or mcg an hour for a patch."""

    mg: float | None = None
    mcg_per_hour: float | None = None


@functools.lru_cache(maxsize=4)
def _names(knowledge: Knowledge) -> Index:
    return phrase_index({name: (name, *medicine.names) for name, medicine in knowledge.medicines.items()})


@functools.lru_cache(maxsize=4)
def _codes(knowledge: Knowledge) -> dict[str, str]:
    return {code: name for name, medicine in knowledge.medicines.items() for code in medicine.rxnorm}


@functools.lru_cache(maxsize=4)
def _groups(knowledge: Knowledge) -> dict[str, frozenset[str]]:
    return {
        name: _with_wider({*medicine.classes, *medicine.classes_unconfirmed}, knowledge)
        for name, medicine in knowledge.medicines.items()
    }


def _with_wider(groups: set[str], knowledge: Knowledge) -> frozenset[str]:
    """Classes and every class that includes one of them."""
    while wider := {name for name, it in knowledge.classes.items() if name not in groups and not groups.isdisjoint(it.includes)}:
        groups |= wider
    return frozenset(groups)


@functools.lru_cache(maxsize=8192)
def ingredients(name: str, rxnorm: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The ingredients of a medicine by code or name, each once; empty when neither is known."""
    by_code = _codes(knowledge).get(rxnorm)
    if by_code:
        return (by_code,)
    written = f"{knowledge.products.get(rxnorm, '')} ; {name}"
    found = [_without_salts(list(found_in(part, _names(knowledge)))) for part in _PARTS.split(written)]
    named = dict.fromkeys(ingredient for part in found for ingredient in part)
    # The form under the tongue has its own rules; its ingredient beside its brand is the same medicine.
    return tuple(name for name in named if not (name == "cyclobenzaprine" and "tonmya" in named))


def _without_salts(found: list[str]) -> list[str]:
    """The potassium of losartan potassium is its salt; alone it is a medicine."""
    others = [ingredient for ingredient in found if ingredient not in _SALTS]
    return others or found


@functools.lru_cache(maxsize=8192)
def strengths(name: str, rxnorm: str, knowledge: Knowledge) -> Mapping[str, Strength]:
    """The strength of each ingredient in a product's name, such as "acetaminophen 325 MG / oxycodone 5 MG Oral Tablet".

    Concentrations (a mg per mL) give no strength of a dose.
    """
    # The brand in brackets names every ingredient once more; it would hide whose strength is whose.
    written = _BRAND.sub("", knowledge.products.get(rxnorm) or name)
    found: dict[str, Strength] = {}
    for part in written.split(" / "):
        names, strength = _without_salts(list(found_in(part, _names(knowledge)))), _STRENGTH.search(part)
        if len(set(names)) != 1 or strength is None:
            continue
        mg = float(strength[1]) * _TO_MG[strength[2].lower()]
        per = (strength["per"] or "").replace(" ", "").lower()
        if per in ("/hr", "/h", "/hour"):
            found[names[0]] = Strength(mcg_per_hour=round(mg * 1000, 6))
        elif not per:
            found[names[0]] = Strength(mg=mg)
    return found


def read(entries: tuple[Mapping[str, Any], ...], supplements: frozenset[str], *, as_of: dt.date, knowledge: Knowledge) -> Read:
    """Read the medicine list and the things bought without a prescription.

    An entry whose start lies after `as_of` is planned, not taken, and is left out.
    """
    taken: list[Taken] = []
    unread: list[Mapping[str, Any]] = []
    for entry in entries:
        start = entry.get("start")
        if isinstance(start, dt.date) and start > as_of:
            continue
        found = _entry(entry, as_of, knowledge)
        taken += found
        if not found:
            unread.append(entry)
    for name in sorted(supplements):
        found = _entry({"name": name}, as_of, knowledge)
        taken += found
        if not found:
            unread.append({"name": name})
    return Read(tuple(taken), tuple(unread))


def _entry(entry: Mapping[str, Any], as_of: dt.date, knowledge: Knowledge) -> list[Taken]:
    name = " ; ".join(filter(None, (entry.get("ingredient"), entry.get("name"), entry.get("product"))))
    rxnorm = entry.get("rxnorm", "")
    found = ingredients(name, rxnorm, knowledge)
    now, days = _still(entry.get("stop"), as_of)
    # A dose given for a combination belongs to the ingredient that the entry names, if it names one.
    named = ingredients(entry.get("ingredient", ""), "", knowledge) or found
    patch = strengths(name, rxnorm, knowledge)
    start = entry.get("start")
    return [
        Taken(
            ingredient=ingredient,
            groups=_groups(knowledge)[ingredient],
            now=now,
            days_since_stop=days,
            mg_per_day=entry.get("mg_per_day") if named == (ingredient,) else None,
            mcg_per_hour=_hourly(entry, patch.get(ingredient)),
            days_since_start=(as_of - start).days if isinstance(start, dt.date) else None,
            origin=entry.get("ref", "answers"),
        )
        for ingredient in found
    ]


def _hourly(entry: Mapping[str, Any], patch: Strength | None) -> float | None:
    """Micrograms an hour: as given, or one patch of the product's strength unless the record says something unreadable."""
    if "mcg_per_hour" in entry:
        return float(entry["mcg_per_hour"])
    return None if patch is None or entry.get("dose_not_read") else patch.mcg_per_hour


def named(entries: tuple[Mapping[str, Any], ...], knowledge: Knowledge) -> frozenset[str]:
    """The ingredients that entries name, with their classes."""
    found = {name for entry in entries for name in ingredients(entry.get("ingredient", ""), "", knowledge)}
    return frozenset(found).union(*(_groups(knowledge)[name] for name in found))


def groups_of(ingredient: str, knowledge: Knowledge) -> frozenset[str]:
    """The classes of an ingredient, with those that are not confirmed."""
    return _groups(knowledge)[ingredient]


def _still(stop: dt.date | str | None, as_of: dt.date) -> tuple[bool | None, int | None]:
    """Whether a medicine is still taken, and the days since the last dose."""
    if stop is None:
        return True, None
    if not isinstance(stop, dt.date):
        return None, None
    return (True, None) if stop > as_of else (False, (as_of - stop).days)


def newest_start(taken: tuple[Taken, ...], *, certain: bool) -> float | Range:
    """The days since the newest medicine for fibromyalgia was started; 9999 where none is taken, a range where not known."""
    started = [item.days_since_start for item in taken if item.now is not False and "fm_medicine" in item.groups]
    known = [days for days in started if days is not None]
    newest = min(known, default=9999)
    return newest if certain and len(known) == len(started) else Range(0, newest)


def new_starts(taken: tuple[Taken, ...], *, certain: bool) -> int | Range:
    """How many medicines were started within 28 days; one without a first day counts as an old one.

    A range where the list is not `certain`: an entry that nobody could read may be a new start.
    """
    started = (item for item in taken if item.now and item.days_since_start is not None)
    recent = len({item.ingredient for item in started if (item.days_since_start or 0) <= 28})
    return recent if certain else Range(recent)


def daily_total(taken: tuple[Taken, ...], ingredient: str, *, certain: bool) -> float | Range:
    """Milligrams a day of one ingredient from all products; a range where a dose or the list is not certain."""
    doses = [item.mg_per_day for item in taken if item.ingredient == ingredient and item.now is not False]
    total = sum(dose for dose in doses if dose is not None)
    return total if certain and None not in doses else Range(total)


def morphine_equivalents(taken: tuple[Taken, ...], *, certain: bool, knowledge: Knowledge) -> float | Range:
    """Morphine milligram equivalents a day of all opioids taken now, with the CDC 2022 factors.

    For weighing risk only, never for changing one opioid into another. Two entries of one ingredient add up; an order and
    a statement may be one medicine told twice, or two. A range when the sum cannot be known: so, or when a dose is
    missing, the opioid has no factor, or the list is not `certain`.

    Source:
        CDC 2022 conversion factors, in `vocabulary/medicines/opioids.toml`.
    """
    known = certain
    sums: dict[str, dict[str, float]] = {}
    for item in taken:
        if "opioid" not in item.groups or item.now is False:
            continue
        factor = knowledge.medicines[item.ingredient].mme
        amount = (item.mcg_per_hour if factor.per == "mcg_per_hour" else item.mg_per_day) if factor else None
        if factor is None or amount is None or item.now is None:
            known = False
        else:
            kind = item.origin.split("/")[0]
            by_kind = sums.setdefault(item.ingredient, {})
            by_kind[kind] = by_kind.get(kind, 0.0) + amount * factor.factor
    low = round(sum(max(by_kind.values()) for by_kind in sums.values()), 6)
    high = round(sum(sum(by_kind.values()) for by_kind in sums.values()), 6) if known else math.inf
    return low if low == high else Range(low, high)
