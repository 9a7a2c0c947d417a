"""The problem and allergy lists, read: which vocabulary conditions they name, and what follows from them."""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fibrocare.engine.facts.medicines import ingredients
from fibrocare.engine.facts.names import Index, found_in, phrase_index
from fibrocare.knowledge import Knowledge

# A problem with one of these statuses is not, or no longer, there. What follows from its history still follows.
OVER = frozenset({"resolved", "inactive", "remission"})
NEVER = frozenset({"refuted", "entered-in-error"})
# A suspicion: it settles nothing, but what would follow from it still counts for safety.
SUSPECTED = frozenset({"unconfirmed", "provisional", "differential", "suspected", "possible"})
_SUSPECTED_WORDS = re.compile(
    r"^\s*\?|\b(?:r/o|rule out|possible|probable|suspected|suspicion of|query|questionable|vs\.?)\b|\?\s*$", re.I
)


# What follows these words, up to the next mark or turn of the sentence, is said not to be there.
_WITHOUT = re.compile(
    r"\b(?:without|negative for|absence of|no evidence of)\b.*?(?=[;,.()]|\b(?:but|and with|with)\b|$)", re.IGNORECASE
)
_RELATIVE = "(?:mother|father|sister|brother|parent|sibling|aunt|uncle|grandmother|grandfather)s?"
# Words that make a whole entry no finding of this person, or one of a relative.
_DENIED = re.compile(
    r"^\s*(?:no|denies|denied|negative|family h(?:istory|x)|fam\.? h(?:istory|x)|f/?hx?|at risk|risk of|screening for)\b"
    r"|^\s*(?:ruled out|not (?!well|controlled|adequately|fully|yet)\w+)\b"
    rf"|^\s*{_RELATIVE}\b|\b(?:in|of) (?:(?:his|her|the|their) )?{_RELATIVE}\W*$"
    r"|\b(?:ruled out|denied|not present|not found|excluded)\W*$",
    re.IGNORECASE,
)
_FAMILY = re.compile(
    r"\b(?:family|fam|fhx?|f/h|mother|father|sister|brother|parent|sibling|aunt|uncle|grand\w+)s?\b", re.IGNORECASE
)
_DEATH = re.compile(r"\b(?:death|loss|illness|care) of\b", re.IGNORECASE)


def _is_denied(words: str) -> bool:
    return bool(_DENIED.search(words)) and not _DEATH.search(words)


@dataclass(frozen=True, slots=True)
class Read:
    """A list as understood: ids there now, there ever or suspected, perhaps there; entries unread, entries only suspected."""

    now: frozenset[str]
    ever: frozenset[str]
    unread: tuple[Mapping[str, Any], ...]
    suspected: tuple[Mapping[str, Any], ...] = ()
    perhaps: frozenset[str] = frozenset()


@functools.lru_cache(maxsize=4)
def _names(knowledge: Knowledge) -> Index:
    return phrase_index({name: (concept.name, *concept.names) for name, concept in knowledge.conditions.items()})


@functools.lru_cache(maxsize=4)
def _snomed(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    codes: dict[str, list[str]] = {}
    for name, concept in knowledge.conditions.items():
        for code in concept.snomed:
            codes.setdefault(code, []).append(name)
    return {code: tuple(names) for code, names in codes.items()}


@functools.lru_cache(maxsize=4)
def _icd10(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    prefixes: dict[str, list[str]] = {}
    for name, concept in knowledge.conditions.items():
        for prefix in concept.icd10:
            prefixes.setdefault(prefix.replace(".", "").rstrip("-x"), []).append(name)
    return {prefix: tuple(names) for prefix, names in prefixes.items()}


@functools.lru_cache(maxsize=16384)
def conditions(name: str, snomed: str, icd10: str, knowledge: Knowledge) -> frozenset[str]:
    """The conditions that a problem names, by SNOMED CT code, ICD-10-CM code (or a code below one), or words.

    "No", "denies", "family history of" and "at risk of" before a name make it no finding of this person, and so do "ruled
    out" and "denied" after it, a relative in it, "without" or "negative for" right before it.
    """
    found = set(_snomed(knowledge).get(snomed, ()))
    code = icd10.replace(".", "").upper()
    for length in range(len(code), 2, -1):
        found.update(_icd10(knowledge).get(code[:length], ()))
    if not _is_denied(name):
        found.update(found_in(_WITHOUT.sub(" ", name), _names(knowledge)))
    return frozenset(found)


def read(entries: tuple[Mapping[str, Any], ...], knowledge: Knowledge) -> Read:
    """Read the problem list."""
    now: set[str] = set()
    ever: set[str] = set()
    perhaps: set[str] = set()
    unread: list[Mapping[str, Any]] = []
    suspected: list[Mapping[str, Any]] = []
    for entry in entries:
        status = entry.get("status", "active").lower()
        if status in NEVER:
            continue
        words = entry.get("name", "")
        named = conditions(words, entry.get("snomed", ""), entry.get("icd10", ""), knowledge)
        found = {name for name in named if knowledge.conditions[name].is_finding}
        if found and _is_denied(words):
            # The code says one thing and the words another: neither there nor absent.
            suspected.append(entry)
            perhaps |= found
            if not _FAMILY.search(words):
                ever |= found
            continue
        ever |= found
        if status in SUSPECTED or _SUSPECTED_WORDS.search(words):
            suspected.append(entry)
            perhaps |= found
        elif status not in OVER:
            now |= found
        if not named:
            unread.append(entry)
    return Read(frozenset(now), frozenset(ever), tuple(unread), tuple(suspected), frozenset(perhaps))


@functools.lru_cache(maxsize=4)
def _allergens(knowledge: Knowledge) -> Index:
    return phrase_index({name: (name, concept.name, *concept.names) for name, concept in knowledge.allergens.items()})


def read_allergies(entries: tuple[Mapping[str, Any], ...], knowledge: Knowledge) -> Read:
    """Read the allergy list: ingredients and other substances of the vocabulary."""
    found: set[str] = set()
    unread: list[Mapping[str, Any]] = []
    for entry in entries:
        name = entry.get("substance", "")
        here = set(ingredients(name, "", knowledge)) | set(found_in(name, _allergens(knowledge)))
        found |= here
        if not here:
            unread.append(entry)
    return Read(frozenset(found), frozenset(found), tuple(unread))


def implied(conditions_ever: frozenset[str], knowledge: Knowledge) -> dict[str, Any]:
    """The dictionary fields that follow from conditions a person has or had: only ever a yes or a value, never a no."""
    facts: dict[str, Any] = {}
    for condition in sorted(conditions_ever):
        for name, value in knowledge.conditions[condition].implies.items():
            facts[name] = True if value in (True, "yes") else value
    return facts
