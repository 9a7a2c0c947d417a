"""The checks that one file alone cannot pass or fail: names that must exist elsewhere, licences, reading grade.

`problems` gives a line for everything that is wrong; `fibrocare knowledge check` prints them and runs every case.
"""

import difflib
from collections.abc import Callable, Collection, Iterator
from typing import Any

from msgspec import Struct

from fibrocare.knowledge import check_plan, conditions, schema
from fibrocare.knowledge.loader import Knowledge
from fibrocare.knowledge.readability import grade

HIGHEST_GRADE = 6.0
# A claim is never better verified than the best of its sources.
_RANK = {"primary": 3, "secondary": 2, "unconfirmed": 1, "design": 0}
_CLAIMS = (schema.Claim, schema.ReviewedClaim)
_CONDITION_KEYS = (
    "when", "suspect_when", "known_when", "screen_positive_when", "ask_when", "unless",
    "met_by", "indicated_when", "half_when", "none_when", "less_when",
)  # fmt: skip


def problems(knowledge: Knowledge) -> Iterator[str]:
    """Everything wrong between the files, one line each, naming the thing, what was found and what is allowed."""
    for kind in knowledge.__struct_fields__:
        content = getattr(knowledge, kind)
        if isinstance(content, dict):
            for name, thing in content.items():
                for where, part in _walk(thing, f"{kind}/{name}"):
                    yield from _part_problems(where, part, knowledge)
    yield from _fields(knowledge)
    yield from _instruments(knowledge)
    yield from _diary(knowledge)
    yield from _names(knowledge)
    yield from _classes(knowledge)
    yield from _workup(knowledge)
    yield from _criteria(knowledge)
    yield from _rule_ids(knowledge)
    yield from check_plan.problems(knowledge)


def _walk(thing: Any, where: str) -> Iterator[tuple[str, Any]]:
    if isinstance(thing, Struct):
        yield where, thing
        for name in thing.__struct_fields__:
            if name != "cases":
                yield from _walk(getattr(thing, name), f"{where}.{name}")
    elif isinstance(thing, tuple):
        for place, inner in enumerate(thing):
            label = getattr(inner, "id", None) or getattr(inner, "field", None) or place
            yield from _walk(inner, f"{where}[{label}]")


def _part_problems(where: str, part: Any, knowledge: Knowledge) -> Iterator[str]:
    sources = getattr(part, "sources", None)
    if isinstance(part, _CLAIMS) and not sources:
        yield f"{where} has no `sources`: give at least one id of sources.toml"
    for source in sources or ():
        if source not in knowledge.sources:
            yield f"{where}: source {source!r} is not in sources.toml{_hint(source, knowledge.sources)}"
    if isinstance(part, _CLAIMS) and sources and all(source in knowledge.sources for source in sources):
        best = max((knowledge.sources[source].read for source in sources), key=_RANK.__getitem__)
        if _RANK[part.verification] > _RANK[best]:
            yield f"{where} is `{part.verification}`, but its best source is only `{best}`"
    for key in _CONDITION_KEYS:
        table = getattr(part, key, None)
        if isinstance(table, dict) and not isinstance(part, schema.Cut):
            yield from _condition(f"{where}.{key}", table, knowledge)


