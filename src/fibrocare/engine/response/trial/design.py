"""Laying out a trial of one person: who may have one, how long a period lasts, which condition when (`therapies.md` G3)."""

import datetime as dt
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fibrocare.engine.facts import Facts, explain, fields_to_ask
from fibrocare.engine.plan import Plan
from fibrocare.engine.plan.doses import needs_signature
from fibrocare.engine.plan.obstacles import of_offer
from fibrocare.engine.response.trial.changing import OFF, settling, taper, trial_dose
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.conditions import parse

LEAST_PAIRS, MORE_PAIRS = 3, 2
# A period: three weeks at the least, and two that count after the days set aside (design).
_LEAST_DAYS, _COUNTING_DAYS = 21, 14
_BASELINE_DAYS = 14
_ANY_DAY = dt.date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Slot:
    """One period as planned. Days before `counts_from` are set aside."""

    number: int
    block: int
    condition: str
    first: dt.date
    last: dt.date
    counts_from: dt.date


@dataclass(frozen=True, slots=True)
class Design:
    """A trial as planned: the reference first among the conditions, blocks in an order drawn from the stored seed.

    `letters` stand for the conditions on a blinded sheet. `unsigned` names what a clinic must sign before the lengths are
    relied on: `crossover/THERAPY`, and the schedule and taper that they come from.
    """

    conditions: tuple[str, ...]
    seed: int
    days: int
    discard: int
    slots: tuple[Slot, ...]
    letters: dict[str, str]
    unsigned: tuple[str, ...]

    @property
    def last(self) -> dt.date:
        """The last day of the trial."""
        return self.slots[-1].last

    def on(self, date: dt.date) -> Slot | None:
        """The period of a day; None before and after the trial."""
        return next((it for it in self.slots if it.first <= date <= it.last), None)


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """What is offered where a therapy cannot be given and taken away in turn: days before, then days when it can be judged."""

    therapy: str
    baseline_from: dt.date
    start: dt.date
    judge_on: dt.date


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no trial: reasons that stand, questions that must be asked first, and what can be done instead."""

    reasons: tuple[str, ...]
    ask: tuple[str, ...]
    instead: tuple[BeforeAfter, ...]


def design(
    conditions: Sequence[str], options: Plan, knowledge: Knowledge, *,
    first_day: dt.date, seed: int, pairs: int = LEAST_PAIRS, signed: frozenset[str] = frozenset(),
) -> Design | Refusal:  # fmt: skip
    """Plan a trial, or say why there is none.

    Args:
        conditions: ids of therapies, or "off" for usual care without; the first is the reference.
        options: what is offered to this person today; whatever speaks against starting a therapy speaks against trying it.
        pairs: how many times each condition comes; 3 at the least, 4 to 6 are better. 2 where it goes on another trial.
        seed: of the order; kept with the trial.
        signed: what the clinic has signed: `crossover/THERAPY`, schedules and tapers.

    Raises:
        ValueError: fewer than two conditions, one named twice, or fewer than two pairs.
        KeyError: a condition is not on the shelf.
    """
    _check(conditions, pairs)
    therapies = [it for it in conditions if it != OFF]
    reasons, ask = _against(therapies, options, knowledge)
    refused = [it for it in therapies if _refused(it, knowledge)]
    if reasons or ask:
        instead = tuple(_before_after(it, first_day, knowledge) for it in refused if options.offer(it).is_open)
        return Refusal(tuple(dict.fromkeys(reasons)), tuple(dict.fromkeys(ask)), instead)
    discard = settling(conditions, options, knowledge)
    days = 7 * math.ceil(max(_LEAST_DAYS, discard + _COUNTING_DAYS) / 7)
    return Design(
        conditions=tuple(conditions),
        seed=seed,
        days=days,
        discard=discard,
        slots=tuple(_slots(conditions, pairs, days, discard, first_day, seed)),
        letters=_letters(conditions, seed),
        unsigned=tuple(_unsigned(therapies, options, knowledge, signed)),
    )


def _check(conditions: Sequence[str], pairs: int) -> None:
    if len(conditions) < 2 or len(set(conditions)) < len(conditions):
        raise ValueError("a trial compares two or more different conditions")
    if pairs < MORE_PAIRS:
        raise ValueError(f"{pairs} pairs are too few: {LEAST_PAIRS} at the least, {MORE_PAIRS} where a trial goes on")


def _against(therapies: Sequence[str], options: Plan, knowledge: Knowledge) -> tuple[list[str], list[str]]:
    """What speaks against a trial, and what must be asked before one."""
    facts = options.assessment.facts
    against, ask = gates(facts, knowledge)
    reasons = list(against.values())
    taken = [knowledge.therapies[it].name for it in therapies if options.offer(it).taken]
    if len(taken) > 1:
        reasons.append(f"{' and '.join(taken)} are both taken now: one must end before they can be compared.")
    for name in therapies:
        for it in of_offer(options.offer(name), facts, knowledge):
            if it.ask:
                ask.append(it.ask)
            else:
                reasons.append(f"{knowledge.therapies[name].name}: {it.says}")
        if why := _refused(name, knowledge) or _unknown_length(name, options, knowledge):
            reasons.append(f"{knowledge.therapies[name].name}: {why}")
        ask.extend(options.dosings[name].ask if name in options.dosings else ())
    return reasons, ask


def _unknown_length(name: str, options: Plan, knowledge: Knowledge) -> str:
    """Why nobody can tell how long a change takes: no dose, or a taper without its steps. Empty where it can be told."""
    dosing = options.dosings.get(name)
    if dosing is not None and dosing.ask:
        return ""  # asked first
    if dosing is None or dosing.limit is None:
        return "The dossiers give no dose for this person, so that nobody can tell how long a change takes."
    most = trial_dose(name, options, knowledge)
    if most is None:
        return "It is taken now, and nobody wrote down how much: how long a change takes depends on it."
    if most > dosing.limit:
        return f"{most:g} mg a day are taken now, more than the {dosing.limit:g} that fit this person: look at the dose first."
    if knowledge.therapies[name].tapers and taper(name, _ANY_DAY, options, knowledge) is None:
        return "No taper fits this person, so that nobody can tell how long a change takes."
    return ""


def _unsigned(therapies: Sequence[str], options: Plan, knowledge: Knowledge, signed: frozenset[str]) -> Iterator[str]:
    """What the lengths rest on and nobody has read at a source or signed."""
    for name in therapies:
        claims = [(f"crossover/{name}", knowledge.crossovers[name].verification)]
        if schedule := options.dosings[name].schedule:
            claims.append((f"{name}/{schedule.name}", schedule.verification))
        if plan := taper(name, _ANY_DAY, options, knowledge):
            claims.append((f"{name}/taper", plan.taper.verification))
        yield from (claim for claim, grade in claims if needs_signature(claim, grade, signed))


def gates(facts: Facts, knowledge: Knowledge) -> tuple[dict[str, str], list[str]]:
    """Why this person must not be in a trial, by the gate's name, and what must be asked to know."""
    told = {name: explain(parse(gate.when), facts) for name, gate in knowledge.trial_gates.items()}
    open_ = [field for why in told.values() if why.truth is None for field in why.unknown]
    says = {name: knowledge.trial_gates[name].says for name, why in told.items() if why.truth}
    return says, list(fields_to_ask(open_, facts, knowledge))


