"""One line of the page, and how names and values are put into words."""

import math
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from fibrocare.engine.facts import Range

WIDTH = 96


MARGIN = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page: a heading in the margin or none, the text, and a style for terminals."""

    text: str
    heading: str = ""
    style: str = ""


def plain(line: Line, width: int = WIDTH) -> str:
    """The line as plain text, wrapped under its heading."""
    wrapped = textwrap.wrap(line.text, max(width, 40) - MARGIN, subsequent_indent="  ", break_on_hyphens=False) or [""]
    heads = [line.heading.ljust(MARGIN)] + [" " * MARGIN] * (len(wrapped) - 1)
    return "\n".join((head + text).rstrip() for head, text in zip(heads, wrapped, strict=True))


def names_of(fields: Iterable[str]) -> str:
    """Field names in words."""
    return ", ".join(name.removeprefix("rf_").replace("_", " ") for name in fields)


def shown(score: float) -> str:
    """A score with one decimal, rounded half up, or none when it is whole."""
    return f"{score:g}" if score == int(score) else f"{math.floor(score * 10 + 0.5) / 10:.1f}"


def said(value: object) -> str:
    """A value in words."""
    if isinstance(value, Range):
        if math.isinf(value.low):
            return f"up to {value.high:g}"
        return f"{value.low:g} or more" if math.isinf(value.high) else f"{value.low:g} to {value.high:g}"
    if isinstance(value, float):
        return f"{value:g}"
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
