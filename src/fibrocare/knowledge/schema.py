"""The shapes of the knowledge files, as frozen values. What each key means: `docs/reference/knowledge-files.md`.

Conditions stay tables here (`Table`); `fibrocare.knowledge.conditions.parse` reads them when they are first needed.
"""

import datetime as dt
from typing import Any, Literal

from msgspec import Struct, field

Table = dict[str, Any]
Verification = Literal["primary", "secondary", "unconfirmed", "design"]
Level = Literal["emergency_now", "same_day", "soon", "routine"]
Verdict = Literal["SHIP", "SCORING_ONLY", "DO_NOT_SHIP"]


class Frozen(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A value read from a file: unknown keys are refused."""


class Reviewed(Frozen, frozen=True, kw_only=True):
    """A file with its reviewer and date."""

    reviewed_on: dt.date
    reviewed_by: str


class Claim(Frozen, frozen=True, kw_only=True):
    """Something that medicine says: never without sources."""

    sources: tuple[str, ...]
    verification: Verification


class ReviewedClaim(Reviewed, frozen=True, kw_only=True):
    """A file that is one claim: reviewer, date, sources."""

    sources: tuple[str, ...]
    verification: Verification


class Case(Frozen, frozen=True, kw_only=True):
    """A worked example: what is given and what must follow. It is a test and it is shown by `fibrocare explain`."""

    name: str
    given: Table
    expect: Any
    source: str | None = None


class Code(Frozen, frozen=True):
    """A code in a coding system (`loinc`, `snomed`, `icd10`, `rxnorm`)."""

    system: Literal["loinc", "snomed", "icd10", "icd11", "rxnorm"]
    code: str


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
    values: tuple[str, ...] = ()
    labels: dict[str, str] = {}
    open: bool = False
    or_never: bool = False
    may_be_future: bool = False
    technical: bool = False
    codes: tuple[Code, ...] = ()
    ask_when: Table | None = None
    note: str = ""
    needed_by: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    verification: Verification = "design"
    item: dict[str, Item] = {}
    at_least_one_of: tuple[str, ...] = ()
    instrument: str | None = None


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


class Cut(Claim, frozen=True, kw_only=True):
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


class Points(Frozen, frozen=True, kw_only=True):
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


class Criteria(ReviewedClaim, frozen=True, kw_only=True, eq=False):
    """A published set of criteria: all `always` parts and any one of the `routes`, each part at least so high."""

    name: str
    version: str
    always: dict[str, float]
    routes: tuple[dict[str, float], ...]
    shown: tuple[str, ...]
    order: int
    note: str = ""
    accuracy: str = ""
    cases: tuple[Case, ...] = ()


class Part(Frozen, frozen=True, kw_only=True):
    """A number that criteria read: where it comes from and how one step more is said."""

    name: str
    items: tuple[str, ...]
    step: str
    steps: str
    less: str
    lesses: str
    ask: str


class TriageRule(Claim, frozen=True, kw_only=True):
    """A finding that makes a visit urgent."""

    id: str
    finding: str
    when: Table
    advice: str
    for_clinician: str = ""
    note: str = ""
    cases: tuple[Case, ...] = ()


class TriageFile(Reviewed, frozen=True, kw_only=True):
    """The rules of one level of urgency."""

    level: Level
    rules: tuple[TriageRule, ...]


class Sign(Frozen, frozen=True, kw_only=True):
    """A condition and what to say when it holds."""

    when: Table
    says: str
    sources: tuple[str, ...] = ()
    verification: Verification | None = None


class Settling(Claim, frozen=True, kw_only=True):
    """A test result that settles a differential diagnosis, so that the tests need no repeat."""

    when: Table
    says: str
    tests: tuple[str, ...] = ()


class Differential(ReviewedClaim, frozen=True, kw_only=True):
    """Another condition that can look like fibromyalgia, or stand beside it."""

    id: str
    name: str
    suspect_when: Table
    features: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    supports: tuple[Sign, ...] = ()
    argues_against: tuple[Sign, ...] = ()
    settled_by: tuple[str, ...] = ()
    settled_when: tuple[Settling, ...] = ()
    coexists: str = ""
    do_not_repeat: str = ""
    note: str = ""
    cases: tuple[Case, ...] = ()


class Figure(Claim, frozen=True, kw_only=True):
    """A figure in words."""

    says: str


class Comorbidity(ReviewedClaim, frozen=True, kw_only=True):
    """A condition that often comes with fibromyalgia: how to look for it and what it changes."""

    name: str
    screen_positive_when: Table | None = None
    prevalence: tuple[Figure, ...] = ()
    known_by: tuple[str, ...] = ()
    screen: str = ""
    changes: tuple[str, ...] = ()
    note: str = ""
    cases: tuple[Case, ...] = ()


class Contributor(ReviewedClaim, frozen=True, kw_only=True):
    """Something that may have set fibromyalgia off or keeps it going."""

    name: str
    summary: str
    signs: tuple[Sign, ...] = ()
    ask: tuple[str, ...] = ()
    note: str = ""
    cases: tuple[Case, ...] = ()


class LabTest(Claim, frozen=True, kw_only=True):
    """A test of the work-up: for whom, and what shows that it was done."""

    id: str
    name: str
    tier: Literal["core", "if", "consider"]
    policies: tuple[str, ...] = ()
    when: Table | None = None
    done_by: tuple[str, ...] = ()
    loinc: tuple[str, ...] = ()
    note: str = ""
    cases: tuple[Case, ...] = ()


class NotOrdered(Claim, frozen=True, kw_only=True):
    """A test that is not ordered as a routine."""

    name: str
    why: str
    unless: Table | None = None


class Referral(Claim, frozen=True, kw_only=True):
    """Whom to refer to, when, how fast."""

    to: str
    when: Table
    priority: Level
    why: str
    note: str = ""
    cases: tuple[Case, ...] = ()


class WorkupFile(Reviewed, frozen=True, kw_only=True):
    """Tests and referrals."""

    tests: tuple[LabTest, ...] = ()
    do_not_order: tuple[NotOrdered, ...] = ()
    referrals: tuple[Referral, ...] = ()


class Source(Frozen, frozen=True, kw_only=True):
    """Where a claim was read, and how."""

    cite: str
    read: Literal["primary", "secondary", "unconfirmed", "design"]
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None
    note: str | None = None


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
    """A class of medicines."""

    name: str
    plain: str
    note: str = ""


class Concept(Frozen, frozen=True, kw_only=True):
    """A condition, procedure, device or allergen: its codes, the words that name it, what follows from it."""

    name: str
    snomed: tuple[str, ...] = ()
    icd10: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    implies: dict[str, Any] = {}
    note: str = ""
    sources: tuple[str, ...] = ()
    verification: Verification = "unconfirmed"


class Linear(Frozen, frozen=True):
    """A conversion: canonical = times x value + plus."""

    times: float
    plus: float = 0


class Feed(Frozen, frozen=True, kw_only=True):
    """A dictionary field that a laboratory result answers, and how."""

    field: str
    kind: Literal["value", "high", "low", "x_uln", "corrected_calcium", "positive"]


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
    """A dictionary field that follows from the lists: yes/no by a condition, or a count of ingredients of a class."""

    when: Table | None = None
    count: tuple[Table, ...] = ()
    count_of: tuple[str, ...] = ()
    note: str = ""


class Area(Frozen, frozen=True, kw_only=True):
    """A painful area of the body map, and what it counts for in each set of criteria."""

    name: str
    region: str
    generalized: bool
    aapt: tuple[str, ...]
    quadrants: tuple[str, ...]
