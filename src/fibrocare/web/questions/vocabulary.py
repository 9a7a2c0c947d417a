"""The words we know for the lists that people fill: offered while they type, and what we read in what they wrote."""

import functools
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import escape
from django.utils.safestring import mark_safe

from fibrocare.engine.facts.medicines import ingredients
from fibrocare.engine.facts.problems import conditions, read_allergies
from fibrocare.knowledge import load


@functools.cache
def offered(field: str) -> tuple[str, ...]:
    """Every name that we would read in an entry of a list, each once; none for a list of free words."""
    knowledge = load()
    medicines = [name for key, it in knowledge.medicines.items() for name in (_plain(key), *it.names)]
    known: dict[str, Iterable[str]] = {
        "medication_list": medicines,
        "allergies": (*medicines, *(name for it in knowledge.allergens.values() for name in (it.name, *it.names))),
        "dx_list": (name for it in knowledge.conditions.values() if it.is_finding for name in (it.name, *it.names)),
        "prior_fm_treatments": (it.name for it in knowledge.therapies.values()),
    }
    once = {name.casefold(): name for name in known.get(field, ())}
    return tuple(once[key] for key in sorted(once) if read_as(field, {"name": once[key], "substance": once[key]}) != ())


@functools.cache
def offered_html(field: str) -> str:
    """The same as options of a list; made once, for there are thousands. An option needs no end tag."""
    return mark_safe("".join(f"<option>{escape(name)}" for name in offered(field)))  # noqa: S308  escaped, and our own words


def read_as(field: str, entry: Mapping[str, Any]) -> tuple[str, ...] | None:
    """What we read in an entry, in our words; empty where we know none of them, None for a list that is not read here."""
    knowledge = load()
    if field == "medication_list":
        return tuple(_plain(it) for it in ingredients(entry.get("name", ""), "", knowledge))
    if field == "allergies":
        found = read_allergies((entry,), knowledge).now
        return tuple(knowledge.allergens[it].name if it in knowledge.allergens else _plain(it) for it in sorted(found))
    if field == "dx_list":
        found = conditions(entry.get("name", ""), "", "", knowledge)
        return tuple(knowledge.conditions[it].name for it in sorted(found) if knowledge.conditions[it].is_finding)
    return None


def _plain(key: str) -> str:
    return key.replace("_", " ")
