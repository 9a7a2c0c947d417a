"""The claims of the knowledge that wait for a sign-off: doses, tapers and trials that nobody read at a source."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from fibrocare.engine.plan.doses import needs_signature, per_day
from fibrocare.exchange.values import cited
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import Crossover, Schedule, Step, Taper

Signable = Schedule | Taper | Crossover


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim: its name as the engine reads it, what it says, where from, and the hash of its content."""

    name: str
    therapy: str
    kind: str
    lines: tuple[str, ...]
    source: str
    verification: str
    content: str


def claims(knowledge: Knowledge) -> Iterator[Claim]:
    """Every claim that is no instruction until it is signed, in the order of the shelf."""
    for name, therapy in knowledge.therapies.items():
        for schedule in therapy.schedules:
            if _waits(schedule):
                yield _claim(f"{name}/{schedule.name}", therapy.name, "dose", _dose(schedule), [schedule], knowledge)
        # The engine has one name for all tapers of a therapy: they are signed together.
        tapers = [it for it in therapy.tapers if _waits(it)]
        if tapers:
            lines = tuple(line for it in tapers for line in (it.says, it.expect))
            yield _claim(f"{name}/taper", therapy.name, "taper", lines, tapers, knowledge)
        crossover = knowledge.crossovers.get(name)
        if crossover and not crossover.refused and _waits(crossover):
            yield _claim(f"crossover/{name}", therapy.name, "trial", _times(crossover), [crossover], knowledge)


def _waits(part: Signable) -> bool:
    return needs_signature("", part.verification, frozenset())


def _claim(name: str, therapy: str, kind: str, lines: tuple[str, ...], parts: Sequence[Signable], knowledge: Knowledge) -> Claim:
    return Claim(
        name=name,
        therapy=therapy,
        kind=kind,
        lines=lines,
        source=cited(tuple(dict.fromkeys(source for it in parts for source in it.sources)), knowledge),
        verification=", ".join(dict.fromkeys(it.verification for it in parts)),
        content=hashlib.sha256(msgspec.json.encode(parts, order="sorted")).hexdigest(),
    )


def _times(crossover: Crossover) -> tuple[str, ...]:
    """How fast it comes and goes, from which the lengths of a trial follow."""
    left = f"half-life of at most {crossover.half_life_hours:g} hours" if crossover.half_life_hours else ""
    aside = f"at least {crossover.discard_days} days after each change are set aside"
    return tuple(filter(None, (left, aside, crossover.says)))


def _dose(schedule: Schedule) -> tuple[str, ...]:
    most = f"at most {schedule.max_mg_per_day:g} mg a day"
    return (*map(_step, schedule.steps), most, *filter(None, [schedule.how]))


def _step(step: Step) -> str:
    agreed = ", only if agreed" if step.optional else ""
    return f"from day {step.day}: {per_day(step):g} mg a day{agreed}. {step.note}".strip()
