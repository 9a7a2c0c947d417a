"""Reading what people give to the command line: answers, FHIR resources, bundles, bulk folders, standard input.

Each input becomes a person or a fault, as a stream: one bad line never stops the rest.
"""

import codecs
import datetime as dt
import io
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

import msgspec

from fibrocare.cli.faults import Fault, Loaded, our_fault
from fibrocare.cli.owners import name_of, owners, person_of, reference_of, references_to
from fibrocare.cli.pool import Pool, Resource
from fibrocare.engine.answers import Refused, read_answers
from fibrocare.exchange.fhir import BadRecord, elements, r4, read_record
from fibrocare.exchange.fhir.lenient import decode
from fibrocare.knowledge import Knowledge

LONGEST_LINE = 32 * 2**20
LARGEST_FILE = 256 * 2**20
# How JSON begins, and TOML does not.
_JSON_START = re.compile(rb'\s*(?:\{|\[\s*[\[{"\d])')
# What bulk export clients write beside the resources.
_BY_PRODUCTS = frozenset({"log.ndjson", "manifest.json"})
_LINES = frozenset({".ndjson", ".jsonl"})
_RESOURCE_FILES = frozenset({".json", ".ndjson", ".jsonl"})


class _Peek(elements.Header, frozen=True):
    """The first look at a JSON object: a resource, or a document with answers."""

    # The id of a document with answers may be a number.
    id: Any = ""
    answers: msgspec.Raw = msgspec.Raw(b"null")


