"""Tests, referrals, what to ask now, what is in doubt."""

from collections.abc import Iterator, Mapping

from fibrocare.engine.assessment import Assessment
from fibrocare.exchange.page.line import Line, names_of, said
from fibrocare.knowledge import Knowledge

MOST_QUESTIONS = 6


MOST_NOTES = 3


def workup(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    """Tests to do and done, and referrals."""
    found_workup = assessment.workup
    if found_workup.to_do:
        yield Line(f"To do ({found_workup.policy} policy): {', '.join(it.test.name for it in found_workup.to_do)}", "Tests")
    if found_workup.done:
        yield Line(
            f"On file, do not repeat without a new finding: {', '.join(it.test.name for it in found_workup.done)}",
            "" if found_workup.to_do else "Tests",
        )
    for found in found_workup.referrals:
        yield Line(f"Refer to {found.referral.to} ({found.referral.priority.replace('_', ' ')}) [{names_of(found.because)}]")


def questions(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    """What to ask now, the most urgent first."""
    open_ = [question for question in assessment.triage.questions if question.who != "laboratory"]
    heading = "Ask now"
    for question in open_[:MOST_QUESTIONS]:
        yield Line(f"{knowledge.fields[question.field].question} [{question.level.replace('_', ' ')}]", heading)
        heading = ""
    if len(open_) > MOST_QUESTIONS:
        yield Line(f"and {len(open_) - MOST_QUESTIONS} more (--json lists them)")


def doubts(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    """Disagreements, and what was not understood."""
    facts = assessment.facts
    heading = "In doubt"
    for conflict in facts.conflicts:
        yield Line(
            f"{names_of([conflict.field])}: answered {said(conflict.given)}, {conflict.because} says {said(conflict.derived)}; "
            f"{said(conflict.used)} counts. Which is right?",
            heading,
        )
        heading = ""
    notes = dict.fromkeys(_note(entry) for entry in facts.unmapped if "count" not in entry)
    for note in list(notes)[:MOST_NOTES]:
        yield Line(f"Not understood: {note}", heading)
        heading = ""
    if len(notes) > MOST_NOTES:
        yield Line(f"and {len(notes) - MOST_NOTES} more not understood or not used (--json lists them)", heading)


def _note(entry: Mapping[str, object]) -> str:
    what = entry.get("name") or entry.get("substance") or entry.get("ingredient") or entry.get("loinc") or entry.get("ref", "")
    return f"{entry['kind']} {what}: {entry['reason']}"
