"""Resources of many people, grouped by person in bounded memory.

Bulk exports keep each type in its own file, so a person's resources lie far apart. Up to `_IN_MEMORY` bytes are grouped
in memory; beyond that, resources are dealt out to temporary files by person, and one such file at a time is grouped.
"""

import tempfile
import zlib
from collections.abc import Iterator
from typing import IO

_IN_MEMORY = 64 * 2**20
_SHARDS = 256

# A resource: its type and its JSON text on one line.
Resource = tuple[str, bytes]


class Pool:
    """Collects resources, then gives them back person by person: in order of first appearance, after a spill file by file."""

    def __init__(self, *, in_memory: int = _IN_MEMORY) -> None:
        self._in_memory = in_memory
        self._size = 0
        self._people: dict[str, list[Resource]] = {}
        self._shards: list[IO[bytes]] = []
        # Resources of nobody in particular, such as Medication: they belong to whoever refers to them.
        self.shared: list[Resource] = []

    def add(self, person: str, kind: str, text: bytes) -> None:
        """Add one resource of a person. `text` is JSON without line breaks."""
        if self._shards:
            self._deal(person, kind, text)
            return
        self._people.setdefault(person, []).append((kind, text))
        self._size += len(text)
        if self._size > self._in_memory:
            self._spill()

    def people(self) -> Iterator[tuple[str, list[Resource]]]:
        """Each person with their resources; the pool is empty afterwards."""
        yield from self._drain(self._people)
        for shard in self._shards:
            shard.seek(0)
            people: dict[str, list[Resource]] = {}
            for line in shard:
                person, kind, text = line.rstrip(b"\n").split(b"\t", 2)
                people.setdefault(person.decode(), []).append((kind.decode(), text))
            shard.close()
            yield from self._drain(people)
        self._shards = []

    def _drain(self, people: dict[str, list[Resource]]) -> Iterator[tuple[str, list[Resource]]]:
        while people:
            person = next(iter(people))
            yield person, people.pop(person) + self.shared

    def _spill(self) -> None:
        self._shards = [tempfile.TemporaryFile() for _ in range(_SHARDS)]  # noqa: SIM115  closed in `people`, or with the pool
        for person, resources in self._people.items():
            for kind, text in resources:
                self._deal(person, kind, text)
        self._people = {}

    def _deal(self, person: str, kind: str, text: bytes) -> None:
        # JSON text holds no raw tab or line break, so both can part the columns.
        line = b"\t".join((person.replace("\t", " ").replace("\n", " ").encode(), kind.encode(), text.replace(b"\n", b" ")))
        self._shards[zlib.crc32(line[: len(person)]) % len(self._shards)].write(line + b"\n")
