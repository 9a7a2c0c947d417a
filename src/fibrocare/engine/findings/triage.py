"""Urgency: red flags first, in the order emergency, same day, soon, routine.

Three-valued: a rule that rests on an unanswered question does not fire and is not dismissed; its questions are listed,
the most urgent first. "Unsure" counts as yes for emergency and same-day rules until a person clears it. Nothing here
reads a symptom score to lower an urgency.
"""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from fibrocare.engine.answers import UNSURE
from fibrocare.engine.facts import Explanation, Facts, Range, asked_for, explain
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.conditions import Condition, parse
from fibrocare.knowledge.schema import TriageRule

LEVELS = ("emergency_now", "same_day", "soon", "routine", "none")
_UNSURE_IS_YES = frozenset({"emergency_now", "same_day"})


@dataclass(frozen=True, slots=True)
class Flag:
    """A rule that fired."""

    rule: TriageRule
    level: str
    because: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """A rule that something speaks for and that an unanswered question still decides."""

    rule: TriageRule
    level: str
    because: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A field to ask, who can answer it, the highest level that it could raise, and the rules that wait for it."""

    field: str
    who: str
    level: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Triage:
    """How urgent it is.

    `could_be` is the highest level that is still possible while questions are open. A test that nobody has done does not
    raise it; the test is listed among the questions all the same.
    """

    level: str
    could_be: str
    flags: tuple[Flag, ...]
    half_true: tuple[Open, ...]
    questions: tuple[Question, ...]
    help_criteria: Mapping[str, bool | None]


@functools.lru_cache(maxsize=4)
def _rules(knowledge: Knowledge) -> tuple[tuple[TriageRule, str, Condition], ...]:
    """All rules in the order of evaluation, parsed."""
    files = sorted(knowledge.triage.values(), key=lambda file: LEVELS.index(file.level))
    return tuple((rule, file.level, parse(rule.when)) for file in files for rule in file.rules)


def triage(facts: Facts, knowledge: Knowledge) -> Triage:
    """Find every red flag and help-seeking criterion, and what must still be asked."""
    flags: list[Flag] = []
    open_rules: list[tuple[TriageRule, str, Explanation]] = []
    help_criteria: dict[str, bool | None] = {}
    for rule, level, condition in _rules(knowledge):
        unsure = level in _UNSURE_IS_YES
        if rule.id == "R01":
            facts = replace(facts, values={**facts.values, "help_criteria_count": _count(help_criteria)})
        why = explain(condition, facts, unsure_is_yes=unsure)
        truth = why.truth
        if rule.id.startswith("H"):
            help_criteria[rule.id] = truth
        if truth is False:
            continue
        if truth:
            flags.append(Flag(rule, level, why.because, why.unknown))
        else:
            open_rules.append((rule, level, why))
    level = flags[0].level if flags else "none"
    questions = tuple(_questions(open_rules, facts, knowledge))
    levels = [level, *(at for _, at, why in open_rules if _may_fire(why, facts, knowledge))]
    return Triage(
        level=level,
        could_be=min(levels, key=LEVELS.index),
        flags=tuple(flags),
        half_true=tuple(Open(rule, at, why.because, why.unknown) for rule, at, why in open_rules if _speaks(why, facts)),
        questions=questions,
        help_criteria=help_criteria,
    )


def _speaks(why: Explanation, facts: Facts) -> bool:
    """Whether a red flag was reported, not only an age or a medicine that fits."""
    return any(name.startswith("rf_") and facts.values.get(name) in (True, UNSURE) for name in why.because)


def _may_fire(why: Explanation, facts: Facts, knowledge: Knowledge) -> bool:
    """Whether somebody can still answer what a rule waits for; a test that nobody did raises no urgency."""
    asked = {field for unknown in why.unknown for field in asked_for(unknown, facts, knowledge)}
    return any(knowledge.fields[field].who != "laboratory" for field in asked)


def _count(truths: Mapping[str, bool | None]) -> int | Range:
    low = sum(truth is True for truth in truths.values())
    high = low + sum(truth is None for truth in truths.values())
    return low if low == high else Range(low, high)


def _questions(open_rules: list[tuple[TriageRule, str, Explanation]], facts: Facts, knowledge: Knowledge) -> Iterator[Question]:
    """One question a field: the most urgent first, then of rules that something speaks for, then those that decide alone."""
    waiting: dict[str, list[tuple[int, bool, int, str, str]]] = {}
    for rule, level, why in open_rules:
        for unknown in why.unknown:
            rank = (LEVELS.index(level), not _speaks(why, facts), len(why.unknown), level, rule.id)
            for field in asked_for(unknown, facts, knowledge):
                waiting.setdefault(field, []).append(rank)
    for field, ranks in sorted(waiting.items(), key=lambda entry: min(entry[1])[:3]):
        rules = tuple(dict.fromkeys(rank[4] for rank in ranks))
        yield Question(field, knowledge.fields[field].who, min(ranks)[3], rules)
