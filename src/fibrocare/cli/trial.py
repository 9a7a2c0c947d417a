"""`fibrocare trial design|analyse`: a trial of one person, planned and read."""

import argparse
import datetime as dt
import json
import re
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

from fibrocare.cli.batch import BAD_INPUT, OK, WrongArgument, only_person, opened
from fibrocare.cli.printing import print_lines
from fibrocare.cli.therapies import known
from fibrocare.engine.answers import to_date
from fibrocare.engine.assessment import assess
from fibrocare.engine.plan import plan
from fibrocare.engine.response.trial.decide import decide
from fibrocare.engine.response.trial.design import OFF, Design, Refusal, design
from fibrocare.engine.response.trial.exposure import Carry
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.model import Posterior, Prior, fit
from fibrocare.engine.response.trial.power import chances
from fibrocare.engine.response.trial.published import published_prior
from fibrocare.engine.response.trial.series import Contradiction, Series, not_enough, read_series
from fibrocare.exchange.chart import draw, rows
from fibrocare.exchange.page.line import Line, names_of
from fibrocare.exchange.trial.drawing import drawing
from fibrocare.exchange.trial.sheet import BadSheet, read_sheet, write_sheet
from fibrocare.exchange.trial.words import as_data, numbers, sentence
from fibrocare.knowledge import Knowledge, load
from fibrocare.knowledge.loader import BadKnowledge


def run_design(told: argparse.Namespace) -> int:
    """Plan a trial and print its periods, or print why there is none; the sheet to fill in goes to a file."""
    try:
        first = _day(told.start)
        source = opened([told.file], as_of=None)
        knowledge = source.knowledge
        conditions = _conditions(told.compare, knowledge)
        options = plan(assess(only_person(source), knowledge), knowledge)
        seed = secrets.randbelow(2**31) if told.seed is None else told.seed
        found = design(
            conditions, options, knowledge, first_day=first, seed=seed, pairs=told.pairs, signed=frozenset(told.signed)
        )
    except (WrongArgument, BadKnowledge, ValueError) as reason:
        return _refuse(str(reason))
    if isinstance(found, Refusal):
        print_lines(list(_refused(found, knowledge)))
        return OK
    print_lines(list(_laid_out(found, knowledge, blinded=told.blinded)))
    if told.csv:
        Path(told.csv).write_text(write_sheet(found, blinded=told.blinded), "utf-8")
    return OK


def run_analyse(told: argparse.Namespace) -> int:
    """Read a sheet: one plain sentence, then the numbers; a drawing goes to a file."""
    try:
        series, carry = _series(told), Carry(told.onset, told.offset)
        prior = _prior(told, series.measure)
    except OSError as reason:
        return _refuse(f"{told.file}: {reason.strerror or reason}")
    except (BadSheet, Contradiction) as reason:
        return _refuse(f"{told.file}: {reason}")
    except WrongArgument as reason:
        return _refuse(str(reason))
    if why := not_enough(series):
        print(json.dumps({"verdict": None, "why": why}) if told.json else why)
        return OK
    found = fit(series, prior, carry=carry)
    answers = [(it, decide(found, it)) for it in series.conditions[1:]]
    if told.svg:
        says = " ".join(sentence(decision, series, name, series.conditions[0]) for name, decision in answers)
        Path(told.svg).write_text(draw(drawing(series, says), "trial"), "utf-8")
    if told.json:
        print(json.dumps([as_data(decision, found) for _, decision in answers]))
    else:
        print_lines(list(_told(found, told.svg is not None)))
    return OK


def _told(found: Posterior, drawn: bool) -> Iterator[Line]:
    series, reference = found.series, found.series.conditions[0]
    for name, prior in zip(series.conditions[1:], found.prior, strict=True):
        decision = decide(found, name)
        yield Line(sentence(decision, series, name, reference), "", "bold")
        yield Line("")
        for heading, text in numbers(decision, found, name, reference):
            yield Line(text, heading)
        yield Line(f"benefit {prior.mean:.2f}, SD {prior.sd:.2f} ({prior.source})", "Expected")
        yield Line("")
    if drawn:
        for place, (when, mean, days) in enumerate(rows(drawing(series, ""))):
            yield Line(f"{when}: {mean} ({days} days)", "Drawn" if place == 0 else "")


