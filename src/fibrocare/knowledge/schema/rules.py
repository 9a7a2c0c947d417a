"""What follows from facts: criteria, triage, differentials, comorbidities, contributors, work-up."""

from typing import Literal

from fibrocare.knowledge.schema.common import Case, Claim, Frozen, Level, Reviewed, ReviewedClaim, Table, Verification


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
    known_when: Table | None = None
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
