"""What a page of the assessment shows: lines under headings, answers with who gave them, what settled each differential."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fibrocare.engine.assessment import Assessment
from fibrocare.engine.findings.differentials import Weighed
from fibrocare.exchange.page.line import Line, names_of
from fibrocare.exchange.page.verdicts import criteria
from fibrocare.knowledge import load
from fibrocare.knowledge.schema import Field
from fibrocare.web.assessment.models import Outcome, Ruling
from fibrocare.web.assessment.operations import DIAGNOSIS, REASON
from fibrocare.web.intake.models import Answer
from fibrocare.web.questions.words import words

_HEADINGS = {"Fibrocare": "About"}
# Where an answer stands: by the first of these that the dictionary asks it for.
_GROUPS = ("criteria", "red_flag", "severity", "drug_safety", "procedure_safety", "comorbidity", "differential", "planning")
_MOST_QUESTIONS = 8
_ORDER = {"suspected": 0, "open": 1, "settled": 2, "argued_against": 3}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its lines; `strong` lines carry the weight, the rest explains them."""

    heading: str
    lines: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Given:
    """One answer: what was asked, what was said, by whom and when; `confirmed` where a clinician said it is right."""

    row: Answer
    question: str
    said: str
    confirmed: bool
    is_list: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Answers that are read together; `rows` are those that nobody confirmed."""

    heading: str
    answers: tuple[Given, ...]

    @property
    def rows(self) -> str:
        """What one button confirms."""
        return ",".join(str(it.row.pk) for it in self.answers if not it.confirmed)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A diagnosis as a clinician recorded it; `row` says who and when."""

    row: Answer
    says: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Another condition: its state, what speaks for and against it, what to do, and what a clinician settled."""

    key: str
    found: Weighed
    state: str
    for_: str
    against: str
    ask: tuple[tuple[str, str], ...]
    ruling: Ruling | None
    disputed: bool


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


def questions(found: Assessment) -> list[tuple[str, str]]:
    """What to ask in the visit, the most urgent first: field and question; what a laboratory answers is not asked."""
    fields = load().fields
    asked = [it.field for it in found.triage.questions if it.who != "laboratory"]
    return [(name, fields[name].question) for name in asked[:_MOST_QUESTIONS]]


def groups(rows: Iterable[Answer], confirmed: frozenset[str]) -> list[Group]:
    """Every answer that says something, in groups; what the criteria rest on first."""
    fields = load().fields
    names = _group_names()
    found: dict[str, list[Given]] = {name: [] for name in names}
    for row in rows:
        spec = fields.get(row.field)
        if spec is not None and row.value is not None:
            given = Given(row, spec.question, words(row.value, spec), row.field in confirmed, spec.type == "list")
            found[_group(spec)].append(given)
    return [Group(names[name], tuple(answers)) for name, answers in found.items() if answers]


def _group(spec: Field) -> str:
    return next((name for name in _GROUPS if name in spec.why), "planning")


def _group_names() -> dict[str, str]:
    return {
        "criteria": _("What the criteria rest on"), "red_flag": _("Warning signs"), "severity": _("How bad it is"),
        "drug_safety": _("Safety of medicines"), "procedure_safety": _("Safety of procedures"),
        "comorbidity": _("What comes along"), "differential": _("What else it could be"), "planning": _("Life and plans"),
    }  # fmt: skip


def ledger(found: Assessment, rulings: Iterable[Ruling]) -> list[Entry]:
    """Every other condition, suspected ones first. `disputed`: signs speak for what a clinician had excluded."""
    newest = {ruling.differential: ruling for ruling in rulings}
    states = {
        "suspected": _("suspected"), "open": _("open"), "settled": _("settled"), "argued_against": _("argued against"),
    }  # fmt: skip
    keys = {spec.id: key for key, spec in load().differentials.items()}
    entries = [
        _entry(keys[it.differential.id], it, states[it.state], newest.get(it.differential.id)) for it in found.differentials
    ]
    return sorted(entries, key=lambda it: (not it.disputed, _ORDER[it.found.state], int(it.found.differential.id[1:])))


def _entry(key: str, it: Weighed, state: str, ruling: Ruling | None) -> Entry:
    disputed = ruling is not None and ruling.outcome == Outcome.EXCLUDED and it.state == "suspected"
    return Entry(
        key,
        it,
        state,
        names_of(it.for_),
        names_of(it.against),
        tuple((name, names_of([name])) for name in it.ask[:6]),
        ruling,
        disputed,
    )


def criteria_lines(found: Assessment) -> list[str]:
    """What the criteria say of the answers so far."""
    return [line.text.strip() for line in criteria(found, load())]


def diagnoses(rows: Iterable[Answer]) -> list[Diagnosis]:
    """Every diagnosis with its reason, the newest first. Both were given at one moment."""
    labels = load().fields[DIAGNOSIS].labels
    reasons: dict[dt.datetime, str] = {}
    found: list[tuple[Answer, str]] = []
    for row in rows:
        if row.field == REASON:
            reasons[row.at] = row.value or ""
        elif row.value is not None:
            found.append((row, labels.get(row.value, row.value)))
    return [Diagnosis(row, says, reasons.get(row.at, "")) for row, says in reversed(found)]
