"""What a condition of a knowledge file means for one person: yes, no or unknown (Kleene's strong logic).

An unanswered fact makes its term unknown, never false. Where `unsure_is_yes` is set, as for emergencies, an answer of
"unsure" makes a term true.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fibrocare.engine.answers import DECLINED, UNSURE
from fibrocare.engine.facts.model import Facts, Range
from fibrocare.knowledge.conditions import (
    LIST_FIELDS,
    SELF,
    AtLeast,
    Compare,
    Condition,
    IfKnown,
    Includes,
    Is,
    Listed,
    Not,
    OneOf,
    Together,
    Unanswered,
)

Truth = bool | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a condition came out as it did: the fields that carry it, the known ones against it, the unknown ones."""

    truth: Truth
    because: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def holds(condition: Condition, facts: Facts, *, unsure_is_yes: bool = False) -> Truth:
    """Tell whether a condition holds for these facts; None when that is not known."""
    return _RULES[type(condition)](condition, facts, unsure_is_yes)


def explain(condition: Condition, facts: Facts, *, unsure_is_yes: bool = False) -> Explanation:
    """Tell whether a condition holds and which fields make it so.

    `because` names the fields of true terms, `against` those of false terms, `unknown` those still to ask: only where
    the answer could still matter for the part of the condition it stands in.
    """
    if isinstance(condition, AtLeast) and condition.reads is not None and facts.values.keys().isdisjoint(condition.reads):
        return Explanation(None, unknown=condition.reads)
    truth, because, against, unknown = _trace(condition, facts, unsure_is_yes)
    return Explanation(truth, _once(because), _once(against), _once(unknown))


def _once(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names)) if len(names) > 1 else tuple(names)


def _trace(term: Condition, facts: Facts, unsure: bool) -> tuple[Truth, list[str], list[str], list[str]]:
    """The truth of a term, and the fields of the single facts in it that are true, false and unknown."""
    if isinstance(term, Not):
        truth, because, against, unknown = _trace(term.term, facts, unsure and isinstance(term.term, Unanswered))
        return (None if truth is None else not truth), against, because, unknown
    if isinstance(term, AtLeast):
        return _trace_many(term, facts, unsure)
    if isinstance(term, IfKnown):
        truth, because, against, _ = _trace(term.term, facts, unsure)
        return bool(truth), because, against, []
    truth, name = _RULES[type(term)](term, facts, unsure), [_field_of(term)]
    if isinstance(term, Unanswered):
        return truth, [], [], name if truth else []
    return truth, name if truth else [], name if truth is False else [], name if truth is None else []


def _trace_many(term: AtLeast, facts: Facts, unsure: bool) -> tuple[Truth, list[str], list[str], list[str]]:
    if term.reads is not None and facts.values.keys().isdisjoint(term.reads):
        return None, [], [], list(term.reads)
    true = open_ = 0
    because: list[str] = []
    against: list[str] = []
    settled: list[str] = []
    unknown: list[str] = []
    for inner in term.terms:
        truth, for_, not_for, ask = _trace(inner, facts, unsure)
        true += truth is True
        open_ += truth is None
        because += for_
        against += not_for
        (settled if truth else unknown).extend(ask)
    # Once a part is decided, what is unknown beside the terms that carry it no longer matters.
    if true >= term.number:
        # Where one of several is enough, the others do not speak against it.
        return True, because, against if term.number == len(term.terms) else [], settled
    return (None, because, against, settled + unknown) if true + open_ >= term.number else (False, because, against, [])


def _field_of(term: Is | OneOf | Compare | Includes | Unanswered | Listed | Together) -> str:
    if isinstance(term, Together):
        return LIST_FIELDS["takes"]
    return LIST_FIELDS[term.list] if isinstance(term, Listed) else term.field


def _all_or_some(condition: AtLeast, facts: Facts, unsure: bool) -> Truth:
    if condition.reads is not None and facts.values.keys().isdisjoint(condition.reads):
        return None
    true = unknown = 0
    needed, left = condition.number, len(condition.terms)
    for term in condition.terms:
        truth = _RULES[type(term)](term, facts, unsure)
        left -= 1
        if truth:
            true += 1
            if true >= needed:
                return True
        elif truth is None:
            unknown += 1
        elif true + unknown + left < needed:
            return False
    return True if true >= needed else None


def _not(condition: Not, facts: Facts, unsure: bool) -> Truth:
    truth = _RULES[type(condition.term)](condition.term, facts, unsure and isinstance(condition.term, Unanswered))
    return None if truth is None else not truth


def _if_known(condition: IfKnown, facts: Facts, unsure: bool) -> Truth:
    return bool(_RULES[type(condition.term)](condition.term, facts, unsure))


def _is(condition: Is, facts: Facts, unsure: bool) -> Truth:
    value = facts.values.get(condition.field)
    if value is None:
        return None
    if isinstance(value, Range):
        return _range(value, condition.value, condition.value, False, False)
    wanted = condition.value
    if isinstance(wanted, bool) and isinstance(value, str) and value != UNSURE:
        # Some enumerations have the words yes and no among their values.
        wanted = "yes" if wanted else "no"
    if value == wanted:
        return True
    if value == UNSURE:
        return True if unsure and wanted is not False else None
    return None if value == DECLINED else False


