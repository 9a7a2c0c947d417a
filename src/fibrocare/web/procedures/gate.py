"""What the engine says of a procedure: the gate, what is still asked, the most of each drug, the signs that stop it."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from fibrocare.engine.answers import Answers, read_value
from fibrocare.engine.assessment import assess
from fibrocare.engine.facts import Facts
from fibrocare.engine.facts.weight import Worked
from fibrocare.engine.plan.offers import Offer, offer
from fibrocare.engine.plan.procedures import anaesthetic_maximum, fractions, steroid_left
from fibrocare.engine.plan.rules import rules_for
from fibrocare.engine.plan.session import session
from fibrocare.engine.plan.subjects import of_therapy
from fibrocare.knowledge import Knowledge, load
from fibrocare.knowledge.conditions import fields_of
from fibrocare.web.intake.operations import answers_of
from fibrocare.web.people.models import Patient
from fibrocare.web.procedures.models import Consent, Dosing, Observation, Procedure, Status

# What the procedure's own rows answer: never asked on the checklist, never taken from an earlier session.
OWN = frozenset({"planned_agent", "planned_agent_allergy", "dose_mg", "epi", "steroid", "la_mg_last_24h", "consent_signed"})
# A weight that is older is asked again (decision 0021; the dossiers name no age).
WEIGHT_DAYS = 90
# These tell of a series of sessions, not of the one that is watched.
_SERIES = frozenset({"sessions", "change_pct", "infusions", "responder", "two_failures_same_procedure"})
_INFUSED = {"iv_lidocaine": "lidocaine", "iv_ketamine": "ketamine", "iv_magnesium": "magnesium"}


def shelf() -> list[str]:
    """The therapies that are given as a procedure here."""
    return [name for name, it in load().therapies.items() if it.kind == "interventional" and "any_procedure" in it.groups]


def offers(patient: Patient, *, today: dt.date) -> list[Offer]:
    """Every procedure for this patient, by all that is known."""
    knowledge = load()
    facts = assess(answers_of(patient, today=today), knowledge).facts
    return [offer(name, facts, knowledge) for name in shelf()]


def answers_for(procedure: Procedure, *, today: dt.date) -> Answers:
    """What counts for this session: what a clinician said today, what the person said, a weight that is not old, its own rows."""
    found, fields = answers_of(procedure.patient, today=today), load().fields
    values = {name: value for name, value in found.values.items() if name not in OWN and not _is_old(name, found, fields, today)}
    return dataclasses.replace(found, values=MappingProxyType(values | _own(procedure)))


def _is_old(name: str, found: Answers, fields: Mapping[str, Any], today: dt.date) -> bool:
    said_on = found.origins[name].date
    if said_on is None:
        return True
    return (fields[name].who == "clinician" and said_on < today) or (name == "weight_kg" and (today - said_on).days > WEIGHT_DAYS)


def facts_for(procedure: Procedure, *, today: dt.date) -> Facts:
    """The facts that this session rests on."""
    return assess(answers_for(procedure, today=today), load()).facts


def _own(procedure: Procedure) -> dict[str, Any]:
    values: dict[str, Any] = {}
    consent, dosing = procedure.consents.last(), procedure.dosings.last()
    if consent is not None:
        values["consent_signed"] = consent.decision == Consent.Decision.AGREED
    if dosing is not None:
        values |= {
            "planned_agent": (*dosing.planned, *dosing.steroid), "epi": dosing.epinephrine, "steroid": bool(dosing.steroid),
            "dose_mg": float(sum(dosing.planned.values())), "la_mg_last_24h": float(sum(dosing.today.values())),
        }  # fmt: skip
    return values


def gate(procedure: Procedure, *, today: dt.date) -> Offer:
    """The gate of this session today."""
    return offer(procedure.name, facts_for(procedure, today=today), load())


def items(procedure: Procedure, *, today: dt.date) -> tuple[list[str], list[str]]:
    """The checklist: fields still to answer, and those that the answers settle already."""
    knowledge = load()
    nothing = dataclasses.replace(answers_of(procedure.patient, today=today), values=MappingProxyType({}))
    every = offer(procedure.name, assess(nothing, knowledge).facts, knowledge).ask
    found = gate(procedure, today=today)
    # The answer to a rule that holds must be seen, and can be corrected.
    holding = (name for hit in found.hits for name in hit.because if name in knowledge.fields)
    known = answers_for(procedure, today=today).values
    asked = [name for name in found.ask if name not in OWN]
    return asked, [name for name in dict.fromkeys((*every, *holding)) if name in known and name not in (*asked, *OWN)]


def agents(name: str) -> list[str]:
    """The drugs that are planned in mg: local anaesthetics, or the one that is infused."""
    return [_INFUSED[name]] if name in _INFUSED else list(load().agents)


def steroids(name: str) -> list[str]:
    """The steroids that may be mixed in."""
    return list(load().limits["steroid_year"].equals) if "steroid_injection" in load().therapies[name].groups else []


def limits(procedure: Procedure, *, today: dt.date) -> Mapping[str, Worked]:
    """The most of each drug for this person, each with its working."""
    return session(procedure.name, facts_for(procedure, today=today), load()).limits


def checked(dosing: Dosing, *, today: dt.date) -> tuple[list[str], str]:
    """The working of what is planned, and why it cannot be given; empty where it is within every limit."""
    procedure, knowledge = dosing.procedure, load()
    facts = facts_for(procedure, today=today)
    working, wrong = _infusion(dosing, facts) if procedure.name in _INFUSED else _injection(dosing, facts, knowledge)
    if dosing.steroid and not wrong:
        more, wrong = _steroid(dosing, facts, knowledge)
        working += more
    return working, wrong


def _injection(dosing: Dosing, facts: Facts, knowledge: Knowledge) -> tuple[list[str], str]:
    day = {name: dosing.planned.get(name, 0) + dosing.today.get(name, 0) for name in {**dosing.planned, **dosing.today}}
    if not day:
        return [], ""
    shares = fractions(day, facts, knowledge, epinephrine=dosing.epinephrine)
    lines = [
        line for name in day
        for line in anaesthetic_maximum(knowledge.agents[name], facts, knowledge, epinephrine=dosing.epinephrine).working
    ]  # fmt: skip
    return [*dict.fromkeys(lines), *shares.working], _beyond(shares, 1, "the most for this person")


def _infusion(dosing: Dosing, facts: Facts) -> tuple[list[str], str]:
    procedure = dosing.procedure
    found = session(procedure.name, facts, load()).limits
    before = Procedure.objects.filter(patient=procedure.patient, name=procedure.name, status=Status.CLOSED).exists()
    called = "Session" if before or "First visit" not in found else "First visit"
    if called not in found:
        return [], "The knowledge holds no limit for this drug, so it cannot be planned here."
    most, planned = found[called], sum(dosing.planned.values()) + sum(dosing.today.values())
    if most.mg is None:
        return list(most.working), _ask(most)
    over = planned > most.mg
    return [*most.working, f"{called}: {planned:g} mg of {most.mg:g} mg"], _too_much("the most for this person") if over else ""


def _steroid(dosing: Dosing, facts: Facts, knowledge: Knowledge) -> tuple[list[str], str]:
    used = facts.number("cumulative_mg_triam_eq_12mo")
    if used is None:
        return [], _ask(Worked(None, (), ("cumulative_mg_triam_eq_12mo",)))
    left = steroid_left({"triamcinolone": used}, knowledge)
    equals = knowledge.limits["steroid_year"].equals
    planned = sum(mg * equals[name] for name, mg in dosing.steroid.items())
    line = f"planned {planned:g} mg as triamcinolone, {left.mg:g} mg left"
    return [*left.working, line], _too_much("the steroid that is left") if planned > (left.mg or 0) else ""


def _beyond(found: Worked, most: float, words: str) -> str:
    if found.mg is None:
        return _ask(found)
    return _too_much(words) if found.mg > most else ""


def _too_much(words: str) -> str:
    return f"This is more than {words}. Plan less."


def _ask(found: Worked) -> str:
    questions = [load().fields[name].question for name in found.ask]
    return f"First answer on the checklist: {' '.join(questions)}"


def signs(name: str) -> list[str]:
    """What the stop rules of this therapy read while it is watched."""
    knowledge = load()
    return list(dict.fromkeys(
        field for ready in rules_for(of_therapy(name, knowledge), knowledge)
        if ready.rule.action == "stop" and not _SERIES.intersection(fields_of(ready.when))
        for field in fields_of(ready.when)
    ))  # fmt: skip


def stops(name: str, values: Mapping[str, Any], *, today: dt.date) -> list[str]:
    """The words of each stop rule that what was seen meets; a sign that somebody is not sure of counts as seen (ruling 20)."""
    fields = load().fields
    sure = {field: "yes" if value == "unsure" and fields[field].type == "yn" else value for field, value in values.items()}
    read = {field: read_value(value, name=field, fields=fields, as_of=today) for field, value in sure.items()}
    seen = Answers("", today, MappingProxyType(read))
    found = offer(name, assess(seen, load()).facts, load())
    return [hit.rule.says for hit in found.hits if hit.rule.action == "stop" and not _SERIES.intersection(hit.because)]


def is_whole(look: Observation) -> bool:
    """Whether a look answers every sign; "not sure" answers none."""
    return all(look.values.get(name) not in (None, "unsure") for name in signs(look.procedure.name))


def standing(procedure: Procedure) -> list[str]:
    """The stop signs that hold: only a whole look without any takes them back, never a note or half a look."""
    held: list[str] = []
    for look in procedure.observations.all():
        if look.stop or is_whole(look):
            held = look.stop
    return held


def bleeding(procedure: Procedure, *, today: dt.date) -> tuple[str, bool | None]:
    """The bleeding risk of the procedure, or empty; and whether the person takes an anticoagulant, None where not known."""
    facts = facts_for(procedure, today=today)
    return session(procedure.name, facts, load()).tier, facts.get("on_anticoagulant")
