"""`fibrocare plan`: the shelf for one person, in clinician's or plain words, as JSON or PDF; and what a changed fact would do."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from fibrocare.cli.batch import BAD_INPUT, OK, Batch, Job, WrongArgument, only_person, opened
from fibrocare.cli.printing import print_lines
from fibrocare.cli.therapies import known
from fibrocare.engine.answers import Answers, Refused, read_value
from fibrocare.engine.assessment import assess
from fibrocare.engine.plan import Plan, plan
from fibrocare.engine.plan.combination import combine
from fibrocare.exchange.page.choice import choice
from fibrocare.exchange.page.line import Line, names_of
from fibrocare.exchange.page.patient import patient_page
from fibrocare.exchange.page.shelf import shelf
from fibrocare.exchange.plan_contract import to_plan_contract
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.loader import BadKnowledge


def run(
    files: list[str], *, as_json: bool, as_of: str | None, patient: bool, what_if: list[str], pdf: str | None, choose: str | None
) -> int:
    """Plan for everyone in these inputs; the exit code says whether every input could be used."""
    try:
        start = opened(files, as_of=as_of)
        knowledge = start.knowledge
        if what_if:
            return _what_if(only_person(start), [_change(text, knowledge) for text in what_if], knowledge)
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
    spec = knowledge.fields[name]
    if not value:
        return name, None
    if spec.type in ("int", "dec"):
        try:
            return name, float(value) if spec.type == "dec" or "." in value else int(value)
        except ValueError:
            raise WrongArgument(f"--what-if is {text!r}: {name} is a number") from None
    if spec.type == "list":
        key = spec.at_least_one_of[-1] if spec.at_least_one_of else "name"
        return name, [{key: part} for part in value.split(",") if part]
    return name, value.split(",") if spec.type == "set" else value


def _what_if(answers: Answers, changes: list[tuple[str, Any]], knowledge: Knowledge) -> int:
    try:
        changed = _changed(answers, changes, knowledge)
    except Refused as refusal:
        raise WrongArgument(f"--what-if: {refusal}") from None
    before, after = (plan(assess(told, knowledge), knowledge) for told in (answers, changed))
    print_lines(list(_differences(before, after, changes)))
    return OK


def _changed(answers: Answers, changes: list[tuple[str, Any]], knowledge: Knowledge) -> Answers:
    values = dict(answers.values)
    for name, raw in changes:
        if raw is None:
            values.pop(name, None)
            continue
        value = read_value(raw, name=name, fields=knowledge.fields, as_of=answers.as_of)
        values[name] = (*values.get(name, ()), *value) if isinstance(value, tuple) else value
    return replace(answers, values=values)


def _differences(before: Plan, after: Plan, changes: list[tuple[str, Any]]) -> list[Line]:
    told = ", ".join(f"{name} {'not known' if raw is None else raw}" for name, raw in changes)
    lines = [Line(f"What if {told}", "", "bold")]
    for was, now in zip(before.offers, after.offers, strict=True):
        old, new = {hit.id for hit in was.hits}, {hit.id for hit in now.hits}
        dose = before.dosings.get(was.id), after.dosings.get(now.id)
        moved = was.status != now.status
        if not moved and old == new and (dose[0] and dose[0].limit) == (dose[1] and dose[1].limit):
            continue
        why = [f"{hit.short} {hit.rule.action}: {hit.rule.says}" for hit in now.hits if hit.id not in old]
        why += [f"{hit.short} no longer holds" for hit in was.hits if hit.id not in new]
        if now.status == "needs_data":
            why.append(f"ask {names_of(now.ask[:5])}")
        words = f"{was.status} -> {now.status}" if moved else now.status
        limit = f"; at most {dose[1].limit:g} mg a day" if dose[1] and dose[1].limit is not None else ""
        lines.append(Line(f"{now.therapy.name}: {words.replace('_', ' ')}{limit}. {' '.join(why)}".rstrip()))
    if len(lines) == 1:
        lines.append(Line("Nothing would change."))
    return lines
