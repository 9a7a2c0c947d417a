"""Questionnaires, checklists and tests: licence, items, scales, outcomes."""

from typing import Literal

from msgspec import field

from fibrocare.knowledge.schema.common import Case, Claim, Code, Frozen, Reviewed, Table, Verdict, Verification


class Answer(Frozen, frozen=True):
    """One choice of an item: the number it scores and the words shown for it."""

    value: int | str
    label: str


class Licence(Frozen, frozen=True, kw_only=True):
    """What may be done with an instrument's wording."""

    verdict: Verdict
    holder: str = ""
    terms: str = ""
    credit: str = ""
    may_modify: bool = False
    sources: tuple[str, ...] = ()


class InstrumentItem(Frozen, frozen=True, kw_only=True):
    """One item of an instrument, and the dictionary field that holds its answer."""

    field: str
    text: str | None = None
    topic: str | None = None
    type: Literal["int", "dec", "yn", "enum", "set"] | None = None
    who: Literal["patient", "clinician"] = "patient"
    min: float | None = None
    max: float | None = None
    unit: str | None = None
    values: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    reverse: bool = False
    recode: dict[str, float] = {}
    codes: tuple[Code, ...] = ()
    help: str = ""
    note: str = ""
    from_label: str | None = None
    to_label: str | None = None


class Band(Frozen, frozen=True, kw_only=True):
    """The part of a scale from `from` (included) to the next band."""

    lowest: float = field(name="from")
    name: str


class BandSet(Claim, frozen=True, kw_only=True):
    """Named bands of one scale, by one author."""

    id: str
    bands: tuple[Band, ...]
    note: str = ""


class Cut(Claim, frozen=True, kw_only=True, eq=False):
    """A threshold of a scale and what lies beyond it."""

    id: str
    when: dict[str, float]
    means: str = ""
    note: str = ""


class Change(Claim, frozen=True, kw_only=True):
    """The smallest change of a scale that matters, in points or percent of the baseline."""

    id: str
    points: float | None = None
    percent: float | None = None
    note: str = ""


class Points(Frozen, frozen=True, kw_only=True, eq=False):
    """Points that a scale gains when a condition holds."""

    points: float
    when: Table
    sources: tuple[str, ...] = ()
    verification: Verification | None = None
    note: str = ""


class Scale(Frozen, frozen=True, kw_only=True):
    """How items become one number."""

    id: str
    method: Literal["sum", "mean", "count", "value", "points", "composite", "size", "wpai"]
    range: tuple[float, float]
    items: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    prorate: bool = False
    at_least: int | None = None
    required: tuple[str, ...] = ()
    gate: str | None = None
    divide_by: float = 1
    table: dict[str, float] = {}
    when_points: tuple[Points, ...] = ()
    decimals: int = 0
    higher_is_worse: bool | None = None
    name: str = ""
    note: str = ""
    band_sets: tuple[BandSet, ...] = ()
    cuts: tuple[Cut, ...] = ()
    changes: tuple[Change, ...] = ()
    sources: tuple[str, ...] = ()
    verification: Verification = "design"


class Outcome(Claim, frozen=True, kw_only=True):
    """One result of a checklist; the first whose condition holds is the result."""

    id: str
    when: Table
    means: str = ""
    note: str = ""


class ChangeClass(Frozen, frozen=True, kw_only=True):
    """A class of percent improvement: from a percentage (included) or above one (excluded)."""

    name: str
    from_percent: float | None = None
    above_percent: float | None = None


class ChangeClasses(Claim, frozen=True, kw_only=True):
    """How a change of one field is classed."""

    field: str
    classes: tuple[ChangeClass, ...]
    note: str = ""


class Weekly(Frozen, frozen=True, kw_only=True):
    """When the mean of a week of daily answers counts."""

    days: int
    at_least: int
    sources: tuple[str, ...] = ()
    verification: Verification = "design"
    note: str = ""


class Instrument(Reviewed, frozen=True, kw_only=True):
    """A questionnaire, checklist or test: licence, items, scales, outcomes."""

    name: str
    licence: Licence
    version: str = ""
    measures: str = ""
    recall: str = ""
    higher_is_worse: bool = True
    fills: str | None = None
    fills_outcome: dict[str, str] = {}
    fills_cut: str | None = None
    attended_only: bool = False
    default: bool = True
    same_scoring_as: str | None = None
    note: str = ""
    stem: str | None = None
    credit: str | None = None
    answers: tuple[Answer, ...] = ()
    items: tuple[InstrumentItem, ...] = ()
    scales: tuple[Scale, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    change: ChangeClasses | None = None
    weekly: Weekly | None = None
    cases: tuple[Case, ...] = ()


class DiaryItem(Claim, frozen=True, kw_only=True):
    """One scale of the daily diary: its place, the instrument that asks it, its name in a table, whether it is folded away.

    `once_a_day`: a second entry of a day does not ask it again.
    """

    order: int
    instrument: str
    short: str
    optional: bool = False
    once_a_day: bool = False
    codes: tuple[Code, ...] = ()
