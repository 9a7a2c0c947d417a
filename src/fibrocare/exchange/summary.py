"""The visit summary as an accessible PDF: typst sets it, our data only fill it."""

import json
from importlib import resources
from typing import Any

import typst

from fibrocare.engine.plan import Plan
from fibrocare.engine.plan.benefit import of_ten
from fibrocare.engine.plan.doses import per_day
from fibrocare.engine.plan.offers import Offer
from fibrocare.exchange.values import VERDICTS
from fibrocare.knowledge import Knowledge

_TEMPLATE = "visit_summary.typ"
_HEADINGS = {
    "offered": "Can be chosen now",
    "with_care": "With care",
    "needs_data": "Answer first",
    "not_yet": "Not yet",
    "withheld": "Withheld",
}


def visit_summary(plan: Plan, knowledge: Knowledge) -> bytes:
    """One person's assessment and plan as a PDF/UA document."""
    template = resources.files("fibrocare.exchange").joinpath(_TEMPLATE).read_bytes()
    made: bytes = typst.compile(
        template, format="pdf", sys_inputs={"data": json.dumps(_content(plan, knowledge))}, pdf_standards="ua-1"
    )
    return made


def _content(plan: Plan, knowledge: Knowledge) -> dict[str, Any]:
    assessment = plan.assessment
    facts = assessment.facts
    age, sex = facts.get("age_years"), facts.get("sex_at_birth")
    about = [assessment.answers.id or "no id", f"{age} years" if age is not None else "", sex or "", f"as of {facts.as_of}"]
    return {
        "title": "Visit summary",
        "who": " · ".join(filter(None, about)),
        "footer": f"Fibrocare supports a clinician; it does not diagnose. Not signed. Knowledge {assessment.knowledge_version}.",
        "sections": [_urgency(plan), _criteria(plan, knowledge), *_therapies(plan), _reviews(plan)],
    }


def _section(
    heading: str, lines: list[str], header: list[str] | None = None, table: list[list[str]] | None = None
) -> dict[str, Any]:
    widths = [2] + [3] * (len(header) - 1) if header else []
    return {"heading": heading, "lines": lines, "header": header or [], "table": table or [], "widths": widths}


def _urgency(plan: Plan) -> dict[str, Any]:
    triage = plan.assessment.triage
    now, could = (level.replace("_", " ") for level in (triage.level, triage.could_be))
    lines = [f"{now}; could be {could} while {len(triage.questions)} questions are open"]
    return _section("Urgency", lines + [f"{flag.rule.id}: {flag.rule.finding}" for flag in triage.flags])


def _criteria(plan: Plan, knowledge: Knowledge) -> dict[str, Any]:
    found = plan.assessment.criteria
    rows = [[knowledge.criteria[name].name, VERDICTS[it.verdict]] for name, it in found.items()]
    return _section("Criteria (self-reported; a clinician confirms)", [], ["Criteria", "Verdict"], rows)


def _therapies(plan: Plan) -> list[dict[str, Any]]:
    sections = []
    for status, heading in _HEADINGS.items():
        rows = [_row(it, plan) for it in plan.in_order() if it.status == status]
        if rows:
            sections.append(_section(heading, [], ["Therapy", "Why", "Effect and dose"], rows))
    return sections


def _row(it: Offer, plan: Plan) -> list[str]:
    unknown = it.ask or tuple(dict.fromkeys(name for hit in it.open for name in hit.unknown))
    asked = ", ".join(name.removeprefix("rf_").replace("_", " ") for name in unknown[:5])
    why = "; ".join(f"{hit.short}: {hit.rule.says}" for hit in it.hits[:3]) or (f"not known: {asked}" if asked else "")
    why = f"Taken now, never stop at once. {why}" if it.taken else why or "no rule speaks against it"
    effects = "; ".join(of_ten(part.effect) or f"{part.outcome} {part.smd:.2f} SD" for part in plan.benefits[it.id].expected)
    dosing = plan.dosings.get(it.id)
    dose = ""
    if dosing and dosing.schedule and not dosing.needs_signature:
        dose = " Dose: " + ", ".join(f"day {step.day} {per_day(step):g} mg" for step in dosing.steps)
    elif dosing and dosing.schedule:
        dose = " Dose needs the clinic's sign-off."
    return [it.therapy.name, why, f"{effects}{dose}".strip() or "no size in the dossier"]


def _reviews(plan: Plan) -> dict[str, Any]:
    lines = [
        f"{review.ingredient.replace('_', ' ')}: {hit.short} {hit.rule.action}: {hit.rule.says}"
        for review in plan.reviews
        for hit in (*review.together, *review.hits)
    ]
    return _section("Taken now", lines or ["No rule speaks about what is taken."])