def _series(told: argparse.Namespace) -> Series:
    days = read_sheet(Path(told.file).read_bytes())
    if not days:
        raise BadSheet("no row under the header; write a row a day")
    low, high = _scale(told.scale)
    measure = Measure(
        told.measure, low, high, told.step, told.matters if told.matters is not None else 0.2 * (high - low),
        told.better == "lower", told.least_days,
    )  # fmt: skip
    named = list(dict.fromkeys(it.condition for it in days))
    reference = told.reference or (OFF if OFF in named else min(named))
    if reference not in named:
        raise WrongArgument(f"--reference is {reference!r}; the sheet has {', '.join(named)}")
    conditions = (reference, *(it for it in named if it != reference))
    if len(conditions) < 2:
        raise WrongArgument(f"{told.file}: the sheet has only {reference!r}; a trial compares two or more conditions")
    return read_series(days, measure, conditions, discard=told.discard)


def _scale(text: str) -> tuple[float, float]:
    match = re.fullmatch(r"(-?\d+(?:\.\d+)?)-(-?\d+(?:\.\d+)?)", text)
    if match is None or float(match[1]) >= float(match[2]):
        raise WrongArgument(f"--scale is {text!r}: write its ends, such as 0-10")
    return float(match[1]), float(match[2])


def _prior(told: argparse.Namespace, measure: Measure) -> Prior:
    """What was given, else what is published of a therapy, else nothing much."""
    text: str | None = told.prior
    if text is None and told.prior_of is not None:
        knowledge = load()
        found = published_prior(known(told.prior_of, knowledge), told.outcome, measure, knowledge)
        if found is None:
            raise WrongArgument(f"--prior-of {told.prior_of}: no mean difference in {told.outcome} is published; leave it out")
        return found
    if text is None:
        return Prior(0.0, 0.2 * measure.span)
    try:
        mean, sd = (float(it) for it in text.split(","))
    except ValueError:
        mean, sd = 0.0, 0.0
    if not 0 < sd < 1e6 or not abs(mean) < 1e6:
        raise WrongArgument(f"--prior is {text!r}: write MEAN,SD in points, above 0 better, such as 0.5,1.5")
    return Prior(mean, sd, "given")


def _conditions(text: str, knowledge: Knowledge) -> tuple[str, ...]:
    names = tuple(known(it.strip(), knowledge) for it in text.split(",") if it.strip())
    return (OFF, *names) if len(names) == 1 else names


def _laid_out(found: Design, knowledge: Knowledge, *, blinded: bool) -> Iterator[Line]:
    therapies = [it for it in found.conditions if it != OFF]
    yield Line(f"{len(found.slots)} periods of {found.days} days, {found.slots[0].first} to {found.last}", "TRIAL", "bold")
    yield Line(f"The first {found.discard} days of each period are set aside: the last change is still felt.")
    yield Line(f"Seed {found.seed}: the same seed gives the same order.")
    for place, it in enumerate(found.slots):
        called = found.letters[it.condition] if blinded else it.condition
        yield Line(f"{it.first} to {it.last}  {called}, counts from {it.counts_from}", "PERIODS" if place == 0 else "")
    if blinded:
        key = ", ".join(f"{letter} = {name}" for name, letter in sorted(found.letters.items(), key=lambda it: it[1]))
        yield Line(f"{key} (for the pharmacy alone)", "KEY")
    for place, name in enumerate(therapies):
        yield Line(f"{knowledge.therapies[name].name}: {knowledge.crossovers[name].says}", "CHANGES" if place == 0 else "")
    yield Line("Severe harm, the person's wish, thoughts of suicide; pain 3 points worse for 7 days.", "STOP EARLY")
    for place, chance in enumerate(chances(found)):
        words = (
            f"true benefit {chance.benefit:g}: keep in {chance.keep:.0%}, stop in {chance.stop:.0%}, open in {chance.open:.0%}"
        )
        yield Line(words, "CAN SHOW" if place == 0 else "")
    for place, name in enumerate(found.unsigned):
        yield Line(f"needs your clinic's sign-off: --signed {name}", "UNSIGNED" if place == 0 else "", "bold")


def _refused(found: Refusal, knowledge: Knowledge) -> Iterator[Line]:
    yield Line("No trial of this for this person now.", "TRIAL", "bold")
    for place, text in enumerate(found.reasons):
        yield Line(text, "WHY" if place == 0 else "")
    if found.ask:
        yield Line(names_of(found.ask), "ASK FIRST")
    for it in found.instead:
        name = knowledge.therapies[it.therapy].name
        yield Line(f"{name}: diary from {it.baseline_from}, start {it.start}, judge on {it.judge_on}", "INSTEAD")


def _day(text: str) -> dt.date:
    try:
        return to_date(text)
    except ValueError:
        raise WrongArgument(f"--start is {text!r}: a date such as 2026-12-01 is needed") from None


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return BAD_INPUT
