"""`fibrocare dose`: a medicine started, stopped or changed for another, as dates: a table, and a calendar file."""

import datetime as dt
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fibrocare.cli.batch import BAD_INPUT, OK, WrongArgument, only_person, opened
from fibrocare.cli.printing import print_lines
from fibrocare.cli.therapies import known
from fibrocare.engine.answers import Answers, to_date
from fibrocare.engine.assessment import assess
from fibrocare.engine.facts import Facts
from fibrocare.engine.plan.crossing import cross
from fibrocare.engine.plan.doses import Dosing, calendar, dosing
from fibrocare.engine.plan.offers import Offer, offer
from fibrocare.engine.plan.stopping import Stopping, stopping, washout
from fibrocare.exchange.calendar import Event, dose_events, said_dose, taper_events, to_ics
from fibrocare.exchange.page.line import Line, names_of
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.loader import BadKnowledge


@dataclass(frozen=True, slots=True)
class Dates:
    """What is printed and what may be written: `refused` says why no calendar file may be made, empty when one may."""

    lines: list[Line]
    events: list[Event] = field(default_factory=list)
    refused: str = ""


def run(
    name: str, path: str, *, start: str, stop_from: float | None, instead_of: str | None, ics: str | None, signed: list[str]
) -> int:
    """Print the dates; write them to `ics` too. A schedule that nobody signed is shown, but never written as an instruction."""
    try:
        first = _first_day(start)
        source = opened([path], as_of=None)
        knowledge, permitted = source.knowledge, frozenset(signed)
        known(name, knowledge)
        answers = only_person(source)
        if instead_of is not None:
            dates = _changed(known(instead_of, knowledge), name, stop_from, first, answers, knowledge, permitted)
        elif stop_from is not None:
            facts = assess(answers, knowledge).facts
            dates = _stopped(name, stopping(name, stop_from, first, facts, knowledge, signed=permitted), knowledge)
        else:
            facts = assess(answers, knowledge).facts
            found = offer(name, facts, knowledge)
            dates = _started(found, dosing(found, facts, knowledge, signed=permitted), first)
            dates.lines.extend(_windows(found, facts, knowledge))
    except (WrongArgument, BadKnowledge) as reason:
        return _refuse(str(reason))
    print_lines(dates.lines)
    if ics is None:
        return OK
    if dates.refused:
        return _refuse(f"no calendar is written: {dates.refused}")
    Path(ics).write_bytes(to_ics(dates.events, made_at=dt.datetime.now(dt.UTC), person=answers.id or "person"))
    return OK


def _first_day(text: str) -> dt.date:
    try:
        return to_date(text)
    except ValueError:
        raise WrongArgument(f"--start is {text!r}: a date such as 2026-12-01 is needed") from None


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return BAD_INPUT


def _unsigned(name: str) -> str:
    return f"this schedule needs your clinic's sign-off: --signed '{name}' records that it has it"


def _started(found: Offer, planned: Dosing, first: dt.date) -> Dates:
    lines = [Line(f"{found.therapy.name}: {found.status.replace('_', ' ')}", "", "bold")]
    lines += [Line(f"{hit.short} {hit.rule.action}: {hit.rule.says}") for hit in found.hits]
    if not found.is_open:
        lines.append(Line(f"No dates while that is so{f': ask {names_of(found.ask)} first' if found.ask else ''}."))
        return Dates(lines, refused=f"{found.id} is {found.status.replace('_', ' ')}")
    if planned.schedule is None:
        why = f"No schedule: ask {names_of(planned.ask)} first." if planned.ask else "The dossiers give no schedule."
        return Dates([*lines, Line(why)], refused=why)
    days = calendar(planned, first)
    sign = " [needs your clinic's sign-off; not an instruction]" if planned.needs_signature else ""
    lines.append(Line(f"{planned.schedule.name}; at most {planned.limit:g} mg a day{sign}"))
    for day in days:
        optional = "  only if needed and agreed" if day.step.optional else ""
        lines.append(Line(f"{said_dose(day)}  ({day.mg_per_day:g} mg a day){optional} {day.step.note}".rstrip(), f"{day.date}"))
    lines.append(Line(planned.schedule.how))
    refused = _unsigned(f"{found.id}/{planned.schedule.name}") if planned.needs_signature else ""
    return Dates(lines, list(dose_events(found.therapy.name, days)), refused)


def _windows(found: Offer, facts: Facts, knowledge: Knowledge) -> Iterator[Line]:
    """The days that must lie after each medicine taken, in the words of the file."""
    for item in facts.taken or ():
        window = washout(item.ingredient, found.therapy.ingredients[0], knowledge) if found.therapy.ingredients else None
        if window and item.ingredient not in found.therapy.ingredients:
            other = item.ingredient.replace("_", " ")
            yield Line(f"after {other}: {window.days} days between its last dose and the first of this [{window.verification}]")


def _no_taper(name: str, knowledge: Knowledge) -> WrongArgument:
    return WrongArgument(
        f"the dossiers give no taper for {knowledge.therapies[name].name}: a clinician plans it; never stop at once"
    )


def _stopped(name: str, plan: Stopping | None, knowledge: Knowledge) -> Dates:
    if plan is None:
        raise _no_taper(name, knowledge)
    called = knowledge.therapies[name].name
    lines = [Line(f"Stopping {called}: {plan.taper.says}", "", "bold")]
    lines += [Line(f"{cut.mg_per_day:g} mg a day" if cut.mg_per_day else "first day without", f"{cut.date}") for cut in plan.cuts]
    lines.append(Line(f"What may come: {plan.taper.expect}"))
    if plan.taper.percent is not None:
        lines.append(Line("Doses by percent: between two strengths of the pharmacy take the higher."))
    if plan.needs_signature:
        lines.append(Line("This schedule needs your clinic's sign-off; it is not an instruction."))
    return Dates(lines, list(taper_events(called, plan)), _unsigned(f"{name}/taper") if plan.needs_signature else "")


def _changed(
    old: str, new: str, mg: float | None, first: dt.date, answers: Answers, knowledge: Knowledge, signed: frozenset[str]
) -> Dates:
    if mg is None:
        raise WrongArgument(f"--instead-of {old} needs --stop-from MG: how many mg a day are taken now")
    crossing = cross(old, new, mg, first, answers, knowledge, signed=signed)
    if crossing is None:
        raise _no_taper(old, knowledge)
    before = _stopped(old, crossing.stopping, knowledge)
    window = crossing.window
    between = (
        f"{window.days} days between the last dose and the first of the new one [{window.verification}]. {window.says}"
        if window
        else "the dossiers give no days between the two: one ends before the other starts; an overlap is a clinician's decision"
    )
    after = _started(crossing.offer, crossing.dosing, crossing.first_dose)
    return Dates(
        [*before.lines, Line(""), Line(between.rstrip(), f"{crossing.last_dose}"), Line(""), *after.lines],
        [*before.events, *after.events],
        "; ".join(filter(None, (before.refused, after.refused))),
    )
