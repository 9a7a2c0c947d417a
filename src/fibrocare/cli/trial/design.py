"""`fibrocare trial design`: the periods of a trial and what it can show, or why there is none and what can be done instead."""

import argparse
import datetime as dt
import json
import secrets
import shlex
import sys
from pathlib import Path

from fibrocare.cli.batch import BAD_INPUT, OK, WrongArgument, only_person, opened
from fibrocare.cli.printing import print_lines
from fibrocare.cli.therapies import known
from fibrocare.cli.trial.values import first_day, number, whole
from fibrocare.engine.answers import Answers
from fibrocare.engine.assessment import assess
from fibrocare.engine.plan import plan
from fibrocare.engine.response.trial.changing import OFF
from fibrocare.engine.response.trial.design import LEAST_PAIRS, Design, Refusal, design
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.power import chances
from fibrocare.exchange.page.line import Line
from fibrocare.exchange.trial.contract import to_design_contract, to_refusal_contract
from fibrocare.exchange.trial.planned import (
    expected_lines,
    key_lines,
    planned_lines,
    refusal_lines,
    trial_events,
)
from fibrocare.exchange.trial.sheet import write_sheet
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.loader import BadKnowledge

MOST_PAIRS, MOST_SEEDS = 12, 2**31


def run(arguments: argparse.Namespace) -> int:
    """Print the design, or why there is none. A sheet is an instruction: it is written only once the clinic has signed."""
    try:
        measure = Measure("pain", matters=number(arguments.matters, "--matters", low=0, high=10, above=True))
        source = opened([arguments.file], as_of=None)
        knowledge, answers = source.knowledge, only_person(source)
        found = _found(arguments, answers, knowledge)
        if isinstance(found, Refusal):
            return _refused(found, arguments, knowledge)
        expected = chances(found, measure)
        if arguments.json:
            print(json.dumps(to_design_contract(found, expected, blinded=arguments.blinded), indent=2))
        else:
            lines = [*planned_lines(found, knowledge, blinded=arguments.blinded), Line(""), *expected_lines(expected, measure)]
            print_lines([*lines, Line(_next(arguments, found), "AFTERWARDS")])
        _write(arguments, found, answers)
    except (WrongArgument, BadKnowledge) as reason:
        sys.stdout.flush()
        print(reason, file=sys.stderr)
        return BAD_INPUT
    return OK


def _found(arguments: argparse.Namespace, answers: Answers, knowledge: Knowledge) -> Design | Refusal:
    conditions = _conditions(arguments.compare, knowledge)
    if arguments.blinded and not arguments.key:
        raise WrongArgument("--blinded needs --key OUT: the file that tells the pharmacy what the letters stand for")
    if arguments.key and not arguments.blinded:
        raise WrongArgument("--key is for a trial that is --blinded: give both, or none")
    drawn = secrets.randbelow(MOST_SEEDS) if arguments.seed is None else whole(arguments.seed, "--seed", low=0, high=MOST_SEEDS)
    options = plan(assess(answers, knowledge), knowledge)
    return design(
        conditions,
        options,
        knowledge,
        first_day=first_day(arguments.start),
        seed=drawn,
        pairs=whole(arguments.pairs, "--pairs", low=LEAST_PAIRS, high=MOST_PAIRS),
        signed=frozenset(arguments.signed),
    )


def _conditions(text: str, knowledge: Knowledge) -> list[str]:
    """What is compared; one therapy alone is compared with going without."""
    names = [it.strip() for it in text.split(",")]
    names = [it if it == OFF else known(it, knowledge) for it in names]
    if len(set(names)) < len(names) or names == [OFF]:
        raise WrongArgument(f"--compare is {text!r}: one therapy, or different ones with commas between them")
    return [OFF, *names] if len(names) == 1 else sorted(names, key=lambda it: it != OFF)


def _refused(refusal: Refusal, arguments: argparse.Namespace, knowledge: Knowledge) -> int:
    if arguments.json:
        print(json.dumps(to_refusal_contract(refusal), indent=2))
    else:
        print_lines(list(refusal_lines(refusal, knowledge)))
    if _outputs(arguments):
        raise WrongArgument("nothing is written: there is no trial")
    return OK


def _next(arguments: argparse.Namespace, planned: Design) -> str:
    """How the sheet is read afterwards. On a blinded trial the letter of the reference would tell the key."""
    sheet = shlex.quote(arguments.csv or "SHEET.csv")
    reference = "LETTER" if arguments.blinded else planned.conditions[0]
    return f"fibrocare trial analyse {sheet} --reference {reference} --discard {planned.discard} --matters {arguments.matters}"


def _outputs(arguments: argparse.Namespace) -> list[str]:
    return [it for it in (arguments.csv, arguments.key, arguments.ics) if it]


def _write(arguments: argparse.Namespace, planned: Design, answers: Answers) -> None:
    if not _outputs(arguments):
        return
    if planned.unsigned:
        signed = " ".join(f"--signed '{it}'" for it in planned.unsigned)
        raise WrongArgument(f"nothing is written: this needs your clinic's sign-off: {signed} records that it has it")
    if arguments.csv:
        _to_file(arguments.csv, write_sheet(planned, blinded=arguments.blinded).encode())
    if arguments.key:
        _to_file(arguments.key, "".join(f"{line}\n" for line in key_lines(planned)).encode())
    if arguments.ics:
        from fibrocare.exchange.calendar import to_ics

        events = trial_events(planned, blinded=arguments.blinded)
        _to_file(arguments.ics, to_ics(events, made_at=dt.datetime.now(dt.UTC), person=answers.id or "person"))


def _to_file(path: str, content: bytes) -> None:
    try:
        Path(path).write_bytes(content)
    except OSError as reason:
        raise WrongArgument(f"{path} cannot be written: {reason.strerror or reason}") from None