def _hint(name: str, among: Collection[str]) -> str:
    close = difflib.get_close_matches(name, among, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _condition(where: str, table: dict[str, Any], knowledge: Knowledge) -> Iterator[str]:
    try:
        atoms = list(conditions.atoms(conditions.parse(table)))
    except conditions.BadCondition as reason:
        yield f"{where}: {reason}"
        return
    for atom in atoms:
        if isinstance(atom, conditions.Together):
            if atom.group not in knowledge.classes:
                yield f"{where}: together of {atom.group!r} is not a class{_hint(atom.group, knowledge.classes)}"
        elif isinstance(atom, conditions.Listed):
            known = _list_names(atom.list, knowledge)
            if atom.concept not in known and atom.concept != conditions.SELF:
                yield f"{where}: {atom.list} = {atom.concept!r} is not in the vocabulary{_hint(atom.concept, known)}"
        else:
            yield from _atom(where, atom, knowledge)


def _list_names(kind: str, knowledge: Knowledge) -> Collection[str]:
    if kind == "dx":
        return knowledge.conditions
    medicines = {*knowledge.medicines, *knowledge.classes}
    return {*medicines, *knowledge.allergens} if kind == "allergy" else medicines


def _atom(where: str, atom: Any, knowledge: Knowledge) -> Iterator[str]:
    name = atom.field
    if name.startswith("scale."):
        return
    field = knowledge.fields.get(name)
    if field is None:
        yield f"{where}: {name!r} is not a field of the dictionary{_hint(name, knowledge.fields)}"
        return
    allowed: dict[type, tuple[str, ...]] = {
        conditions.Compare: ("int", "dec"),
        conditions.Includes: ("set",),
        conditions.OneOf: ("enum", "int"),
    }
    kinds = allowed.get(type(atom))
    if kinds and field.type not in kinds:
        yield f"{where}: {name} is {field.type}; {type(atom).__name__} needs {' or '.join(kinds)}"
    elif isinstance(atom, conditions.Is):
        yield from _value(where, name, atom.value, field)
    elif isinstance(atom, (conditions.OneOf, conditions.Includes)) and field.type in ("enum", "set") and not field.open:
        for value in atom.values:
            if value not in field.values:
                yield f"{where}: {name} has no value {value!r}; allowed are {', '.join(field.values)}"


def _value(where: str, name: str, value: Any, field: schema.Field) -> Iterator[str]:
    if field.type == "yn" and not isinstance(value, bool):
        yield f"{where}: {name} is yes or no, not {value!r}"
    if field.type == "enum" and isinstance(value, bool):
        value = "yes" if value else "no"
    if field.type in ("int", "dec") and isinstance(value, bool):
        yield f"{where}: {name} is {field.type}, not yes or no"
    if field.type == "enum" and value not in field.values:
        yield f"{where}: {name} has no value {value!r}; allowed are {', '.join(field.values)}"


def _fields(knowledge: Knowledge) -> Iterator[str]:
    for name, field in knowledge.fields.items():
        where = f"fields/{name}"
        if field.type in ("int", "dec") and (field.min is None or field.max is None or field.min > field.max):
            yield f"{where}: a number needs `min` and `max`, min below max"
        if field.type in ("enum", "set") and not field.values and not field.open:
            yield f"{where}: give `values`, or `open = true` for a set of free words"
        if field.type == "list" and not field.item:
            yield f"{where}: a list needs the keys of its entries under `item`"
        yield from _reading(where, field, knowledge)


def _reading(where: str, field: schema.Field, knowledge: Knowledge) -> Iterator[str]:
    verbatim = field.instrument and not knowledge.instruments[field.instrument].licence.may_modify
    for key, text in (("question", field.question), ("help", field.help)):
        found = grade(text)
        if found > HIGHEST_GRADE and not verbatim and not (field.technical and field.who != "patient"):
            yield f"{where}.{key} reads at grade {found:.1f}, allowed is {HIGHEST_GRADE:g}: {text}"


def _instruments(knowledge: Knowledge) -> Iterator[str]:
    for name, instrument in knowledge.instruments.items():
        where = f"instruments/{name}"
        worded = instrument.stem or any(item.text for item in instrument.items)
        if worded and instrument.licence.verdict != "SHIP":
            yield f"{where} has wording, but its licence verdict is {instrument.licence.verdict}: keep only `topic`"
        if worded and not instrument.licence.sources:
            yield f"{where} has wording: name where its licence was read in licence.sources"
        items = {item.field for item in instrument.items}
        scales = {scale.id for scale in instrument.scales}
        for scale in instrument.scales:
            for item in {*scale.items, *scale.required} - items:
                yield f"{where}.{scale.id}: {item!r} is not an item of the instrument{_hint(item, items)}"
            for part in set(scale.of) - scales - set(knowledge.instruments):
                yield f"{where}.{scale.id}: `of` names {part!r}, which is neither a scale nor an instrument"
        if instrument.fills and instrument.fills not in knowledge.fields:
            yield f"{where}: fills {instrument.fills!r}, not a field{_hint(instrument.fills, knowledge.fields)}"


def _diary(knowledge: Knowledge) -> Iterator[str]:
    """The diary asks what an instrument words, ends on both sides, and has a rule for weeks for."""
    for name, entry in knowledge.diary.items():
        instrument = knowledge.instruments.get(entry.instrument)
        item = next((it for it in instrument.items if it.field == name), None) if instrument else None
        if instrument is None or item is None:
            yield f"diary/{name}: {entry.instrument!r} is no instrument that has this item"
        elif not (item.text and item.from_label and item.to_label and instrument.weekly):
            yield f"diary/{name}: {entry.instrument} needs `text`, `from_label`, `to_label` and `[weekly]`"


def _names(knowledge: Knowledge) -> Iterator[str]:
    checks: tuple[tuple[str, Callable[[Any], Collection[str]], Collection[str], str], ...] = (
        ("differentials", lambda thing: thing.settled_by, knowledge.conditions, "settled_by"),
        ("comorbidities", lambda thing: thing.known_by, knowledge.conditions, "known_by"),
        ("contributors", lambda thing: thing.ask, knowledge.fields, "ask"),
        ("medicines", lambda thing: (*thing.classes, *thing.classes_unconfirmed), knowledge.classes, "classes"),
        ("classes", lambda thing: thing.includes, knowledge.classes, "includes"),
        ("conditions", lambda thing: thing.implies, knowledge.fields, "implies"),
        ("labs", lambda thing: [feed.field for feed in thing.feeds], knowledge.fields, "feeds"),
        ("labs", lambda thing: [feed.correction.by for feed in thing.feeds if feed.correction], knowledge.labs, "correction"),
        ("flags", lambda thing: thing.count_of, knowledge.classes, "count_of"),
        ("parts", lambda thing: thing.items, knowledge.fields, "items"),
    )
    for kind, names_of, known, key in checks:
        for name, thing in getattr(knowledge, kind).items():
            for used in names_of(thing):
                if used not in known:
                    yield f"{kind}/{name}: {key} names {used!r}, which is not known{_hint(used, known)}"
    for name, flag in knowledge.flags.items():
        if name not in knowledge.fields:
            yield f"flags/{name} is not a field of the dictionary{_hint(name, knowledge.fields)}"
        for table in flag.count:
            yield from _condition(f"flags/{name}.count", table, knowledge)
    for kind in ("conditions", "procedures", "devices", "allergens"):
        for name, concept in getattr(knowledge, kind).items():
            for field, value in concept.implies.items():
                if field in knowledge.fields:
                    said = value == "yes" if value in ("yes", "no") else value
                    yield from _value(f"{kind}/{name}.implies", field, said, knowledge.fields[field])


def _classes(knowledge: Knowledge) -> Iterator[str]:
    """A class without members would answer every "takes" with no."""
    members = {name for it in knowledge.medicines.values() for name in (*it.classes, *it.classes_unconfirmed)}
    members |= {name for name, it in knowledge.classes.items() if it.includes}
    for name in knowledge.classes.keys() - members:
        yield f"classes/{name} has no member: every question whether somebody takes one would be answered no"


def _workup(knowledge: Knowledge) -> Iterator[str]:
    for workup in knowledge.workup.values():
        for test in workup.tests:
            for used in test.done_by:
                if used not in knowledge.fields:
                    yield f"workup/{test.id}: done_by names {used!r}, not a field{_hint(used, knowledge.fields)}"


def _criteria(knowledge: Knowledge) -> Iterator[str]:
    for name, criteria in knowledge.criteria.items():
        for part in {*criteria.always, *(part for route in criteria.routes for part in route)} - set(knowledge.parts):
            yield f"criteria/{name}: {part!r} is not in parts.toml"


def _rule_ids(knowledge: Knowledge) -> Iterator[str]:
    seen: dict[str, str] = {}
    for file in knowledge.triage.values():
        for rule in file.rules:
            if rule.id in seen:
                yield f"triage/{rule.id} is defined twice"
            seen[rule.id] = file.level
