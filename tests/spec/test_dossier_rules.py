"""Every rule of the dossiers is there, with its action, and has cases that fire, stay quiet and ask."""

import csv
from pathlib import Path

import pytest

from fibrocare.knowledge.conditions import fields_of, parse
from fibrocare.knowledge.loader import load_files

ROWS = list(csv.DictReader((Path(__file__).parents[1] / "data/dossier-rules/rules.csv").read_text().splitlines()))
KNOWLEDGE = load_files()
RULES = {(file.table, rule.id): rule for file in KNOWLEDGE.rules.values() for rule in file.rules}
# Where a ruling changes the dossier's action: the ruling, and the action that stands.
RULED = {
    ("therapies", "I12"): ("18", "caution"),
    ("medications", "PRG-08"): ("10", "inform"),
    # The dossier's "not needed" is no action of ours.
    ("therapies", "I89"): ("", "inform"),
}
# Facts of a course and results on file never make a rule unknown, and a list of plans that was not given is empty.
ALWAYS_KNOWN = {name for name, field in KNOWLEDGE.fields.items() if field.who == "course" or field.if_on_file}
ALWAYS_KNOWN |= {"planned_medications"}


def test_all_of_them_are_here():
    assert len(ROWS) == 279 + 169


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['table']}/{row['id']}" for row in ROWS])
def test_is_a_rule_with_the_dossiers_action(row):
    rule = RULES[row["table"], row["id"]]
    ruled = RULED.get((row["table"], row["id"]))

    assert rule.action == (ruled[1] if ruled else row["action"]), row


@pytest.mark.parametrize("key", RULES, ids="/".join)
def test_has_cases_of_every_kind(key):
    rule = RULES[key]
    kinds = {case.expect for case in rule.cases}
    read = set(fields_of(parse(rule.when))) | set(fields_of(parse(rule.met_by)) if rule.met_by else ())
    silent = rule.action == "ask" or rule.when == {"always": True} or read <= ALWAYS_KNOWN

    assert "fires" in kinds
    assert rule.when == {"always": True} or "quiet" in kinds
    assert silent or "asks" in kinds
