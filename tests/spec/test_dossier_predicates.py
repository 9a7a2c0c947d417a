"""Triage rules and differentials mean what the clinical dossier says: its predicates, read by code of their own.

The predicates stand in `tests/data/dossier-predicates/predicates.toml`. Each is evaluated here over random answers in three
values (0 no, 0.5 unknown, 1 yes) and compared with what the product finds for the same answers. The evaluator shares nothing
with the product but the dictionary of fields, which says what values an answer can have.
"""

import ast
import datetime as dt
import operator
import random
import tomllib
from pathlib import Path

import pytest

from fibrocare.engine.cases import DAY

_FILE = Path(__file__).parents[1] / "data" / "dossier-predicates" / "predicates.toml"
_ENTRIES = tomllib.loads(_FILE.read_text(encoding="utf-8"))
_DRAWS = 400
_NO, _UNKNOWN, _YES = 0, 0.5, 1
_STATES = {"suspected": _YES, "open": _UNKNOWN, "argued_against": _NO, "settled": None}
_OPERATORS = {
    ast.Eq: operator.eq,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda value, among: value in among,
    ast.NotIn: lambda value, among: value not in among,
}
# Facts that are no field: read from the medicine list.
_FROM_LISTS = {"days_since_statin"}

# --- the dossier's grammar ------------------------------------------------------------------------------------------------


def _parse(text):
    return ast.parse(text, mode="eval").body


def _literal(node):
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=word):
            return word
        case ast.Set(elts=members):
            return {_literal(member) for member in members}
    raise ValueError(f"not a value: {ast.unparse(node)}")


def _terms(node):
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [*_terms(left), *_terms(right)]
    return [node]


def _truth(node, answers):
    """Kleene's strong logic; of a sum, how many terms are surely and how many possibly true."""
    match node:
        case ast.BoolOp(op=ast.And(), values=parts):
            return min(_truth(part, answers) for part in parts)
        case ast.BoolOp(op=ast.Or(), values=parts):
            return max(_truth(part, answers) for part in parts)
        case ast.UnaryOp(op=ast.Not(), operand=part):
            return 1 - _truth(part, answers)
        case ast.Compare(left=ast.BinOp() as total, ops=[ast.GtE()], comparators=[ast.Constant(value=needed)]):
            truths = [_truth(term, answers) for term in _terms(total)]
            if sum(truth == _YES for truth in truths) >= needed:
                return _YES
            return _UNKNOWN if sum(truth != _NO for truth in truths) >= needed else _NO
        case ast.Compare(left=ast.Name(id=field), ops=[sign], comparators=[right]):
            return _compared(answers.get(field), sign, _literal(right))
    raise ValueError(f"not in the grammar: {ast.unparse(node)}")


def _compared(value, sign, wanted):
    if wanted == "unanswered":
        return int(value is None)
    if value is None or (value == "declined" and "declined" not in wanted):
        return _UNKNOWN
    if isinstance(value, list):
        return int(not wanted.isdisjoint(value))
    return int(_OPERATORS[type(sign)](value, wanted))


# --- random answers -------------------------------------------------------------------------------------------------------


def _compared_with(trees):
    """Each field of these predicates, with the numbers that it is compared with."""
    fields = {}
    for node in (node for tree in trees for node in ast.walk(tree)):
        match node:
            case ast.Compare(left=ast.Name(id=field), comparators=[right]):
                value = _literal(right)
                fields.setdefault(field, set()).update({value} if isinstance(value, int | float) else ())
    return fields


def _around(limits, spec):
    steps = (-1, 0, 1) if spec is None or spec.type == "int" else (-1, -0.1, 0, 0.1, 1)
    near = sorted({round(limit + step, 1) for limit in limits for step in steps})
    return near if spec is None else [value for value in near if spec.min <= value <= spec.max]


def _drawn(limits, spec, rng):
    if rng.random() < 1 / 3:
        return None
    if spec is None or spec.type in ("int", "dec"):
        return rng.choice(_around(limits, spec))
    if spec.type == "set":
        return rng.sample(spec.values, rng.randrange(6))
    return rng.choice(["yes", "no"] if spec.type == "yn" else [value for value in spec.values if value != "unsure"])


def _draws(name, trees, fields):
    """Different random answers to the fields of these predicates."""
    rng = random.Random(name)
    compared = _compared_with(trees)
    assert compared.keys() <= fields.keys() | _FROM_LISTS
    drawn = [{field: _drawn(compared[field], fields.get(field), rng) for field in compared} for _ in range(_DRAWS)]
    for answers in drawn:
        if answers.get("days_since_statin") is not None:
            # Who gave a list of medicines has told whether a statin is taken now.
            answers["on_statin"] = answers["on_statin"] or "no"
    return list({repr(answers): answers for answers in drawn}.values())


def _as_asked(answers):
    given = {field: value for field, value in answers.items() if field not in _FROM_LISTS}
    days = answers.get("days_since_statin")
    if days is not None:
        given["medication_list"] = [{"ingredient": "simvastatin", "stop": str(DAY - dt.timedelta(days=days))}]
    return given


# --- what the product finds -----------------------------------------------------------------------------------------------


def _found(name, assessment):
    """The truth of a rule in an assessment; None where a differential is settled, which hides it."""
    if name.startswith("X"):
        return _STATES[next(it.state for it in assessment.differentials if it.differential.id == name)]
    triage = assessment.triage
    if any(flag.rule.id == name for flag in triage.flags):
        found = _YES
    else:
        found = _UNKNOWN if any(name in question.rules for question in triage.questions) else _NO
    if name.startswith("H"):
        assert triage.help_criteria[name] is {_YES: True, _UNKNOWN: None, _NO: False}[found]
    return found


@pytest.mark.parametrize("name", _ENTRIES)
def test_rule_means_what_the_dossier_says(name, assessed, knowledge):
    entry = _ENTRIES[name]
    trees = [_parse(entry[key]) for key in ("predicate", "adds") if key in entry]
    seen, disagreements = set(), []
    for answers in _draws(name, trees, knowledge.fields):
        said, added = (*(_truth(tree, answers) for tree in trees), _NO)[:2]
        found = _found(name, assessed(**_as_asked(answers)))
        seen.add(None if found is None else said)
        # What a rule adds it may ask for or pass over while it is unknown.
        if found is not None and found not in (max(said, added), max(said, int(added))):
            disagreements.append((answers, f"dossier {said}, added {added}, found {found}"))

    assert disagreements == []
    assert seen >= {_YES, _UNKNOWN} and seen & {_NO, None}, "draws that decide nothing"


def test_every_triage_rule_and_differential_is_compared(knowledge):
    rules = {rule.id for file in knowledge.triage.values() for rule in file.rules}
    differentials = {spec.id for spec in knowledge.differentials.values()}

    # R01 sums up the four help-seeking criteria; its field is never given.
    assert set(_ENTRIES) == (rules - {"R01"}) | differentials
