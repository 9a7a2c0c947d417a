"""A shelf of two medicines and the rules that a test writes."""

import msgspec
import pytest

from fibrocare.knowledge.schema import Rule, RuleFile, Therapy

SAID = {"says": "x", "sources": ["design"], "verification": "design"}
BARE = {
    "reviewed_on": "2026-11-23", "reviewed_by": "nobody", "kind": "medicine", "stance": "option", "stage": 3, "purpose": SAID,
    "delivered_by": "x", "course": SAID, "burden": {"time": 1, "energy": 1, "cost": 1, "minutes_per_week": 60},
    "judge": {"weeks": 12, "by": "x", "stop": "x", "sources": ["design"], "verification": "design"},
    "plain": {"what": "x", "how": "x", "helps": "x", "watch": "x", "call": "x"},
}  # fmt: skip


def a_therapy(**keys):
    return msgspec.convert({**BARE, **keys}, Therapy)


def a_rule(name, **keys):
    return msgspec.convert({"id": name, "for": ["duloxetine"], **SAID, **keys}, Rule)


@pytest.fixture
def shelf(knowledge):
    """The knowledge with only these rules, and duloxetine and pregabalin alone on the shelf."""

    def build(*rules, **therapies):
        stock = {"duloxetine": a_therapy(name="Duloxetine", ingredients=["duloxetine"])}
        stock |= {"pregabalin": a_therapy(name="Pregabalin", ingredients=["pregabalin"])}
        file = msgspec.convert(
            {"reviewed_on": "2026-11-23", "reviewed_by": "nobody", "table": "medications", "rules": []}, RuleFile
        )
        return msgspec.structs.replace(
            knowledge, rules={"all": msgspec.structs.replace(file, rules=tuple(rules))}, therapies=stock | therapies
        )

    return build


@pytest.fixture
def facts(assessed):
    """The facts of a person from answers given as keywords."""
    return lambda **answers: assessed(**answers).facts


@pytest.fixture
def rule():
    """Makes a rule for duloxetine from its id and keys."""
    return a_rule


@pytest.fixture
def therapy():
    """Makes a therapy from its keys."""
    return a_therapy
