"""What must be true of every plan, whoever the person is."""

import datetime as dt
import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fibrocare.engine import assess, read_answers
from fibrocare.engine.plan import plan
from fibrocare.engine.plan.combination import clashes_of
from fibrocare.engine.plan.offers import offer
from fibrocare.engine.plan.rules import rules_for
from fibrocare.engine.plan.subjects import of_therapy
from fibrocare.knowledge.conditions import Unanswered, atoms, fields_of, parse
from fibrocare.knowledge.loader import load

KNOWLEDGE = load()
DAY = dt.date(2026, 11, 22)
OPEN = ("offered", "with_care")
RULES = [rule for file in KNOWLEDGE.rules.values() for rule in file.rules]
# Facts of a course that has begun, results that count only where they are on file, and facts that a rule waits for only
# where another answer calls for them (it says so with `unknown`) may open what they had closed.
GUARDED = {
    atom.field for rule in RULES if rule.action != "ask" for atom in atoms(parse(rule.when)) if isinstance(atom, Unanswered)
}
SILENT = {name for name, field in KNOWLEDGE.fields.items() if field.who == "course" or field.if_on_file} | (GUARDED - {"dx_list"})
READ = sorted(
    {field for file in KNOWLEDGE.rules.values() for rule in file.rules for field in fields_of(parse(rule.when))} - SILENT
)
MEDICINES = sorted(KNOWLEDGE.medicines)
CONDITIONS = sorted(name for name, it in KNOWLEDGE.conditions.items() if it.is_finding)
LISTS = {
    "medication_list": st.sampled_from(MEDICINES).map(lambda name: {"ingredient": name.replace("_", " ")}),
    "dx_list": st.sampled_from(CONDITIONS).map(lambda name: {"name": KNOWLEDGE.conditions[name].name}),
    "allergies": st.sampled_from(MEDICINES).map(lambda name: {"substance": name.replace("_", " ")}),
    "planned_medications": st.sampled_from(MEDICINES).map(lambda name: {"ingredient": name.replace("_", " ")}),
}


def value_of(name):
    """Any answer to a field."""
    field = KNOWLEDGE.fields[name]
    if name in LISTS:
        return st.lists(LISTS[name], max_size=3)
    if field.type == "yn":
        return st.sampled_from(["yes", "no", "unsure"])
    if field.type in ("int", "dec"):
        return (
            st.integers(int(field.min), int(field.max))
            if field.type == "int"
            else st.floats(field.min, field.max).map(lambda x: round(x, 1))
        )
    if field.type == "enum":
        return st.sampled_from(field.values)
    return st.lists(st.sampled_from(field.values), unique=True, max_size=2) if field.values else st.just([])


ANSWERABLE = [name for name in READ if KNOWLEDGE.fields[name].type in ("yn", "int", "dec", "enum", "set") or name in LISTS]


@st.composite
def people(draw):
    """Answers to many of the fields that rules read, most of them calm."""
    names = draw(st.lists(st.sampled_from(ANSWERABLE), unique=True, min_size=5, max_size=60))
    return {name: draw(value_of(name)) for name in names}


def planned(answers):
    document = {"answers": answers}
    return plan(assess(read_answers(document, fields=KNOWLEDGE.fields, today=DAY), KNOWLEDGE), KNOWLEDGE)


def statuses(answers):
    return {it.id: it.status for it in planned(answers).offers}


@settings(max_examples=150, deadline=None)
@given(people(), st.data())
def test_one_fact_less_never_opens_a_therapy(answers, data):
    gone = data.draw(st.sampled_from(sorted(answers)))
    before, after = statuses(answers), statuses({name: value for name, value in answers.items() if name != gone})

    opened = {name for name in before if before[name] in ("withheld", "needs_data", "not_yet") and after[name] in OPEN}
    assert opened == set(), f"without {gone}={answers[gone]!r}"


# Withheld without the condition that it is for (L02).
FOR_A_CONDITION = {"low_fodmap"}


