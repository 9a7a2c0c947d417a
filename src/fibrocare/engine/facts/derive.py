"""From answers to facts: lists read, flags derived, disagreements kept."""

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from fibrocare.engine.answers import UNSURE, Answers, Origin
from fibrocare.engine.facts import body, history, labs, medicines, problems
from fibrocare.engine.facts.logic import holds
from fibrocare.engine.facts.merge import add
from fibrocare.engine.facts.model import Facts, Range
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.conditions import Condition, Listed, atoms, fields_of, parse
from fibrocare.knowledge.schema import Flag

# Lists that become facts of their own and are not repeated among the values.
_LISTS = ("medication_list", "dx_list", "allergies", "lab_results")


def gather(answers: Answers, knowledge: Knowledge) -> Facts:
    """Everything that follows from the answers without scoring: lists, laboratory flags, body size, body map.

    Drug flags and counts that rest on scores are added later by `flag`.
    """
    given = answers.values
    plain = {name: value for name, value in given.items() if name not in _LISTS or value == UNSURE}
    unmapped = list(answers.unmapped)
    unclear: set[str] = set()

    taken = None
    supplements, listed = given.get("otc_supplements"), given.get("medication_list")
    if listed not in (None, UNSURE) or _known_set(supplements):
        entries = () if listed in (None, UNSURE) else listed
        read = medicines.read(entries, _known_set(supplements), as_of=answers.as_of, knowledge=knowledge)
        taken = read.taken
        unmapped += [_note("medicine", entry, "no medicine of the vocabulary has this code or name") for entry in read.unread]
        # A coded entry that no rule reads is another medicine; free text that nobody could read may be any medicine.
        if listed in (None, UNSURE) or supplements == UNSURE or any(not entry.get("rxnorm") for entry in read.unread):
            unclear.add("takes")

    facts = Facts(
        as_of=answers.as_of,
        values=plain,
        origins=dict(answers.origins),
        taken=taken,
        confirmed=answers.confirmed,
    )
    if "dx_list" in given and given["dx_list"] != UNSURE:
        listed = problems.read(given["dx_list"], knowledge)
        unmapped += [_note("problem", entry, "no condition of the vocabulary has this code or name") for entry in listed.unread]
        unmapped += [_note("problem", entry, "a suspicion, not confirmed: it settles nothing") for entry in listed.suspected]
        if any(not (entry.get("snomed") or entry.get("icd10")) for entry in listed.unread):
            unclear.add("dx")
        facts = replace(facts, problems=listed.now, suspected=listed.perhaps - listed.now)
        facts = add(facts, problems.implied(listed.ever, knowledge), because="dx_list", fields=knowledge.fields)
    if "allergies" in given and given["allergies"] != UNSURE:
        allergic = problems.read_allergies(given["allergies"], knowledge)
        unmapped += [_note("allergy", entry, "no substance of the vocabulary has this name") for entry in allergic.unread]
        if allergic.unread:
            unclear.add("allergy")
        classes = (medicines.groups_of(name, knowledge) for name in allergic.now if name in knowledge.medicines)
        facts = replace(facts, allergies=allergic.now.union(*classes))
    if "planned_medications" in given and given["planned_medications"] == UNSURE:
        unclear.add("planned")
    elif "planned_medications" in given:
        plans = given["planned_medications"]
        unread = [entry for entry in plans if not medicines.named((entry,), knowledge)]
        unmapped += [_note("planned medicine", entry, "no medicine of the vocabulary has this name") for entry in unread]
        if unread:
            unclear.add("planned")
        urgent = tuple(entry for entry in plans if entry.get("emergency") is True)
        facts = replace(facts, planned=medicines.named(plans, knowledge), planned_urgently=medicines.named(urgent, knowledge))
    if "lab_results" in given and given["lab_results"] != UNSURE:
        results = labs.read(given["lab_results"], as_of=answers.as_of, knowledge=knowledge)
        unmapped += [_note("result", entry, entry["reason"]) for entry in results.unread]
        facts = add(facts, results.values, because="lab_results", fields=knowledge.fields, origins=results.origins)
    facts = replace(facts, unclear=frozenset(unclear), unmapped=tuple(unmapped))
    dates = {name: Origin("derived", it.date) for name, of in _DATED_BY.items() if (it := facts.origins.get(of))}
    facts = add(facts, _body(facts), because="derived", fields=knowledge.fields, origins=dates)
    derived = {name: value for name, value in _simple(facts, knowledge).items() if value is not None}
    return add(facts, derived, because="derived", fields=knowledge.fields)


