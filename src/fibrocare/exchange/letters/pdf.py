"""A letter as an accessible PDF (PDF/UA-1): typst sets it, our data only fill it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from typing import Any

import typst

_TEMPLATE = "letter.typ"
_MARKS = {"# ": "heading", "- ": "list"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed around the text. `signature` says who signed and when, or that nobody has."""

    title: str
    clinic: str
    about: str
    date: str
    signature: str
    footer: str
    address: str = ""
    paper: str = "us-letter"


def letter_pdf(text: str, sheet: Sheet) -> bytes:
    """The letter as a file."""
    template = resources.files("fibrocare.exchange.letters").joinpath(_TEMPLATE).read_bytes()
    content = {name: getattr(sheet, name) for name in sheet.__dataclass_fields__} | {"lang": "en", "blocks": list(blocks(text))}
    made: bytes = typst.compile(template, format="pdf", sys_inputs={"data": json.dumps(content)}, pdf_standards="ua-1")
    return made


def blocks(text: str) -> Iterable[dict[str, Any]]:
    """The text as headings, lists and paragraphs; items that follow each other are one list."""
    items: list[str] = []
    for line in (it.strip() for it in text.splitlines()):
        kind = _MARKS.get(line[:2], "text")
        if kind != "list" and items:
            yield {"kind": "list", "texts": items}
            items = []
        if kind == "list":
            items.append(line[2:])
        elif line:
            yield {"kind": kind, "texts": [line[2:] if kind == "heading" else line]}
    if items:
        yield {"kind": "list", "texts": items}
