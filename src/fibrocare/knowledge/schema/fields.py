"""The dictionary: every fact that can be asked, measured or derived, and the areas of the body map."""

from typing import Literal

from fibrocare.knowledge.schema.common import Code, Frozen, Table, Verification


class Item(Frozen, frozen=True, kw_only=True):
    """One key of an entry of a list field."""

    type: Literal["text", "dec", "int", "date", "enum", "yn"]
    values: tuple[str, ...] = ()
    min: float | None = None
    max: float | None = None
    unit: str | None = None
    may_be_future: bool = False
    or_unknown: bool = False


class Field(Frozen, frozen=True, kw_only=True):
    """One entry of the dictionary: a fact about a person, who gives it and how it is asked."""

    type: Literal["yn", "int", "dec", "enum", "set", "date", "text", "list"]
    who: Literal["patient", "clinician", "laboratory", "system", "course"]
    stage: Literal["A", "B", "C", "D", "E", "F", "-"]
    question: str
    why: tuple[str, ...] = ()
    help: str = ""
    unit: str | None = None
    min: float | None = None
    max: float | None = None
    # Of two numbers that disagree and that no date puts in order, the one that counts; "either" leaves it open.
    worse: Literal["high", "low", "either"] = "high"
    values: tuple[str, ...] = ()
    labels: dict[str, str] = {}
    open: bool = False
    or_never: bool = False
    may_be_future: bool = False
    technical: bool = False
    # A result that nobody needs to have: it counts where it is on file, and its absence withholds nothing.
    if_on_file: bool = False
    codes: tuple[Code, ...] = ()
    ask_when: Table | None = None
    note: str = ""
    needed_by: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    verification: Verification = "design"
    item: dict[str, Item] = {}
    at_least_one_of: tuple[str, ...] = ()
    instrument: str | None = None


class Area(Frozen, frozen=True, kw_only=True):
    """A painful area of the body map, and what it counts for in each set of criteria."""

    name: str
    region: str
    generalized: bool
    aapt: tuple[str, ...]
    quadrants: tuple[str, ...]
