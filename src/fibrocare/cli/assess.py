"""`fibrocare assess`: one page for a person, or a line of JSON each for many."""

import sys
from typing import get_args

from fibrocare.cli.batch import BAD_INPUT, Batch, Job, WrongArgument, opened
from fibrocare.cli.printing import print_page
from fibrocare.engine.assessment import assess
from fibrocare.engine.findings.workup import LabPolicy
from fibrocare.exchange.contract import to_contract
from fibrocare.knowledge.loader import BadKnowledge


def run(files: list[str], *, as_json: bool, as_of: str | None, lab_policy: str) -> int:
    """Assess everyone in these inputs; the exit code says whether every input could be used."""
    try:
        start = opened(files, as_of=as_of)
    except (WrongArgument, BadKnowledge) as reason:
        return _refuse(str(reason))
    if lab_policy not in get_args(LabPolicy):
        return _refuse(f"--lab-policy is {lab_policy!r}: allowed are {', '.join(get_args(LabPolicy))}")
    policy: LabPolicy = lab_policy  # type: ignore[assignment]  # checked above
    knowledge = start.knowledge
    job = Job(
        make=lambda answers: assess(answers, knowledge, lab_policy=policy),
        contract=lambda assessment: to_contract(assessment, knowledge),
        page=lambda assessment: print_page(assessment, knowledge),
    )
    return Batch(start.inputs, job, as_json=as_json).run(start.paths)


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return BAD_INPUT
