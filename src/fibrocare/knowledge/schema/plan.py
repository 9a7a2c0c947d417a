"""Therapies and the rules that withhold, delay or shape them."""

from typing import Literal

from msgspec import field

from fibrocare.knowledge.schema.common import Case, Claim, Frozen, Reviewed, Table, Verification

# From the strongest to the weakest. The first three withhold; a precondition delays; the others go with the offer.
Action = Literal["contraindicated", "avoid", "stop", "precondition", "ask", "adjust", "monitor", "caution", "inform"]
Outcome = Literal["pain", "sleep", "fatigue", "mood", "function"]
Certainty = Literal["high", "moderate", "low", "very_low", "not_graded"]


class Scaled(Frozen, frozen=True, kw_only=True):
    """A field that tells how much an outcome burdens the person, by its highest value."""

    field: str
    most: float


class OutcomeKind(Claim, frozen=True, kw_only=True):
    """An outcome that effects are told in: how it is called, how its burden is read, how spread its scales are.

    `sd_0_10` and `sd_0_100` turn a mean difference on such a scale into standard deviations.
    """

    name: str
    plain: str
    burden: tuple[Scaled, ...]
    sd_0_10: float
    sd_0_100: float


class Washout(Claim, frozen=True, kw_only=True):
    """The days between the last dose of one medicine or class and the first of another."""

    stop: tuple[str, ...]
    start: tuple[str, ...]
    days: int
    says: str = ""


class WashoutFile(Reviewed, frozen=True, kw_only=True):
    """All windows."""

    washouts: tuple[Washout, ...]


class Agent(Claim, frozen=True, kw_only=True):
    """The most of a local anaesthetic, by weight and in all, without and with epinephrine."""

    name: str
    mg_per_kg: float
    most_mg: float
    with_epinephrine_mg_per_kg: float
    with_epinephrine_most_mg: float
    most_mg_per_24h: float | None = None
    says: str = ""


class Limit(Claim, frozen=True, kw_only=True):
    """The most of a drug in one session, in mg: by weight, in all, how fast; when half, less or none."""

    mg_per_kg: float | None = None
    most_mg: float | None = None
    least_kg: float = 0
    minutes: tuple[int, int] | None = None
    most_mg_per_min: float | None = None
    half_when: Table | None = None
    none_when: Table | None = None
    less_by: float = 0
    less_when: Table | None = None
    equals: dict[str, float] = {}
    says: str


class Need(Claim, frozen=True, kw_only=True):
    """What a plan can answer to: how it is called, and by which answers it is there."""

    name: str
    plain: str
    when: Table
    cases: tuple[Case, ...] = ()


class RuleCase(Case, frozen=True, kw_only=True):
    """A case of a rule; `of` is the therapy or medicine it is asked about, else the first that the rule is for."""

    of: str = ""


class Rule(Claim, frozen=True, kw_only=True):
    """What a fact about a person means for some therapies.

    `for_` names therapies, their groups, ingredients or medicine classes; `not_for` takes some out again. A
    precondition is met when `met_by` holds. `max_mg_per_day` caps the dose where the rule holds. A rule about `starting`
    says nothing of a medicine that is taken already. `final`: nobody sets it aside, whatever the reason.
    """

    id: str
    for_: tuple[str, ...] = field(name="for")
    not_for: tuple[str, ...] = ()
    when: Table
    action: Action
    says: str
    met_by: Table | None = None
    max_mg_per_day: float | None = None
    starting: bool = False
    final: bool = False
    note: str = ""
    cases: tuple[RuleCase, ...] = ()


class RuleFile(Reviewed, frozen=True, kw_only=True):
    """Rules of one table of the dossiers: full ids are `table/id`."""

    table: Literal["medications", "therapies", "rulings"]
    rules: tuple[Rule, ...]


class Said(Claim, frozen=True, kw_only=True):
    """A statement about a therapy."""

    says: str


