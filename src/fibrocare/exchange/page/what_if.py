"""What a changed fact would do to a plan: which therapies move, and why."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from fibrocare.engine.answers import Answers, read_value
from fibrocare.engine.assessment import assess
from fibrocare.engine.plan import Plan, plan
from fibrocare.exchange.page.line import Line, names_of
from fibrocare.knowledge import Knowledge

Changes = list[tuple[str, Any]]


def what_if(answers: Answers, changes: Changes, knowledge: Knowledge) -> Iterator[Line]:
    """The lines of the difference that changed facts make; a value of None takes the answer away.

    Raises:
        Refused: a value that the dictionary does not allow.
    """
    changed = _changed(answers, changes, knowledge)
    before, after = (plan(assess(told, knowledge), knowledge) for told in (answers, changed))
    return _differences(before, after, changes)


def raw_value(text: str, name: str, knowledge: Knowledge) -> Any:
    """A value as somebody types it, in the form that answers have; empty takes the answer away.

    Raises:
        ValueError: the field is a number, and this is none.
    """
    spec = knowledge.fields[name]
    if not text:
        return None
    if spec.type in ("int", "dec"):
        return float(text) if spec.type == "dec" or "." in text else int(text)
    if spec.type == "list":
        key = spec.at_least_one_of[-1] if spec.at_least_one_of else "name"
        return [{key: part} for part in text.split(",") if part]
    return text.split(",") if spec.type == "set" else text


def _changed(answers: Answers, changes: Changes, knowledge: Knowledge) -> Answers:
    values = dict(answers.values)
    for name, raw in changes:
        if raw is None:
            values.pop(name, None)
            continue
        value = read_value(raw, name=name, fields=knowledge.fields, as_of=answers.as_of)
        values[name] = (*values.get(name, ()), *value) if isinstance(value, tuple) else value
    return replace(answers, values=values)


def _differences(before: Plan, after: Plan, changes: Changes) -> Iterator[Line]:
    told = ", ".join(f"{name} {'not known' if raw is None else raw}" for name, raw in changes)
    yield Line(f"What if {told}", "", "bold")
    moves = False
    for was, now in zip(before.offers, after.offers, strict=True):
        old, new = {hit.id for hit in was.hits}, {hit.id for hit in now.hits}
        dose = before.dosings.get(was.id), after.dosings.get(now.id)
        moved = was.status != now.status
        if not moved and old == new and (dose[0] and dose[0].limit) == (dose[1] and dose[1].limit):
            continue
        why = [f"{hit.short} {hit.rule.action}: {hit.rule.says}" for hit in now.hits if hit.id not in old]
        why += [f"{hit.short} no longer holds" for hit in was.hits if hit.id not in new]
        if now.status == "needs_data":
            why.append(f"ask {names_of(now.ask[:5])}")
        words = f"{was.status} -> {now.status}" if moved else now.status
        limit = f"; at most {dose[1].limit:g} mg a day" if dose[1] and dose[1].limit is not None else ""
        moves = True
        yield Line(f"{now.therapy.name}: {words.replace('_', ' ')}{limit}. {' '.join(why)}".rstrip())
    if not moves:
        yield Line("Nothing would change.")
