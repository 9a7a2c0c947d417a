"""`fibrocare procedure`: the sheet of one session for one person: gate, the most of each drug with its working, watch, stop."""

import sys
from collections.abc import Iterator, Mapping

from fibrocare.cli.batch import BAD_INPUT, OK, WrongArgument, only_person, opened
from fibrocare.cli.printing import print_lines
from fibrocare.cli.therapies import known
from fibrocare.engine.assessment import assess
from fibrocare.engine.facts.weight import Worked
from fibrocare.engine.plan.session import Session, session
from fibrocare.exchange.page.line import Line, names_of
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.loader import BadKnowledge


def run(name: str, path: str, *, planned: list[str], steroid: list[str]) -> int:
    """Print the sheet. Nothing on it is an order: every limit shows how it came about."""
    try:
        source = opened([path], as_of=None)
        knowledge = source.knowledge
        if "any_procedure" not in knowledge.therapies[known(name, knowledge)].groups:
            raise WrongArgument(f"{name} is no procedure: {', '.join(_procedures(knowledge))} are")
        agents, steroids = _doses(planned, knowledge.agents), _doses(steroid, knowledge.limits["steroid_year"].equals)
        facts = assess(only_person(source), knowledge).facts
    except (WrongArgument, BadKnowledge) as reason:
        print(reason, file=sys.stderr)
        return BAD_INPUT
    print_lines(list(_sheet(session(name, facts, knowledge, planned_mg=agents, steroid_mg=steroids))))
    return OK


def _procedures(knowledge: Knowledge) -> list[str]:
    return [name for name, it in knowledge.therapies.items() if "any_procedure" in it.groups]


def _doses(written: list[str], allowed: Mapping[str, object]) -> dict[str, float]:
    """Read `agent=mg`, several of one agent added up."""
    doses: dict[str, float] = {}
    for text in written:
        agent, _, number = text.partition("=")
        try:
            mg = float(number)
        except ValueError:
            mg = -1.0
        if agent not in allowed or not 0 <= mg < 100_000:
            raise WrongArgument(f"{text!r}: write AGENT=MG; agents are {', '.join(allowed)}")
        doses[agent] = doses.get(agent, 0.0) + mg
    return doses


def _sheet(it: Session) -> Iterator[Line]:
    therapy = it.offer.therapy
    yield Line(f"{therapy.name}: {it.offer.status.replace('_', ' ')}", "GATE", "bold")
    for hit in it.offer.hits:
        yield Line(f"{hit.short} {hit.rule.action}: {hit.rule.says}")
    if it.offer.ask:
        yield Line(f"ask first: {names_of(it.offer.ask)}")
    if it.tier:
        yield Line(f"bleeding risk: {it.tier}")
    for place, (called, worked) in enumerate(it.limits.items()):
        if place == 0:
            yield Line("")
        yield Line(f"{called}: {_most(worked)} [{worked.verification}]", "AT MOST" if place == 0 else "", "bold")
        for line in worked.working:
            yield Line(f"  {line}")
    yield from _part("BEFORE", therapy.consent)
    yield from _part("WATCH", [said.says for said in therapy.monitoring])
    yield from _part("STOP", [*(said.says for said in therapy.stop_signs)])
    yield from _part("REPEAT", [f"At {therapy.judge.weeks} weeks: {therapy.judge.by}", f"Not again: {therapy.judge.stop}"])


def _most(worked: Worked) -> str:
    return f"not known: ask {names_of(worked.ask)}" if worked.mg is None else f"{worked.mg:g}"


def _part(heading: str, texts: tuple[str, ...] | list[str]) -> Iterator[Line]:
    if texts:
        yield Line("")
    for place, text in enumerate(texts):
        yield Line(text, "" if place else heading)
