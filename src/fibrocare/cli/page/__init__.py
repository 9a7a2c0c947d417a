"""The page a clinician reads in a minute: urgency first, then the criteria, what else, what comes along, what to ask."""

import shutil
import sys
from collections.abc import Iterator

from fibrocare.cli.page.line import MARGIN, WIDTH, Line, plain
from fibrocare.cli.page.next_steps import doubts, questions, workup
from fibrocare.cli.page.surroundings import comorbidities, contributors, differentials, medicines
from fibrocare.cli.page.verdicts import body_map, criteria, scores, severity, urgency
from fibrocare.engine.assessment import Assessment
from fibrocare.knowledge import Knowledge


def print_page(assessment: Assessment, knowledge: Knowledge) -> None:
    """Print the page of an assessment."""
    print_lines(list(page(assessment, knowledge)))


def print_lines(lines: list[Line]) -> None:
    """Print lines; colour only on a terminal."""
    if not sys.stdout.isatty():
        for line in lines:
            print(plain(line))
        return
    from rich.console import Console
    from rich.text import Text

    width = min(shutil.get_terminal_size().columns - 1, WIDTH)
    console = Console(highlight=False)
    for line in lines:
        text = Text(plain(line, width))
        text.stylize("bold", 0, MARGIN)
        text.stylize(line.style, MARGIN)
        console.print(text)


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
    yield Line(f"Knowledge {assessment.knowledge_version}. `fibrocare explain ID` shows a rule, its sources and its tests.")


def _who(assessment: Assessment) -> str:
    facts = assessment.facts
    age, sex = facts.get("age_years"), facts.get("sex_at_birth")
    person = ", ".join(str(part) for part in (f"{age} years" if age is not None else None, sex) if part)
    return " · ".join(filter(None, (assessment.answers.id or "no id", person, f"as of {facts.as_of}")))
