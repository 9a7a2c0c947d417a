"""Words and codes: medicines and their classes, conditions, laboratory tests, flags derived from lists."""

from typing import Any, Literal

from fibrocare.knowledge.schema.common import Claim, Frozen, Table, Verification


class Equivalents(Claim, frozen=True, kw_only=True):
    """Morphine equivalents of one opioid: mg a day (or mcg an hour) times the factor."""

    factor: float
    per: Literal["mg", "mcg_per_hour"]
    route: str | None = None


class Medicine(Frozen, frozen=True, kw_only=True):
    """An ingredient: its codes, names and classes."""

    rxnorm: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    salts: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    classes_unconfirmed: tuple[str, ...] = ()
    mme: Equivalents | None = None
    note: str = ""
    sources: tuple[str, ...] = ()
    verification: Verification = "unconfirmed"


class MedicineClass(Claim, frozen=True, kw_only=True):
    """A class of medicines; the members of the classes that it `includes` are members too."""

    name: str
    plain: str
    includes: tuple[str, ...] = ()
    note: str = ""


class Concept(Frozen, frozen=True, kw_only=True):
    """A condition, procedure, device or allergen: its codes, the words that name it, what follows from it.

    One that is no finding (a screening, something stated as absent) keeps its words from being read as the finding.
    """

    name: str
    snomed: tuple[str, ...] = ()
    icd10: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    implies: dict[str, Any] = {}
    is_finding: bool = True
    note: str = ""
    sources: tuple[str, ...] = ()
    verification: Verification = "unconfirmed"


class Linear(Frozen, frozen=True):
    """A conversion: canonical = times x value + plus."""

    times: float
    plus: float = 0


class Correction(Claim, frozen=True, kw_only=True):
    """How another result corrects a value: value + slope x (normal - other), the other from within so many days.

    `possible` are the least and the most that the other can be, for where it is not known.
    """

    by: str
    slope: float
    normal: float
    possible: tuple[float, float]
    within_days: int


class Feed(Frozen, frozen=True, kw_only=True):
    """A dictionary field that a laboratory result answers, and how."""

    field: str
    kind: Literal["value", "high", "low", "x_uln", "corrected", "positive"]
    correction: Correction | None = None


class Lab(Frozen, frozen=True, kw_only=True):
    """An analyte or measured score: codes, units, the fields it answers."""

    name: str
    loinc: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    unit: str | None = None
    factors: dict[str, float | Linear] = {}
    plausible: tuple[float, float] | None = None
    feeds: tuple[Feed, ...] = ()
    max_age_days: int | None = None
    note: str = ""
    sources: tuple[str, ...] = ()
    verification: Verification = "unconfirmed"


class Flag(Claim, frozen=True, kw_only=True):
    """A dictionary field that follows from the lists: yes/no by a condition, or a count of ingredients of a class.

    `only_yes`: the lists can show that it is so, never that it is not.
    """

    when: Table | None = None
    count: tuple[Table, ...] = ()
    count_of: tuple[str, ...] = ()
    only_yes: bool = False
    note: str = ""
