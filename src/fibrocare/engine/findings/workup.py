"""The work-up: tests to do, done and not to do, and whom to refer to."""

import functools
from dataclasses import dataclass
from typing import Literal

from fibrocare.engine.facts import Facts, explain, holds
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.conditions import Condition, parse
from fibrocare.knowledge.schema import LabTest, NotOrdered, Referral

LabPolicy = Literal["canadian", "rcp", "minimal"]


@dataclass(frozen=True, slots=True)
class Advised:
    """A test that is called for: why, and whether its result is on file."""

    test: LabTest
    because: tuple[str, ...]
    done: bool


@dataclass(frozen=True, slots=True)
class Referred:
    """A referral that is called for, and why."""

    referral: Referral
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Workup:
    """Tests still to do, tests on file, tests not ordered as a routine, referrals; under a named lab policy."""

    policy: LabPolicy
    to_do: tuple[Advised, ...]
    done: tuple[Advised, ...]
    not_routine: tuple[NotOrdered, ...]
    referrals: tuple[Referred, ...]


@functools.lru_cache(maxsize=4)
def _tests(knowledge: Knowledge) -> tuple[tuple[LabTest, Condition | None], ...]:
    return tuple((test, parse(test.when) if test.when else None) for file in knowledge.workup.values() for test in file.tests)


@functools.lru_cache(maxsize=4)
def _referrals(knowledge: Knowledge) -> tuple[tuple[Referral, Condition], ...]:
    return tuple((entry, parse(entry.when)) for file in knowledge.workup.values() for entry in file.referrals)


@functools.lru_cache(maxsize=4)
def _not_routine(knowledge: Knowledge) -> tuple[tuple[NotOrdered, Condition | None], ...]:
    return tuple(
        (entry, parse(entry.unless) if entry.unless else None)
        for file in knowledge.workup.values()
        for entry in file.do_not_order
    )


def work_up(facts: Facts, knowledge: Knowledge, *, policy: LabPolicy) -> Workup:
    """The work-up for this person.

    Args:
        policy: which core tests the clinic does once: "canadian", "rcp", or "minimal" (none where the picture is typical).
    """
    advised = [advice for test, condition in _tests(knowledge) if (advice := _advise(test, condition, facts, policy))]
    return Workup(
        policy=policy,
        to_do=tuple(advice for advice in advised if not advice.done),
        done=tuple(advice for advice in advised if advice.done),
        not_routine=tuple(entry for entry, unless in _not_routine(knowledge) if unless is None or not holds(unless, facts)),
        referrals=tuple(
            Referred(entry, explain(condition, facts).because)
            for entry, condition in _referrals(knowledge)
            if holds(condition, facts)
        ),
    )


def _advise(test: LabTest, condition: Condition | None, facts: Facts, policy: LabPolicy) -> Advised | None:
    because: tuple[str, ...] = ()
    if test.tier == "core":
        if policy not in test.policies:
            return None
    else:
        why = explain(condition, facts) if condition is not None else None
        if why is None or not why.truth:
            return None
        because = why.because
    done = bool(test.done_by) and all(map(facts.is_known, test.done_by))
    return Advised(test, because, done)