@settings(max_examples=150, deadline=None)
@given(people(), st.sampled_from(["medication_list", "dx_list", "allergies"]), st.data())
def test_one_more_entry_of_a_list_never_opens_what_was_withheld(answers, name, data):
    entry = data.draw(LISTS[name])
    more = {**answers, name: [*answers.get(name, []), entry]}
    before, after = statuses({**answers, name: answers.get(name, [])}), statuses(more)

    opened = {it for it in before if before[it] == "withheld" and after[it] in OPEN}
    assert opened <= FOR_A_CONDITION, f"with {entry}"


@settings(max_examples=60, deadline=None)
@given(people())
def test_every_therapy_has_one_status_with_its_reason(answers):
    made = planned(answers)

    assert [it.id for it in made.offers] == list(KNOWLEDGE.therapies)
    for it in made.offers:
        assert (it.status == "withheld") == any(hit.rule.action in ("contraindicated", "avoid", "stop") for hit in it.hits)
        assert it.status != "needs_data" or it.ask
        assert it.status != "not_yet" or any(hit.rule.action == "precondition" for hit in it.hits)
        assert it.status != "offered" or (it.hits, it.open) == ((), ())
    assert set(made.ranks) <= {it.id for it in made.offers if it.status in OPEN}


@settings(max_examples=30, deadline=None)
@given(people(), st.randoms(use_true_random=False))
def test_the_order_of_the_rules_does_not_matter(answers, shuffle: random.Random):
    mixed = list(KNOWLEDGE.rules.items())
    shuffle.shuffle(mixed)
    turned = {
        name: msgspec.structs.replace(file, rules=tuple(shuffle.sample(file.rules, len(file.rules)))) for name, file in mixed
    }
    other = msgspec.structs.replace(KNOWLEDGE, rules=turned)
    found = assess(read_answers({"answers": answers}, fields=KNOWLEDGE.fields, today=DAY), KNOWLEDGE)

    assert statuses(answers) == {it.id: it.status for it in plan(found, other).offers}


PROPOSED = [name for name in KNOWLEDGE.therapies if of_therapy(name, KNOWLEDGE).proposed]
NOBODY = assess(read_answers({"answers": {"medication_list": []}}, fields=KNOWLEDGE.fields, today=DAY), KNOWLEDGE).facts


@pytest.mark.parametrize("one", PROPOSED)
def test_a_pair_is_judged_alike_from_both_sides(one):
    for other in PROPOSED:
        if one < other:
            forth = {(clash.hit.id, clash.hit.truth) for clash in clashes_of(one, other, NOBODY, KNOWLEDGE)}
            back = {(clash.hit.id, clash.hit.truth) for clash in clashes_of(other, one, NOBODY, KNOWLEDGE)}
            assert {name for name, _ in forth} == {name for name, _ in back}, other


@pytest.mark.parametrize("one", [name for name in PROPOSED if len(KNOWLEDGE.therapies[name].ingredients) == 1])
def test_what_must_not_join_is_withheld_whichever_is_taken_first(one):
    """A pair that a rule withholds for sure is withheld as an offer too, when the other one is taken."""
    for other in PROPOSED:
        sure = [clash for clash in clashes_of(one, other, NOBODY, KNOWLEDGE) if clash.hit.truth]
        if other == one or not any(clash.hit.rule.action in ("contraindicated", "avoid") for clash in sure):
            continue
        taken = {"medication_list": [{"ingredient": KNOWLEDGE.therapies[one].ingredients[0].replace("_", " ")}]}
        facts = assess(read_answers({"answers": taken}, fields=KNOWLEDGE.fields, today=DAY), KNOWLEDGE).facts
        assert offer(other, facts, KNOWLEDGE).status == "withheld", other


def test_every_medicine_and_procedure_has_rules():
    for name, it in KNOWLEDGE.therapies.items():
        if it.kind in ("medicine", "interventional", "neuromodulation"):
            assert rules_for(of_therapy(name, KNOWLEDGE), KNOWLEDGE), name
