"""An assessment and a plan in words, line by line; a terminal and a web page show the same.

The page a clinician reads in a minute: urgency first, then the criteria, what else, what comes along, what to ask.
"""

from collections.abc import Iterator

from fibrocare.engine.assessment import Assessment
from fibrocare.exchange.page.line import Line
from fibrocare.exchange.page.next_steps import doubts, questions, workup
from fibrocare.exchange.page.surroundings import comorbidities, contributors, differentials, medicines
from fibrocare.exchange.page.verdicts import body_map, criteria, scores, severity, urgency
from fibrocare.knowledge import Knowledge


def header(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    """Who it is about and what is known of them, and how urgent it is."""
    yield Line(_who(assessment), "Fibrocare", "bold")
    yield Line("Supports a clinician; does not diagnose. What the person reported needs confirming.")
    problems = assessment.facts.problems
    if problems:
        yield Line(f"Known: {', '.join(sorted(knowledge.conditions[name].name for name in problems))}")
    yield Line("")
    yield from urgency(assessment, knowledge)


def page(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    """The lines of the page; a section with nothing to say is left out."""
    yield from header(assessment, knowledge)
    for section in (
        criteria,
        body_map,
        severity,
        scores,
        differentials,
        comorbidities,
        medicines,
        contributors,
        workup,
        questions,
        doubts,
    ):
        lines = list(section(assessment, knowledge))
        if lines:
            yield Line("")
            yield from lines
    yield Line("")
    yield Line(assessment.knowledge_version, "Knowledge")


def _who(assessment: Assessment) -> str:
    facts = assessment.facts
    age, sex = facts.get("age_years"), facts.get("sex_at_birth")
    person = ", ".join(str(part) for part in (f"{age} years" if age is not None else None, sex) if part)
    return " · ".join(filter(None, (assessment.answers.id or "no id", person, f"as of {facts.as_of}")))
