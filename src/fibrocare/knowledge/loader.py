"""The loader: compiled knowledge for use, and the TOML files for those who check, explain or change it.

Reading the TOML text takes about a second, so `fibrocare knowledge compile` writes it once into `compiled.json`;
`make check` refuses a compiled file that is not current.
"""

import datetime as dt
import functools
import hashlib
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from fibrocare.knowledge import schema

FOLDER = Path(str(resources.files("fibrocare.knowledge")))
COMPILED = "compiled.json"


class BadKnowledge(ValueError):
    """A knowledge file breaks a rule; the message names the file, the key, what was found and what is allowed."""


class Knowledge(Struct, frozen=True, kw_only=True, eq=False):
    """All knowledge files, typed. `version` changes whenever a file does."""

    version: str = ""
    fields: dict[str, schema.Field] = {}
    instruments: dict[str, schema.Instrument] = {}
    areas: dict[str, schema.Area] = {}
    parts: dict[str, schema.Part] = {}
    criteria: dict[str, schema.Criteria] = {}
    triage: dict[str, schema.TriageFile] = {}
    differentials: dict[str, schema.Differential] = {}
    comorbidities: dict[str, schema.Comorbidity] = {}
    contributors: dict[str, schema.Contributor] = {}
    workup: dict[str, schema.WorkupFile] = {}
    medicines: dict[str, schema.Medicine] = {}
    classes: dict[str, schema.MedicineClass] = {}
    products: dict[str, str] = {}
    conditions: dict[str, schema.Concept] = {}
    procedures: dict[str, schema.Concept] = {}
    devices: dict[str, schema.Concept] = {}
    allergens: dict[str, schema.Concept] = {}
    labs: dict[str, schema.Lab] = {}
    ordinals: dict[str, int | str] = {}
    flags: dict[str, schema.Flag] = {}
    needs: dict[str, schema.Need] = {}
    outcomes: dict[str, schema.OutcomeKind] = {}
    agents: dict[str, schema.Agent] = {}
    limits: dict[str, schema.Limit] = {}
    washouts: dict[str, schema.WashoutFile] = {}
    flare: dict[str, schema.Said] = {}
    measures: dict[str, schema.Tracked] = {}
    occasions: dict[str, schema.Occasion] = {}
    responders: dict[str, schema.Responder] = {}
    judgements: dict[str, schema.Said] = {}
    crossovers: dict[str, schema.Crossover] = {}
    trial_gates: dict[str, schema.TrialGate] = {}
    diary: dict[str, schema.DiaryItem] = {}
    therapies: dict[str, schema.Therapy] = {}
    rules: dict[str, schema.RuleFile] = {}
    learn: dict[str, schema.LearnPage] = {}
    sources: dict[str, schema.Source] = {}


# One file a thing: the file's name is the thing's id.
_ONE_EACH: dict[str, type[Struct]] = {
    "instruments": schema.Instrument,
    "criteria": schema.Criteria,
    "triage": schema.TriageFile,
    "differentials": schema.Differential,
    "comorbidities": schema.Comorbidity,
    "contributors": schema.Contributor,
    "workup": schema.WorkupFile,
    "therapies": schema.Therapy,
    "rules": schema.RuleFile,
    "washouts": schema.WashoutFile,
    "learn": schema.LearnPage,
}
# Many things a file: each table is one, its key is the id. Paths are relative to the knowledge folder.
_MANY_EACH: dict[str, tuple[str, Any]] = {
    "fields/*.toml": ("fields", schema.Field),
    "areas.toml": ("areas", schema.Area),
    "parts.toml": ("parts", schema.Part),
    "vocabulary/medicines/*.toml": ("medicines", schema.Medicine),
    "vocabulary/classes.toml": ("classes", schema.MedicineClass),
    "vocabulary/products.toml": ("products", str),
    "vocabulary/conditions.toml": ("conditions", schema.Concept),
    "vocabulary/procedures.toml": ("procedures", schema.Concept),
    "vocabulary/devices.toml": ("devices", schema.Concept),
    "vocabulary/allergens.toml": ("allergens", schema.Concept),
    "vocabulary/labs.toml": ("labs", schema.Lab),
    "vocabulary/ordinals.toml": ("ordinals", int | str),
    "vocabulary/flags.toml": ("flags", schema.Flag),
    "needs.toml": ("needs", schema.Need),
    "outcomes.toml": ("outcomes", schema.OutcomeKind),
    "agents.toml": ("agents", schema.Agent),
    "limits.toml": ("limits", schema.Limit),
    "flare.toml": ("flare", schema.Said),
    "measures.toml": ("measures", schema.Tracked),
    "followup.toml": ("occasions", schema.Occasion),
    "responders.toml": ("responders", schema.Responder),
    "judgements.toml": ("judgements", schema.Said),
    "crossovers.toml": ("crossovers", schema.Crossover),
    "trial_gates.toml": ("trial_gates", schema.TrialGate),
    "diary.toml": ("diary", schema.DiaryItem),
    "sources.toml": ("sources", schema.Source),
}
# Kinds whose entries are bare values, under one table named as the kind.
_PLAIN = ("products", "ordinals")
_REVIEW = ("reviewed_on", "reviewed_by")