def _refused(name: str, knowledge: Knowledge) -> str:
    """Why a therapy is not given and taken away in turn; empty where it can be."""
    if name in knowledge.crossovers:
        return knowledge.crossovers[name].refused
    if knowledge.therapies[name].kind == "medicine":
        return "Nothing tells how fast its effect comes and goes."
    return "What it does stays for weeks or months: it cannot be switched off for a comparison."


def _slots(conditions: Sequence[str], pairs: int, days: int, discard: int, first: dt.date, seed: int) -> Iterator[Slot]:
    """Each block holds each condition once, in an order of its own."""
    draw = random.Random(seed)  # noqa: S311  the seed is kept; nothing is guarded by it
    for block in range(pairs):
        order = list(conditions)
        draw.shuffle(order)
        for place, condition in enumerate(order):
            at = block * len(order) + place
            start = first + dt.timedelta(days=at * days)
            counts = start + dt.timedelta(days=discard)
            yield Slot(at + 1, block + 1, condition, start, start + dt.timedelta(days=days - 1), counts)


def _letters(conditions: Sequence[str], seed: int) -> dict[str, str]:
    names = list(conditions)
    random.Random(f"letters {seed}").shuffle(names)  # noqa: S311  as above: no secret, the same letters everywhere
    return {name: chr(ord("A") + place) for place, name in enumerate(names)}


def _before_after(name: str, first: dt.date, knowledge: Knowledge) -> BeforeAfter:
    start = first + dt.timedelta(days=_BASELINE_DAYS)
    return BeforeAfter(name, first, start, start + dt.timedelta(weeks=knowledge.therapies[name].judge.weeks))