class Inputs:
    """Reads the inputs of one command.

    Args:
        today: no input may be dated after it.
        as_of: the day to assess for; None takes a document's own day, or today.
    """

    def __init__(self, *, today: dt.date, as_of: dt.date | None, knowledge: Knowledge) -> None:
        self._today = today
        self._as_of = as_of
        self._knowledge = knowledge
        self._pool = Pool()
        self._seen: set[int] = set()

    def read(self, paths: Iterable[str]) -> Iterator[Loaded | Fault]:
        """Everyone in these files and folders, in order; people from loose resources come last."""
        yield from self.read_files(paths)
        yield from map(self.finish, self.loose())

    def read_files(self, paths: Iterable[str]) -> Iterator[Loaded | Fault]:
        """Everyone whose data stand together; loose resources are only collected."""
        for path in paths:
            try:
                yield from self._path(path)
            except OSError as reason:
                yield Fault(path, f"cannot be read: {reason.strerror or reason}")

    def loose(self) -> Iterator[tuple[str, list[Resource]]]:
        """The people of loose resources, each with their resources, still to be finished."""
        return self._pool.people()

    def finish(self, person: tuple[str, list[Resource]]) -> Loaded | Fault:
        """Read one person's loose resources."""
        name, resources = person
        return self._record(f"Patient/{name}", resources)

    def _path(self, name: str) -> Iterator[Loaded | Fault]:
        if name == "-":
            yield from self._stream("standard input", sys.stdin.buffer)
            return
        path = Path(name)
        if path.is_dir():
            yield from self._folder(path)
        elif path.suffix.lower() in _LINES:
            with path.open("rb") as stream:
                yield from self._lines(name, stream)
        else:
            if path.stat().st_size > LARGEST_FILE:
                yield Fault(name, f"larger than {LARGEST_FILE // 2**20} MB: give a bulk export as NDJSON")
                return
            yield from self._whole(name, path.read_bytes(), toml=path.suffix.lower() == ".toml")

    def _folder(self, folder: Path) -> Iterator[Loaded | Fault]:
        files = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in _RESOURCE_FILES | {".toml"}]
        files = [path for path in files if path.name not in _BY_PRODUCTS]
        if not files:
            yield Fault(str(folder), "no .json, .ndjson or .toml file in this folder")
        for path in files:
            yield from self._path(str(path))

    def _stream(self, label: str, stream: IO[bytes]) -> Iterator[Loaded | Fault]:
        """Standard input: one document, or one JSON object a line."""
        first = stream.readline(LONGEST_LINE).removeprefix(codecs.BOM_UTF8)
        while first and not first.strip():
            first = stream.readline(LONGEST_LINE)
        if _is_json(first):
            yield from self._lines(label, _Chained(first, stream))
            return
        rest = stream.read(LARGEST_FILE)
        yield from self._whole(label, first + rest, toml=not _JSON_START.match(first + rest))

    def _lines(self, label: str, stream: Any) -> Iterator[Loaded | Fault]:
        number = 0
        while line := stream.readline(LONGEST_LINE):
            number += 1
            if len(line) >= LONGEST_LINE and not line.endswith(b"\n"):
                yield Fault(f"{label}:{number}", f"a line longer than {LONGEST_LINE // 2**20} MB: not a resource")
                _skip_line(stream)
            elif line.strip():
                yield from self._object(f"{label}:{number}", line.strip().removeprefix(codecs.BOM_UTF8))

    def _whole(self, label: str, text: bytes, *, toml: bool) -> Iterator[Loaded | Fault]:
        text = text.removeprefix(codecs.BOM_UTF8)
        if toml:
            try:
                yield self._document(label, tomllib.loads(text.decode("utf-8")))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as reason:
                yield Fault(label, f"cannot be read as TOML: {reason}")
            return
        if not text.strip():
            yield Fault(label, "is empty: an answers document or FHIR JSON is needed")
            return
        yield from self._object(label, text)

    def _object(self, label: str, text: bytes) -> Iterator[Loaded | Fault]:
        try:
            peek = decode(text, _Peek)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as reason:
            yield Fault(label, f"cannot be read as JSON: {reason}")
            return
        if bytes(peek.answers) != b"null":
            try:
                # The standard library tells of keys given twice; of two answers the last would silently win.
                document = json.loads(text, object_pairs_hook=_once)
            except (ValueError, RecursionError) as reason:
                yield Fault(label, f"cannot be read as JSON: {reason}")
                return
            yield self._document(label, document)
        elif peek.resource_type == "Bundle":
            yield from self._bundle(label, text)
        elif peek.resource_type:
            yield from self._loose(label, peek, text)
        else:
            yield Fault(label, 'neither answers ({"answers": {...}}) nor a FHIR resource ({"resourceType": ...})')

    def _document(self, label: str, document: dict[str, Any]) -> Loaded | Fault:
        if self._as_of is not None:
            document = {**document, "as_of": self._as_of}
        try:
            answers = read_answers(document, fields=self._knowledge.fields, today=self._today)
        except Refused as refusal:
            return Fault(label, str(refusal))
        return self._once_only(Loaded(label, answers))

    def _once_only(self, person: Loaded) -> Loaded | Fault:
        """Refuse a second person of one id: half of the data would be assessed twice, or another person under this name."""
        answers = person.answers
        key = hash((answers.id, answers.as_of))
        if answers.id and key in self._seen:
            return Fault(
                person.label, f"id {answers.id!r} occurs twice for {answers.as_of}: keep one, or put all into one Bundle"
            )
        self._seen.add(key)
        return person

    def _loose(self, label: str, peek: _Peek, text: bytes) -> Iterator[Fault]:
        kind = peek.resource_type
        reference = reference_of(peek)
        person = str(peek.id or "") if kind == "Patient" else person_of(reference)
        if kind == "Medication":
            self._pool.shared.append((kind, text))
        elif person:
            self._pool.add(person, kind, text)
        elif kind in r4.SHAPES or kind == "Patient":
            needs = "an id" if kind == "Patient" else "a subject such as Patient/1"
            yield Fault(
                label, f"{kind} does not say whose it is: it needs {needs}{f', found {reference!r}' if reference else ''}"
            )

    def _bundle(self, label: str, text: bytes) -> Iterator[Loaded | Fault]:
        try:
            entries = decode(text, r4.Bundle).entry
            resources = [(entry.full_url, bytes(entry.resource)) for entry in entries if bytes(entry.resource) != b"null"]
            peeks = [(url, decode(resource, _Peek), resource) for url, resource in resources]
        except (msgspec.MsgspecError, RecursionError) as reason:
            yield Fault(label, f"Bundle cannot be read: {reason}")
            return
        found = [(url, peek) for url, peek, _ in peeks if peek.resource_type == "Patient"]
        patients = {reference: name_of(url, peek) for url, peek in found for reference in references_to(url, peek)}
        names = list(dict.fromkeys(name_of(url, peek) for url, peek in found))
        if not names:
            yield Fault(label, "the Bundle has no Patient: one is needed for age and sex")
            return
        groups: dict[str, list[Resource]] = {name: [] for name in names}
        medications = {url: resource for url, peek, resource in peeks if url and peek.resource_type == "Medication"}
        strangers: list[_Peek] = []
        for url, peek, resource in peeks:
            whose = owners(url, peek, patients)
            for name in whose:
                groups[name].append((peek.resource_type, resource))
            if not whose:
                strangers.append(peek)
        for group in groups.values():
            loaded = self._record(label, group, medications)
            yield _with_strangers(loaded, strangers) if isinstance(loaded, Loaded) else loaded

    def _record(
        self, label: str, resources: list[Resource], medications: Mapping[str, bytes] = MappingProxyType({})
    ) -> Loaded | Fault:
        as_of = self._as_of or self._today
        try:
            answers = read_record(resources, as_of=as_of, knowledge=self._knowledge, by_url=medications)
        except (BadRecord, Refused) as reason:
            return Fault(label, str(reason))
        except Exception as error:
            return our_fault(label, error)
        return self._once_only(Loaded(label, answers))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object whose keys are given once.

    Raises:
        ValueError: a key is given twice.
    """
    table = dict(pairs)
    if len(table) != len(pairs):
        twice = next(key for place, (key, _) in enumerate(pairs) if key in {other for other, _ in pairs[:place]})
        raise ValueError(f"{twice} is given twice: keep one")
    return table


def _with_strangers(loaded: Loaded, strangers: list[_Peek]) -> Loaded:
    notes = tuple(
        {
            "kind": peek.resource_type,
            "ref": f"{peek.resource_type}/{peek.id or '?'}",
            "reason": "it belongs to another person: not used",
        }
        for peek in strangers
    )
    answers = loaded.answers
    return Loaded(loaded.label, replace(answers, unmapped=answers.unmapped + notes)) if notes else loaded


def _is_json(line: bytes) -> bool:
    """Tell whether a line is a whole JSON value."""
    try:
        msgspec.json.decode(line, type=msgspec.Raw)
        msgspec.json.decode(line)
    except (msgspec.MsgspecError, RecursionError):
        return False
    return True


def _skip_line(stream: Any) -> None:
    while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
        pass


class _Chained(io.RawIOBase):
    """A stream whose first line was already read."""

    def __init__(self, first: bytes, rest: IO[bytes]) -> None:
        self._first, self._rest = first, rest

    def readline(self, size: int | None = -1, /) -> bytes:
        """The next line, at most `size` bytes of it."""
        line, self._first = self._first, b""
        return line or self._rest.readline(-1 if size is None else size)
