"""What often comes with fibromyalgia (comorbidities), and what may have set it off or keeps it going (contributors)."""

import functools
from dataclasses import dataclass
from typing import Literal

from fibrocare.engine.facts import Facts, explain, holds
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.conditions import Condition, parse
from fibrocare.knowledge.schema import Comorbidity, Contributor, Sign

State = Literal["known", "screen_positive", "screen_negative", "not_screened"]


@dataclass(frozen=True, slots=True)
class Companion:
    """One condition that often comes along: whether it is known or screens positive, why, and what to ask."""

    id: str
    comorbidity: Comorbidity
    state: State
    because: tuple[str, ...]
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """One possible contributor: which signs of it this person has, and what was not asked. Association, not cause."""

    id: str
    contributor: Contributor
    signs: tuple[str, ...]
    because: tuple[str, ...]
    ask: tuple[str, ...]


@functools.lru_cache(maxsize=4)
def _screens(knowledge: Knowledge) -> tuple[tuple[str, Comorbidity, Condition | None], ...]:
    return tuple(
        (name, spec, parse(spec.screen_positive_when) if spec.screen_positive_when else None)
        for name, spec in knowledge.comorbidities.items()
    )


def comorbidities(facts: Facts, knowledge: Knowledge) -> tuple[Companion, ...]:
    """The state of every comorbidity, in the order of their ids."""
    found = []
    for name, spec, condition in _screens(knowledge):
        why = explain(condition, facts) if condition is not None else None
        state: State
        if facts.problems is not None and not facts.problems.isdisjoint(spec.known_by):
            state = "known"
        elif why is None or why.truth is None:
            state = "not_screened"
        else:
            state = "screen_positive" if why.truth else "screen_negative"
        because = ("dx_list",) if state == "known" else why.because if why else ()
        found.append(Companion(name, spec, state, because, why.unknown if why and state == "not_screened" else ()))
    return tuple(found)


@functools.lru_cache(maxsize=4)
def _signs(knowledge: Knowledge) -> tuple[tuple[str, Contributor, tuple[tuple[Sign, Condition], ...]], ...]:
    return tuple(
        (name, spec, tuple((sign, parse(sign.when)) for sign in spec.signs)) for name, spec in knowledge.contributors.items()
    )


def contributors(facts: Facts, knowledge: Knowledge) -> tuple[Contribution, ...]:
    """Every contributor with the signs of it that hold."""
    found = []
    for name, spec, signs in _signs(knowledge):
        holding = [(sign, condition) for sign, condition in signs if holds(condition, facts)]
        because = dict.fromkeys(field for _, condition in holding for field in explain(condition, facts).because)
        ask = tuple(field for field in spec.ask if facts.get(field) is None)
        found.append(Contribution(name, spec, tuple(sign.says for sign, _ in holding), tuple(because), ask))
    return tuple(found)
