"""What else it could be. Every hit stands beside fibromyalgia, never instead of it."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from fibrocare.engine.facts import Facts, explain, holds
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.conditions import Condition, parse
from fibrocare.knowledge.schema import Differential, Settling, Sign

State = Literal["suspected", "open", "argued_against", "settled"]


@dataclass(frozen=True, slots=True)
class Weighed:
    """One other condition: its state, the fields for and against it, what to ask, which tests remain.

    `settled`: it is known (`known` is True) or a test answered the question. `do_not_repeat` names tests that need no
    repeat unless something new turns up.
    """

    differential: Differential
    state: State
    known: bool
    for_: tuple[str, ...]
    against: tuple[str, ...]
    ask: tuple[str, ...]
    tests: tuple[str, ...]
    says: tuple[str, ...]
    do_not_repeat: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Parsed:
    spec: Differential
    suspect: Condition
    known: Condition | None
    supports: tuple[tuple[Sign, Condition], ...]
    argues: tuple[tuple[Sign, Condition], ...]
    settles: tuple[tuple[Settling, Condition], ...]


@functools.lru_cache(maxsize=4)
def _parsed(knowledge: Knowledge) -> tuple[_Parsed, ...]:
    ordered = sorted(knowledge.differentials.values(), key=lambda spec: int(spec.id[1:]))
    return tuple(
        _Parsed(
            spec,
            parse(spec.suspect_when),
            parse(spec.known_when) if spec.known_when else None,
            tuple((sign, parse(sign.when)) for sign in spec.supports),
            tuple((sign, parse(sign.when)) for sign in spec.argues_against),
            tuple((settling, parse(settling.when)) for settling in spec.settled_when),
        )
        for spec in ordered
    )


def weigh(facts: Facts, knowledge: Knowledge) -> tuple[Weighed, ...]:
    """Weigh every other condition, in the order of their ids."""
    return tuple(_weigh(parsed, facts) for parsed in _parsed(knowledge))


def _weigh(parsed: _Parsed, facts: Facts) -> Weighed:
    spec = parsed.spec
    why = explain(parsed.suspect, facts)
    known = facts.problems is not None and not facts.problems.isdisjoint(spec.settled_by)
    known = known or (parsed.known is not None and holds(parsed.known, facts) is True)
    settling = [settling for settling, condition in parsed.settles if holds(condition, facts)]
    supporting = list(_holding(parsed.supports, facts))
    arguing = list(_holding(parsed.argues, facts))
    not_repeated = tuple(dict.fromkeys(test for entry in settling for test in entry.tests))
    state: State
    if known:
        state = "settled"
    elif why.truth:
        # A reason to suspect outweighs a test that settles: new symptoms ask again.
        state = "suspected"
    elif settling:
        state = "settled"
    else:
        state = "open" if why.truth is None else "argued_against"
    return Weighed(
        differential=spec,
        state=state,
        known=known,
        for_=_with_signs(why.because, supporting),
        against=_with_signs(why.against, arguing),
        ask=() if state == "settled" else why.unknown,
        tests=() if known else tuple(test for test in spec.tests if test not in not_repeated),
        says=tuple(sign.says for sign, _ in [*supporting, *arguing]) + tuple(entry.says for entry in settling),
        do_not_repeat=not_repeated,
    )


def _with_signs(fields: tuple[str, ...], signs: list[tuple[Sign, tuple[str, ...]]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*fields, *(name for _, found in signs for name in found)])) if signs else fields


def _holding(signs: tuple[tuple[Sign, Condition], ...], facts: Facts) -> Iterator[tuple[Sign, tuple[str, ...]]]:
    for sign, condition in signs:
        if holds(condition, facts):
            yield sign, explain(condition, facts).because
