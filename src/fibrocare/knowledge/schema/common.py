"""What every knowledge file shares: reviewer and date, sources and verification, cases, codes."""

import datetime as dt
from typing import Any, Literal

from msgspec import Struct

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


class Source(Frozen, frozen=True, kw_only=True):
    """Where a claim was read, and how."""

    cite: str
    read: Literal["primary", "secondary", "unconfirmed", "design"]
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None
    note: str | None = None