@functools.cache
def load() -> Knowledge:
    """The compiled knowledge of this installation, without its cases.

    Raises:
        BadKnowledge: the compiled file is missing or does not fit this version; the message says what to do.
    """
    path = FOLDER / COMPILED
    try:
        return msgspec.json.decode(path.read_bytes(), type=Knowledge)
    except (OSError, msgspec.MsgspecError) as reason:
        raise BadKnowledge(f"{COMPILED} cannot be used ({reason}): run `fibrocare knowledge compile`") from reason


def load_files(folder: Path = FOLDER) -> Knowledge:
    """Read every knowledge file of a folder, with its cases.

    Raises:
        BadKnowledge: all files that break a rule, one line each.
    """
    content: dict[str, dict[str, Any]] = {name: {} for name in Knowledge.__struct_fields__ if name != "version"}
    problems: list[str] = []
    for kind, key, name, value in _things(folder, problems):
        if name in content[kind]:
            problems.append(f"{key}: `{name}` is defined twice; keep one")
        content[kind][name] = value
    if not any(content.values()):
        problems.append(f"{folder} holds no knowledge files")
    if problems:
        raise BadKnowledge("\n".join(problems))
    _add_item_fields(content["fields"], content["instruments"])
    return Knowledge(version=_version(content), **content)


def compile_to(folder: Path = FOLDER) -> bytes:
    """The compiled form of a folder's knowledge: JSON without the cases, one top-level key a line.

    Raises:
        BadKnowledge: as `load_files`.
    """
    plain = _without_cases(msgspec.to_builtins(load_files(folder)))
    lines = ",\n".join(
        f"{msgspec.json.encode(key).decode()}: {msgspec.json.encode(value, order='sorted').decode()}"
        for key, value in plain.items()
    )
    return f"{{\n{lines}\n}}\n".encode()


def _things(folder: Path, problems: list[str]) -> Iterator[tuple[str, str, str, Any]]:
    for kind, shape in _ONE_EACH.items():
        for path in sorted((folder / kind).glob("*.toml")):
            table = _read(path, folder, problems)
            if table is not None:
                yield from _typed(kind, path.stem, table, shape, path.relative_to(folder), problems)
    for pattern, (kind, entry) in _MANY_EACH.items():
        for path in sorted(folder.glob(pattern)):
            table = _read(path, folder, problems) or {}
            for key in _REVIEW:
                if table and key not in table:
                    problems.append(f"{path.relative_to(folder)} has no `{key}`: every file names a reviewer and a date")
            entries = table.get(kind, {}) if kind in _PLAIN else table
            for name, value in entries.items():
                if name not in _REVIEW:
                    yield from _typed(kind, name, value, entry, path.relative_to(folder), problems)


def _read(path: Path, folder: Path, problems: list[str]) -> dict[str, Any] | None:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as reason:
        problems.append(f"{path.relative_to(folder)}: {reason}")
        return None


def _typed(
    kind: str, name: str, value: object, shape: Any, path: Path, problems: list[str]
) -> Iterator[tuple[str, str, str, Any]]:
    try:
        yield kind, str(path), name, msgspec.convert(value, shape)
    except msgspec.ValidationError as reason:
        where = f"{path}: {name}" if path.stem != name else str(path)
        problems.append(f"{where}: {reason}".replace(" - at `$", " - at `"))


def _add_item_fields(fields: dict[str, schema.Field], instruments: dict[str, schema.Instrument]) -> None:
    """Give every instrument item that the dictionary does not have a field of its own."""
    for name, instrument in instruments.items():
        for item in instrument.items:
            if item.field not in fields:
                fields[item.field] = _item_field(item, name, instrument)


def _item_field(item: schema.InstrumentItem, name: str, instrument: schema.Instrument) -> schema.Field:
    answers = item.answers or instrument.answers
    words = item.text or f"{instrument.name}: {item.topic or item.field}"
    numbers = [answer.value for answer in answers if isinstance(answer.value, int)]
    return schema.Field(
        type=item.type or "int",
        who=item.who,
        stage="D" if item.who == "patient" else "-",
        question=f"{instrument.stem} {words}" if instrument.stem and item.text else words,
        help=item.help,
        unit=item.unit,
        min=item.min if item.min is not None else min(numbers, default=None),
        max=item.max if item.max is not None else max(numbers, default=None),
        values=item.values or tuple(str(answer.value) for answer in answers if isinstance(answer.value, str)),
        labels={str(answer.value): answer.label for answer in answers} | _ends(item),
        codes=item.codes,
        note=item.note,
        sources=instrument.licence.sources or ("design",),
        instrument=name,
    )


def _ends(item: schema.InstrumentItem) -> dict[str, str]:
    """What the two ends of a scale mean."""
    ends = ((item.min, item.from_label), (item.max, item.to_label))
    return {f"{value:g}": label for value, label in ends if value is not None and label is not None}


def _version(content: dict[str, dict[str, Any]]) -> str:
    dates: list[dt.date] = [
        thing.reviewed_on for things in content.values() for thing in things.values() if hasattr(thing, "reviewed_on")
    ]
    plain = _without_cases(msgspec.to_builtins(content))
    digest = hashlib.sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()
    return f"{max(dates, default=dt.date.min)}+{digest[:12]}"


def _without_cases(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_cases(inner) for key, inner in value.items() if key != "cases"}
    if isinstance(value, (list, tuple)):
        return [_without_cases(inner) for inner in value]
    return value