def _one_of(condition: OneOf, facts: Facts, unsure: bool) -> Truth:
    value = facts.values.get(condition.field)
    if value is None:
        return None
    if value in condition.values:
        return True
    if value == UNSURE:
        return True if unsure else None
    return None if value == DECLINED else False


def _compare(condition: Compare, facts: Facts, unsure: bool) -> Truth:
    value = facts.values.get(condition.field)
    if value is None:
        return None
    if value == UNSURE:
        return True if unsure else None
    return within(condition, value)


def within(limits: Compare, value: float | Range) -> Truth:
    """Tell whether a number, or every number of a range, lies inside the limits; None when only some of them do."""
    if isinstance(value, Range):
        return _range(value, limits.low, limits.high, limits.low_open, limits.high_open)
    return _inside(value, limits.low, limits.high, limits.low_open, limits.high_open)


def _inside(value: float, low: float | None, high: float | None, low_open: bool, high_open: bool) -> bool:
    above = low is None or (value > low if low_open else value >= low)
    below = high is None or (value < high if high_open else value <= high)
    return above and below


def _range(value: Range, low: Any, high: Any, low_open: bool, high_open: bool) -> Truth:
    if _inside(value.low, low, high, low_open, high_open) and _inside(value.high, low, high, low_open, high_open):
        return True
    too_low = low is not None and (value.high <= low if low_open else value.high < low)
    too_high = high is not None and (value.low >= high if high_open else value.low > high)
    return False if too_low or too_high else None


def _includes(condition: Includes, facts: Facts, unsure: bool) -> Truth:
    value = facts.values.get(condition.field)
    if value is None or value == UNSURE:
        return True if unsure and value == UNSURE else None
    return not condition.values.isdisjoint(value)


def _unanswered(condition: Unanswered, facts: Facts, unsure: bool) -> Truth:
    """Nobody answered. Where "unsure" counts as yes it is an answer, elsewhere it leaves the fact unknown."""
    lists: dict[str, object] = {"medication_list": facts.taken, "dx_list": facts.problems, "allergies": facts.allergies}
    if condition.field in lists:
        return lists[condition.field] is None
    return condition.field not in facts.values or (facts.values[condition.field] == UNSURE and not unsure)


def _listed(condition: Listed, facts: Facts, unsure: bool) -> Truth:
    if condition.concept == SELF:
        truths = [_in_list(condition, item.ingredient, facts) for item in facts.proposed]
        return True if True in truths else None if None in truths else False
    return _in_list(condition, condition.concept, facts)


def _in_list(condition: Listed, concept: str, facts: Facts) -> Truth:
    if condition.list == "takes":
        return takes(concept, facts, within_days=condition.within_days)
    known = _known_list(condition.list, facts)
    if known is not None and concept in known:
        return True
    if condition.list == "dx" and concept in facts.suspected:
        return None
    if condition.list.startswith("planned"):
        # Nobody plans a medicine in secret: a list of plans that was not given is an empty one; unsure is not.
        return None if "planned" in facts.unclear else False
    return None if known is None or condition.list in facts.unclear else False


def _known_list(name: str, facts: Facts) -> frozenset[str] | None:
    if name == "dx":
        return facts.problems
    if name == "allergy":
        return facts.allergies
    return facts.planned if name == "planned" else facts.planned_urgently


def _together(condition: Together, facts: Facts, unsure: bool) -> Truth:
    """How many ingredients of a class are taken now and proposed, each once (ruling 4)."""
    group = condition.group
    surely = {item.ingredient for item in (*(facts.taken or ()), *facts.proposed) if item.now and group in item.groups}
    if len(surely) >= condition.at_least:
        return True
    perhaps = {item.ingredient for item in facts.taken or () if item.now is None and group in item.groups}
    if facts.taken is None or "takes" in facts.unclear:
        return None
    return None if len(surely | perhaps) >= condition.at_least else False


def takes(concept: str, facts: Facts, *, within_days: int | None = None) -> Truth:
    """Tell whether the person takes an ingredient or a class, or took it within so many days.

    Unknown when no medicine list was given, when an entry could not be read, or when a last day is not known; a
    monoamine oxidase inhibitor with an unknown last day counts as taken (ruling 7).
    """
    unknown = facts.taken is None or "takes" in facts.unclear
    for item in facts.taken or ():
        if concept != item.ingredient and concept not in item.groups:
            continue
        if item.now or (within_days is not None and item.days_since_stop is not None and item.days_since_stop <= within_days):
            return True
        if item.now is None:
            if within_days is not None and "maoi" in item.groups:
                return True
            unknown = True
    return None if unknown else False


_RULES: dict[type, Callable[[Any, Facts, bool], Truth]] = {
    AtLeast: _all_or_some,
    Not: _not,
    Is: _is,
    OneOf: _one_of,
    Compare: _compare,
    Includes: _includes,
    Unanswered: _unanswered,
    Listed: _listed,
    Together: _together,
    IfKnown: _if_known,
}
