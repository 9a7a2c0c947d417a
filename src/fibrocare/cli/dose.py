"""`fibrocare dose`: a medicine's titration or taper as dates for one person, as a table and as a calendar file."""

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path

from fibrocare.cli.batch import BAD_INPUT, OK, WrongArgument, only_person, opened
from fibrocare.cli.page import print_lines
from fibrocare.cli.page.line import Line, names_of
from fibrocare.cli.therapies import known
from fibrocare.engine.answers import to_date
from fibrocare.engine.assessment import assess
from fibrocare.engine.facts import Facts
from fibrocare.engine.plan.doses import Dosing, calendar, dosing
from fibrocare.engine.plan.offers import Offer, offer
from fibrocare.engine.plan.stopping import Stopping, stopping, washout
from fibrocare.exchange.calendar import dose_calendar, said_dose, taper_calendar
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.loader import BadKnowledge


def run(name: str, path: str, *, start: str, stop_from: float | None, ics: str | None, signed: list[str]) -> int:
    """Print the dates; write them to `ics` too. A schedule that nobody signed is shown, but never written as an instruction."""
    try:
        first = _first_day(start)
        opened_ = opened([path], as_of=None)
        knowledge = opened_.knowledge
        known(name, knowledge)
        answers = only_person(opened_)
    except (WrongArgument, BadKnowledge) as reason:
        return _refuse(str(reason))
    facts, permitted = assess(answers, knowledge).facts, frozenset(signed)
    found = offer(name, facts, knowledge)
    if stop_from is not None:
        return _stop(found, stopping(name, stop_from, first, facts, knowledge, signed=permitted), ics=ics, person=answers.id)
    planned = dosing(found, facts, knowledge, signed=permitted)
    print_lines(list(_titration(found, planned, first, facts, knowledge)))
    if ics is None:
        return OK
    if not found.is_open or planned.schedule is None:
        return _refuse(f"{name} is {found.status.replace('_', ' ')}: no calendar is written")
    if planned.needs_signature:
        return _refuse(
            f"this schedule needs your clinic's sign-off: --signed '{name}/{planned.schedule.name}' records that it has it"
        )
    days = calendar(planned, first)
    Path(ics).write_bytes(dose_calendar(found.therapy, days, made_at=dt.datetime.now(dt.UTC), person=answers.id or "person"))
    return OK


def _first_day(text: str) -> dt.date:
    try:
        return to_date(text)
    except ValueError:
        raise WrongArgument(f"--start is {text!r}: a date such as 2026-12-01 is needed") from None


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return BAD_INPUT


def _titration(found: Offer, planned: Dosing, first: dt.date, facts: Facts, knowledge: Knowledge) -> Iterator[Line]:
    yield Line(f"{found.therapy.name}: {found.status.replace('_', ' ')}", "", "bold")
    for hit in found.hits:
        yield Line(f"{hit.short} {hit.rule.action}: {hit.rule.says}")
    if not found.is_open:
        yield Line(f"No dates while that is so{f': ask {names_of(found.ask)} first' if found.ask else ''}.")
        return
    if planned.schedule is None:
        yield Line(f"No schedule: ask {names_of(planned.ask)} first." if planned.ask else "The dossiers give no schedule.")
        return
    sign = " [needs your clinic's sign-off; not an instruction]" if planned.needs_signature else ""
    yield Line(f"{planned.schedule.name}; at most {planned.limit:g} mg a day{sign}")
    for day in calendar(planned, first):
        optional = "  only if needed and agreed" if day.step.optional else ""
        yield Line(f"{said_dose(day)}  ({day.mg_per_day:g} mg a day){optional} {day.step.note}".rstrip(), f"{day.date}")
    yield Line(planned.schedule.how)
    for item in facts.taken or ():
        window = washout(item.ingredient, found.therapy.ingredients[0], knowledge) if found.therapy.ingredients else None
        if window and item.ingredient not in found.therapy.ingredients:
            other = item.ingredient.replace("_", " ")
            yield Line(f"after {other}: {window.days} days between its last dose and the first of this [{window.verification}]")


def _stop(found: Offer, plan: Stopping | None, *, ics: str | None, person: str) -> int:
    if plan is None:
        return _refuse(f"the dossiers give no taper for {found.therapy.name}: a clinician plans it; never stop at once")
    lines = [Line(f"Stopping {found.therapy.name}: {plan.taper.says}", "", "bold")]
    lines += [Line(f"{cut.mg_per_day:g} mg a day" if cut.mg_per_day else "first day without", f"{cut.date}") for cut in plan.cuts]
    lines.append(Line(f"What may come: {plan.taper.expect}"))
    if plan.needs_signature:
        lines.append(Line("This schedule needs your clinic's sign-off; it is not an instruction."))
    print_lines(lines)
    if ics is not None:
        if plan.needs_signature:
            return _refuse(f"no calendar is written: --signed '{found.id}/taper' records the sign-off")
        made = taper_calendar(
            found.therapy, plan.cuts, plan.taper.expect, made_at=dt.datetime.now(dt.UTC), person=person or "person"
        )
        Path(ics).write_bytes(made)
    return OK
