"""Which rules speak about a therapy for one person, and what each says: yes, no or not known."""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fibrocare.engine.facts import Facts, explain, holds
from fibrocare.engine.facts.logic import Truth
from fibrocare.engine.facts.medicines import newest_start
from fibrocare.engine.facts.model import Taken
from fibrocare.engine.plan.subjects import Subject, of_taken
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.conditions import SELF, AtLeast, Condition, IfKnown, Listed, Not, Together, atoms, fields_of, parse
from fibrocare.knowledge.schema import Rule

WITHHOLDS = frozenset({"contraindicated", "avoid", "stop"})
ORDER = ("contraindicated", "avoid", "stop", "precondition", "ask", "adjust", "monitor", "caution", "inform")


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that holds for this person and therapy, or may: `truth` is None where a fact in `unknown` decides.

    `with_` names the medicine taken whose own rule speaks against adding this therapy. `id` is the full id.
    """

    id: str
    rule: Rule
    truth: Truth
    because: tuple[str, ...]
    unknown: tuple[str, ...]
    with_: str = ""

    @property
    def short(self) -> str:
        """The id as the dossier writes it, without its table."""
        return self.id.partition("/")[2]


Told = dict[str, Hit | None]
_NEWEST = "fm_medicine_started_within_days"


@dataclass(frozen=True, slots=True)
class _Ready:
    """A rule with its conditions parsed once."""

    id: str
    rule: Rule
    when: Condition
    met_by: Condition | None
    takes: frozenset[str]
    is_shared: bool


@functools.lru_cache(maxsize=4)
def _ready(knowledge: Knowledge) -> tuple[_Ready, ...]:
    only_known = {name for name, field in knowledge.fields.items() if field.who == "course" or field.if_on_file}
    return tuple(
        _Ready(
            f"{file.table}/{rule.id}",
            rule,
            _leave_out(parse(rule.when), only_known),
            parse(rule.met_by) if rule.met_by else None,
            frozenset(_medicines_in(parse(rule.when))),
            _is_shared(parse(rule.when), only_known),
        )
        for file in knowledge.rules.values()
        for rule in file.rules
    )


def _leave_out(term: Condition, names: set[str]) -> Condition:
    """Facts of a course that has not begun, and results that nobody needs to have, never make a rule unknown."""
    if isinstance(term, AtLeast):
        return AtLeast(term.number, tuple(_leave_out(inner, names) for inner in term.terms))
    if isinstance(term, Not):
        return Not(_leave_out(term.term, names))
    return IfKnown(term) if names.intersection(fields_of(term)) else term


def _medicines_in(term: Condition) -> Iterator[str]:
    for atom in atoms(term):
        if isinstance(atom, Listed) and atom.list == "takes":
            yield atom.concept
        elif isinstance(atom, Together):
            yield atom.group


def _is_shared(term: Condition, of_course: set[str]) -> bool:
    """Whether a condition comes out the same for every subject: it reads no medicine taken, nothing of a course or of itself."""
    if not of_course.isdisjoint(fields_of(term)) or _NEWEST in fields_of(term):
        return False
    return not any(
        isinstance(atom, Together) or (isinstance(atom, Listed) and (atom.list == "takes" or atom.concept == SELF))
        for atom in atoms(term)
    )


@functools.lru_cache(maxsize=4096)
def rules_for(subject: Subject, knowledge: Knowledge) -> tuple[_Ready, ...]:
    """Every rule that calls the subject by one of its names."""
    return tuple(
        ready
        for ready in _ready(knowledge)
        if not subject.names.isdisjoint(ready.rule.for_) and subject.names.isdisjoint(ready.rule.not_for)
    )


def hits(subject: Subject, facts: Facts, knowledge: Knowledge, *, told: Told | None = None) -> tuple[Hit, ...]:
    """Every rule that holds for a subject, or may hold: its own, and those of the medicines taken that it would join.

    Args:
        told: what rules that are the same for every subject said of these facts already; give one dictionary for one person.
    """
    context = seen_by(subject, facts)
    own = [hit for ready in rules_for(subject, knowledge) if (hit := _once(ready, context, told)) is not None]
    joined = _of_medicines_taken(subject, facts, knowledge) if subject.proposed else ()
    # A rule that reads the same from both sides is told once.
    seen = {(hit.id, hit.truth) for hit in own}
    found = {(hit.id, hit.with_): hit for hit in (*own, *(hit for hit in joined if (hit.id, hit.truth) not in seen))}
    return tuple(sorted(found.values(), key=lambda hit: (ORDER.index(hit.rule.action), hit.truth is None, hit.id, hit.with_)))


def seen_by(subject: Subject, facts: Facts) -> Facts:
    """The facts as a rule of this subject sees them: a medicine never interacts with itself (ruling 4)."""
    own = [item for item in facts.taken or () if item.ingredient in subject.ingredients]
    others = None if facts.taken is None else tuple(item for item in facts.taken if item.ingredient not in subject.ingredients)
    values = facts.values
    if own and others is not None:
        newest = newest_start(others, certain="takes" not in facts.unclear)
        values = {**values, **_course(own), _NEWEST: newest}
    return replace(facts, taken=others, proposed=subject.proposed, values=values)


def _course(own: list[Taken]) -> Mapping[str, Any]:
    """What the medicine list says of the course of a medicine that is taken or was stopped."""
    course: dict[str, Any] = {}
    doses = [item.mg_per_day for item in own if item.now]
    if doses and None not in doses:
        course["dose_total"] = sum(dose for dose in doses if dose is not None)
    started = [item.days_since_start for item in own if item.days_since_start is not None and item.now]
    if started:
        course |= {"weeks_taken": max(started) // 7, "months_taken": max(started) * 12 // 365, "day_of_therapy": max(started) + 1}
    stopped = [item.days_since_stop for item in own if item.days_since_stop is not None]
    if stopped and not doses:
        course["stopped_within_days"] = min(stopped)
    return course


def _once(ready: _Ready, facts: Facts, told: Told | None) -> Hit | None:
    if told is None or not ready.is_shared:
        return _hit(ready, facts)
    if ready.id not in told:
        told[ready.id] = _hit(ready, facts)
    return told[ready.id]


def _hit(ready: _Ready, facts: Facts, *, with_: str = "") -> Hit | None:
    # Most rules do not hold, and need no reasons.
    if holds(ready.when, facts) is False:
        return None
    why = explain(ready.when, facts)
    if ready.met_by is None:
        if why.truth is None and ready.rule.action == "ask":
            return None
        return Hit(ready.id, ready.rule, why.truth, why.because, why.unknown, with_)
    met = explain(ready.met_by, facts)
    if met.truth:
        return None
    truth = True if why.truth and met.truth is False else None
    return Hit(ready.id, ready.rule, truth, (*why.because, *met.against), (*why.unknown, *met.unknown), with_)


def _of_medicines_taken(subject: Subject, facts: Facts, knowledge: Knowledge) -> Iterator[Hit]:
    """What the rules of each medicine taken say about adding this one: an interaction belongs to the pair (ruling 3)."""
    added = frozenset().union(*(item.groups | {item.ingredient} for item in subject.proposed))
    for item in facts.taken or ():
        if item.ingredient in subject.ingredients or item.now is False:
            continue
        other = of_taken(item, knowledge)
        reading = [ready for ready in rules_for(other, knowledge) if not added.isdisjoint(ready.takes)]
        if not reading:
            continue
        before = seen_by(other, facts)
        after = replace(before, taken=(*(before.taken or ()), *subject.proposed))
        for ready in reading:
            hit = _hit(ready, after, with_=item.ingredient)
            was = _hit(ready, before)
            if hit is not None and (was is None or was.truth != hit.truth):
                yield hit
