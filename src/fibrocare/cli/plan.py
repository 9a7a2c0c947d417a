"""`fibrocare plan`: the shelf for one person, in clinician's or plain words, as JSON or PDF; and what a changed fact would do."""

import sys
from pathlib import Path
from typing import Any

from fibrocare.cli.batch import BAD_INPUT, OK, Batch, Job, WrongArgument, only_person, opened
from fibrocare.cli.printing import print_lines
from fibrocare.cli.therapies import known
from fibrocare.engine.answers import Answers, Refused
from fibrocare.engine.assessment import assess
from fibrocare.engine.plan import Plan, plan
from fibrocare.engine.plan.combination import combine
from fibrocare.exchange.page.choice import choice
from fibrocare.exchange.page.line import Line
from fibrocare.exchange.page.patient import patient_page
from fibrocare.exchange.page.shelf import shelf
from fibrocare.exchange.page.what_if import Changes, raw_value, what_if
from fibrocare.exchange.plan_contract import to_plan_contract
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.loader import BadKnowledge


def run(
    files: list[str], *, as_json: bool, as_of: str | None, patient: bool, changes: list[str], pdf: str | None, choose: str | None
) -> int:
    """Plan for everyone in these inputs; the exit code says whether every input could be used."""
    try:
        start = opened(files, as_of=as_of)
        knowledge = start.knowledge
        if changes:
            return _what_if(only_person(start), [_change(text, knowledge) for text in changes], knowledge)
        if choose is not None:
            return _choice([known(name, knowledge) for name in choose.split(",")], only_person(start), knowledge)
        if pdf is not None:
            return _pdf(only_person(start), pdf, knowledge)
    except (WrongArgument, BadKnowledge) as reason:
        print(reason, file=sys.stderr)
        return BAD_INPUT
    page = patient_page if patient else _clinician
    job = Job(
        make=lambda answers: plan(assess(answers, knowledge), knowledge),
        contract=lambda made: to_plan_contract(made, knowledge),
        page=lambda made: print_lines(list(page(made, knowledge))),
    )
    return Batch(start.inputs, job, as_json=as_json).run(start.paths)


def _choice(names: list[str], answers: Answers, knowledge: Knowledge) -> int:
    made = plan(assess(answers, knowledge), knowledge)
    print_lines(list(choice(combine(names, made.assessment.facts, knowledge), made, knowledge)))
    return OK


def _pdf(answers: Answers, path: str, knowledge: Knowledge) -> int:
    from fibrocare.exchange.summary import visit_summary

    Path(path).write_bytes(visit_summary(plan(assess(answers, knowledge), knowledge), knowledge))
    print(f"written: {path}")
    return OK


def _clinician(made: Plan, knowledge: Knowledge) -> list[Line]:
    from fibrocare.exchange.page import header

    return [
        *header(made.assessment, knowledge),
        Line(""),
        *shelf(made, knowledge),
        Line(""),
        Line(f"Knowledge {knowledge.version}."),
    ]


def _change(text: str, knowledge: Knowledge) -> tuple[str, Any]:
    """Read `field=value`; `field=` takes the answer away.

    Raises:
        WrongArgument: it is not so written, or names no field.
    """
    name, sign, value = text.partition("=")
    if not sign or name not in knowledge.fields:
        raise WrongArgument(
            f"--what-if is {text!r}: write field=value, such as egfr=25; `fibrocare knowledge list fields` names them"
        )
    try:
        return name, raw_value(value, name, knowledge)
    except ValueError:
        raise WrongArgument(f"--what-if is {text!r}: {name} is a number") from None


def _what_if(answers: Answers, changes: Changes, knowledge: Knowledge) -> int:
    try:
        print_lines(list(what_if(answers, changes, knowledge)))
    except Refused as refusal:
        raise WrongArgument(f"--what-if: {refusal}") from None
    return OK