# The fact that dates a derived one: body height and age change slowly.
_DATED_BY = {"bmi": "weight_kg", "crcl": "creatinine_mg_dl"}


def _known_set(value: Any) -> frozenset[str]:
    return value if isinstance(value, frozenset) else frozenset()


_SHOWN = frozenset({"name", "ingredient", "substance", "rxnorm", "snomed", "icd10", "loinc", "value", "unit", "date", "ref"})


def _note(kind: str, entry: Mapping[str, Any], reason: str) -> Mapping[str, Any]:
    """An entry that nobody could read or use, with the reason."""
    note = {key: value for key, value in entry.items() if key in _SHOWN}
    note["kind"], note["reason"] = kind, reason
    return note


def _body(facts: Facts) -> dict[str, float]:
    """Facts that follow from the size of the body; another source may disagree with them."""
    derived = {}
    height, weight = facts.number("height_cm"), facts.number("weight_kg")
    if height and weight:
        derived["bmi"] = round(weight / (height / 100) ** 2, 1)
    clearance = creatinine_clearance(facts)
    if clearance is not None:
        derived["crcl"] = clearance
    return derived


def _simple(facts: Facts, knowledge: Knowledge) -> dict[str, Any]:
    """Facts that follow from a few others by arithmetic."""
    derived: dict[str, Any] = {}
    kidney = _kidney(facts)
    if kidney is not None:
        derived["kidney_function"] = facts.get(kidney)
    painful = facts.get("wpi_sites")
    if painful is not None:
        derived["generalized_pain"] = len(body.regions(painful, knowledge.areas)) >= 4
    for name, fields in (("crcl_age_days", (kidney,)), ("bp_age_days", ("bp_systolic", "dbp"))):
        derived[name] = _age(fields, facts)
    weeks = facts.number("gest_weeks")
    if weeks is not None:
        # Completed weeks: the second trimester begins with week 14, the third with week 28 (standard practice).
        derived["trimester"] = 1 + (weeks >= 14) + (weeks >= 28)
    tried = facts.get("prior_fm_treatments")
    if tried is not None:
        derived["first_line_done"] = history.first_line_done(tried, knowledge)
        derived["two_branches_failed"] = history.two_branches_failed(tried, knowledge)
    if facts.taken is not None:
        certain = "takes" not in facts.unclear
        derived["fm_medicine_started_within_days"] = medicines.newest_start(facts.taken, certain=certain)
        derived["new_starts_in_4wk"] = medicines.new_starts(facts.taken, certain=certain)
        derived["daily_total_all_products_mg"] = medicines.daily_total(facts.taken, "acetaminophen", certain=certain)
        derived["mme_per_day"] = medicines.morphine_equivalents(facts.taken, certain=certain, knowledge=knowledge)
    return derived


def _kidney(facts: Facts) -> str | None:
    """The field that tells how the kidneys work: the clearance, or the reported eGFR where there is none (ruling 13)."""
    return next((name for name in ("crcl", "egfr") if facts.get(name) is not None), None)


def _age(fields: tuple[str | None, ...], facts: Facts) -> int | None:
    """The days since the oldest of these values was taken; None where none of them has a date."""
    dates = [origin.date for name in fields if name and (origin := facts.origins.get(name)) and origin.date]
    return (facts.as_of - min(dates)).days if dates else None


def creatinine_clearance(facts: Facts) -> float | None:
    """Cockcroft-Gault creatinine clearance in mL/min with actual weight; None unless all four facts are known.

    Source:
        (140 - age) x weight / (72 x creatinine), x 0.85 for women; `medications.md` of the dossiers, section 0 units.
    """
    age, weight, creatinine = (facts.number(name) for name in ("age_years", "weight_kg", "creatinine_mg_dl"))
    sex = facts.get("sex_at_birth")
    if age is None or weight is None or not creatinine or sex not in ("female", "male"):
        return None
    clearance: float = (140 - age) * weight / (72 * creatinine) * (0.85 if sex == "female" else 1)
    return round(clearance, 1)


@functools.lru_cache(maxsize=4)
def _flags(knowledge: Knowledge) -> list[tuple[str, Flag, Condition | None, tuple[Condition, ...]]]:
    return [
        (name, flag, parse(flag.when) if flag.when else None, tuple(map(parse, flag.count)))
        for name, flag in knowledge.flags.items()
    ]