class Step(Frozen, frozen=True, kw_only=True):
    """A step of a dose schedule: from this day on (the first day is 1), so many mg at each of these times."""

    day: int
    morning: float = 0
    noon: float = 0
    evening: float = 0
    night: float = 0
    optional: bool = False
    note: str = ""


class Schedule(Claim, frozen=True, kw_only=True):
    """A dose schedule for the people that `when` describes; of several that hold the first counts."""

    name: str
    when: Table | None = None
    steps: tuple[Step, ...]
    max_mg_per_day: float
    how: str = ""


class Taper(Claim, frozen=True, kw_only=True):
    """How to stop: cut by so many percent or mg every so many days, at the earliest; and what to expect."""

    percent: float | None = None
    of: Literal["start", "current"] = "start"
    mg: float | None = None
    every_days: int = 7
    last_mg: float = 0
    at_least_days: int = 0
    when: Table | None = None
    says: str
    expect: str


class Effect(Claim, frozen=True, kw_only=True):
    """An effect against control: as a mean difference, or as people out of a hundred who respond.

    `value`, `low`, `high` are signed so that more is better. `responders` gives percent with and without the therapy.
    """

    outcome: Outcome
    measure: Literal["smd", "md_0_10", "md_0_100", "responders"]
    value: float | None = None
    low: float | None = None
    high: float | None = None
    with_pct: float | None = None
    without_pct: float | None = None
    nnt: float | None = None
    nnt_low: float | None = None
    nnt_high: float | None = None
    certainty: Certainty
    what: str
    against: str = ""
    people: int | None = None
    main: bool = False
    note: str = ""


class Harm(Claim, frozen=True, kw_only=True):
    """A harm and how often, in percent with and without the therapy, or as a number needed to harm.

    `felt` names it in the words that a person picks in the diary; empty where it is nothing to pick, or cannot wait for a diary.
    """

    what: str
    felt: tuple[str, ...] = ()
    with_pct: float | None = None
    without_pct: float | None = None
    nnh: float | None = None
    serious: bool = False


class Position(Claim, frozen=True, kw_only=True):
    """What a guideline, agency or payer says."""

    body: str
    year: int
    position: Literal[
        "for", "strong_for", "weak_for", "consider", "none", "research_only", "weak_against", "against", "strong_against"
    ]
    says: str


class Burden(Frozen, frozen=True, kw_only=True):
    """What a therapy asks of the person: 0 none to 3 heavy, minutes of effort a week, visits."""

    time: int
    energy: int
    cost: int
    minutes_per_week: int
    visits: str = ""
    verification: Verification = "design"
    sources: tuple[str, ...] = ("design",)


class Judge(Claim, frozen=True, kw_only=True):
    """When a therapy can be judged, by what, and when to stop it."""

    weeks: int
    by: str
    stop: str


class Plain(Frozen, frozen=True, kw_only=True):
    """The patient's page, at grade 6 or below."""

    what: str
    how: str
    helps: str
    watch: str
    call: str


class Therapy(Reviewed, frozen=True, kw_only=True):
    """One therapy: what it is for, who gives it, how, for whom not, what it does and what it asks."""

    name: str
    short: str = ""
    kind: Literal["medicine", "physical", "psychological", "lifestyle", "interventional", "neuromodulation"]
    stance: Literal["base", "option", "adjunct", "exceptional", "not_recommended"]
    because: Said | None = None
    groups: tuple[str, ...] = ()
    ingredients: tuple[str, ...] = ()
    product: str = ""
    stage: int
    needs: tuple[str, ...] = ()
    indicated_when: Table | None = None
    purpose: Said
    delivered_by: str
    course: Said
    burden: Burden
    judge: Judge
    effects: tuple[Effect, ...] = ()
    harms: tuple[Harm, ...] = ()
    positions: tuple[Position, ...] = ()
    monitoring: tuple[Said, ...] = ()
    stop_signs: tuple[Said, ...] = ()
    consent: tuple[str, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    tapers: tuple[Taper, ...] = ()
    plain: Plain
    cases: tuple[Case, ...] = ()
