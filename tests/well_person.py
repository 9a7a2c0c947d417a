"""A well person: complete, unremarkable facts for every rule that reads one."""

import tomllib
from pathlib import Path

from fibrocare.knowledge.conditions import fields_of, parse
from fibrocare.knowledge.loader import load

KNOWLEDGE = load()
# Facts that are well when they are "yes".
WELL = tomllib.loads(Path(__file__).with_name("well_person.toml").read_text())
GOOD, NUMBERS, WORDS = WELL["good"], WELL["numbers"], WELL["words"]


def read_by_rules():
    """The fields that rules read, but for those of a course and those that count only on file."""
    rules = [rule for file in KNOWLEDGE.rules.values() for rule in file.rules]
    tables = [table for rule in rules for table in (rule.when, rule.met_by) if table]
    fields = {name: KNOWLEDGE.fields[name] for table in tables for name in fields_of(parse(table))}
    return {name for name, field in fields.items() if field.who != "course" and not field.if_on_file}


def well(**changes):
    """Every fact that a rule reads, unremarkable."""
    answers = {"allergies": [], "medication_list": [], "dx_list": [], "otc_supplements": [], **WELL["lists"]}
    for name in read_by_rules() | NUMBERS.keys() | WORDS.keys():
        field = KNOWLEDGE.fields.get(name)
        if field is None or (field.who == "system" and name not in NUMBERS):
            continue
        if name in NUMBERS or name in WORDS:
            answers[name] = NUMBERS.get(name, WORDS.get(name))
        elif field.type == "yn":
            answers[name] = "yes" if name in GOOD else "no"
        elif field.type in ("int", "dec"):
            # What is left counts days since or until something that never was.
            answers[name] = field.max
        elif field.type == "enum":
            answers[name] = field.values[0]
        elif field.type in ("set", "list"):
            answers.setdefault(name, [])
    return {**answers, **changes}