def flag(facts: Facts, knowledge: Knowledge) -> Facts:
    """Add the fields that follow from the lists and scores by `vocabulary/flags.toml`: drug flags, counts.

    A flag comes out yes, no, or stays unknown; a count with unknown terms is a range.
    """
    for name, spec, condition, counted in _flags(knowledge):
        value: Any
        if condition is not None:
            value = holds(condition, facts)
            if spec.only_yes and value is False:
                value = None
            if value is None and facts.values.get("medication_list") == UNSURE and _reads_medicines(condition):
                value = UNSURE
        elif counted:
            value = _count([holds(term, facts) for term in counted])
        else:
            value = _ingredients_taken(facts, spec.count_of)
        if value is not None:
            facts = add(facts, {name: value}, because="derived", fields=knowledge.fields)
    return facts


def _reads_medicines(condition: Condition) -> bool:
    return any(isinstance(atom, Listed) and atom.list == "takes" for atom in atoms(condition))


def _count(truths: list[bool | None]) -> int | Range:
    low = sum(truth is True for truth in truths)
    high = low + sum(truth is None for truth in truths)
    return low if low == high else Range(low, high)


def _ingredients_taken(facts: Facts, groups: tuple[str, ...]) -> int | Range | None:
    """How many different ingredients of these classes are taken now; one listed twice counts once."""
    if facts.taken is None:
        return None
    wanted = frozenset(groups)
    surely = {item.ingredient for item in facts.taken if item.now and not wanted.isdisjoint(item.groups)}
    perhaps = {item.ingredient for item in facts.taken if item.now is None and not wanted.isdisjoint(item.groups)}
    if "takes" in facts.unclear:
        return Range(len(surely))
    return len(surely) if perhaps <= surely else Range(len(surely), len(surely | perhaps))


@functools.lru_cache(maxsize=4)
def _inputs(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    """For each field that the system derives: the fields that it is derived from, one step up."""
    inputs: dict[str, tuple[str, ...]] = {}
    for name, instrument in knowledge.instruments.items():
        if instrument.fills and instrument.default and knowledge.fields[instrument.fills].who == "system":
            parts = [part for scale in instrument.scales for part in scale.of]
            items = [item.field for item in instrument.items]
            inputs[instrument.fills] = tuple(
                items or [knowledge.instruments[part].fills or part for part in parts if part != name]
            )
    for name, spec in knowledge.flags.items():
        conditions = [*([spec.when] if spec.when else []), *spec.count]
        read = [field for table in conditions for field in fields_of(parse(table))]
        inputs[name] = tuple(dict.fromkeys(read)) or ("medication_list",)
    helping = [rule for file in knowledge.triage.values() for rule in file.rules if rule.id.startswith("H")]
    inputs["help_criteria_count"] = tuple(dict.fromkeys(field for rule in helping for field in fields_of(parse(rule.when))))
    dose = ("planned_agent", "dose_mg", "epi", "weight_kg", "height_cm", "sex_at_birth")
    inputs |= {name: dose for name in knowledge.fields if name.startswith("over_") and name.endswith("_limit")}
    inputs["over_bupivacaine_day_limit"] = (*dose, "la_mg_last_24h")
    return inputs | {
        "planned_prilocaine_or_benzocaine": ("planned_agent",),
        "planned_triamcinolone": ("planned_agent",),
        "total_la_fraction": dose,
        "generalized_pain": ("wpi_sites",),
        "bmi": ("height_cm", "weight_kg"),
        "kidney_function": ("egfr",),
        "trimester": ("gest_weeks",),
        "crcl_age_days": ("egfr",),
        "first_line_done": ("prior_fm_treatments",),
        "two_branches_failed": ("prior_fm_treatments",),
        "new_starts_in_4wk": ("medication_list",),
        "daily_total_all_products_mg": ("medication_list",),
        "bp_age_days": ("bp_systolic", "dbp"),
        "fm_medicine_started_within_days": ("medication_list",),
    }


def fields_to_ask(unknown: Iterable[str], facts: Facts, knowledge: Knowledge) -> tuple[str, ...]:
    """The fields to ask for when these are unknown, each once."""
    return tuple(dict.fromkeys(field for name in unknown for field in asked_for(name, facts, knowledge)))


def asked_for(name: str, facts: Facts, knowledge: Knowledge) -> Iterator[str]:
    """The fields to ask for when this one is unknown: itself, or what it is derived from and not known.

    Where all of that is known and does not say enough, as a medicine without its last day, its lists are asked again.
    """
    inputs = _inputs(knowledge).get(name)
    if inputs is None or knowledge.fields[name].who != "system":
        yield name
        return
    unknown = [field for field in inputs if not facts.is_known(field)]
    for field in unknown or [field for field in inputs if knowledge.fields[field].type == "list"] or inputs:
        yield from asked_for(field, facts, knowledge)
