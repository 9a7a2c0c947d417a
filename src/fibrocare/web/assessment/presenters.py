"""The lines of a page gathered under their headings, as a web page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass

from fibrocare.exchange.page.line import Line

_HEADINGS = {"Fibrocare": "About"}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its lines; `strong` lines carry the weight, the rest explains them."""

    heading: str
    lines: tuple[tuple[str, bool], ...]


def sections(lines: Iterable[Line]) -> list[Section]:
    """Lines by heading, in order; a line without a heading belongs to the one above it."""
    found: list[tuple[str, list[tuple[str, bool]]]] = []
    for line in lines:
        if line.heading or not found:
            # The terminal's page is headed by the program; a web page is about the person.
            found.append((_HEADINGS.get(line.heading, line.heading.capitalize()), []))
        if line.text.strip():
            found[-1][1].append((line.text.strip(), bool(line.style)))
    return [Section(heading, tuple(told)) for heading, told in found if told]
