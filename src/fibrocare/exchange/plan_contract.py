"""The plan as plain JSON values: what `fibrocare plan --json` adds to the assessment."""

from typing import Any

from fibrocare.engine.facts import Facts
from fibrocare.engine.plan import Offer, Plan
from fibrocare.engine.plan.benefit import Benefit, of_ten
from fibrocare.engine.plan.doses import Dosing, per_day
from fibrocare.engine.plan.positions import disagreements
from fibrocare.engine.plan.reviews import Review
from fibrocare.engine.plan.rules import Hit
from fibrocare.exchange.contract import to_contract
from fibrocare.exchange.values import cited, plain
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import Step

Json = dict[str, Any]


def to_plan_contract(plan: Plan, knowledge: Knowledge) -> Json:
    """The contract of an assessment with its plan."""
    facts = plan.assessment.facts
    return {
        **to_contract(plan.assessment, knowledge),
        "plan": {
            "stage": plan.stage,
            "needs": [need.id for need in plan.needs if need.there],
            "needs_unknown": [{"id": need.id, "ask": list(need.ask)} for need in plan.needs if need.there is None],
            "weights": {name: round(weight, 3) for name, weight in plan.weights.items()},
            "therapies": [_offer(it, plan, facts, knowledge) for it in plan.offers],
            "combination": [
                {"medicine": review.ingredient, "rules": [hit_of(hit, facts, knowledge) for hit in review.together]}
                for review in plan.reviews
                if review.together
            ],
            "taken_now": [_review(review, facts, knowledge) for review in plan.reviews if review.hits],
            "do_not_repeat": sorted({test for it in plan.assessment.differentials for test in it.do_not_repeat}),
            "disagreements": [
                {"id": it.therapy, "for": [p.body for p in it.for_], "against": [p.body for p in it.against]}
                for it in disagreements(knowledge)
            ],
        },
    }


def _offer(it: Offer, plan: Plan, facts: Facts, knowledge: Knowledge) -> Json:
    therapy, benefit = it.therapy, plan.benefits[it.id]
    return {
        "id": it.id,
        "name": therapy.name,
        "kind": therapy.kind,
        "status": it.status,
        "not_indicated": it.not_indicated or None,
        "taken": it.taken,
        "rules": [hit_of(hit, facts, knowledge) for hit in it.hits],
        "open": [hit_of(hit, facts, knowledge) for hit in it.open],
        "ask": list(it.ask),
        "rank": plan.ranks.get(it.id),
        "benefit": _benefit(benefit, knowledge),
        "match": round(benefit.match, 3),
        "match_error": round(benefit.error, 3),
        "burden": {key: getattr(therapy.burden, key) for key in ("time", "energy", "cost", "minutes_per_week", "visits")},
        "harms": [
            {"what": harm.what, "with_pct": harm.with_pct, "without_pct": harm.without_pct, "nnh": harm.nnh,
             "source": cited(harm.sources, knowledge), "verification": harm.verification}
            for harm in therapy.harms
        ],
        "dose": _dose(plan.dosings.get(it.id), knowledge),
        "monitoring": [{"says": said.says, "verification": said.verification} for said in therapy.monitoring],
        "review": {"weeks": therapy.judge.weeks, "by": therapy.judge.by, "stop": therapy.judge.stop},
        "positions": [
            {"body": at.body, "position": at.position, "year": at.year, "says": at.says,
             "source": cited(at.sources, knowledge), "verification": at.verification}
            for at in therapy.positions
        ],
    }  # fmt: skip


def hit_of(hit: Hit, facts: Facts, knowledge: Knowledge) -> Json:
    """A rule that holds, or may, with the facts that it rests on; the id is the short one, `table` makes it whole."""
    return {
        "id": hit.short,
        "table": hit.id.partition("/")[0],
        "action": hit.rule.action,
        "says": hit.rule.says,
        "because": list(dict.fromkeys(hit.because)),
        "unknown": list(dict.fromkeys(hit.unknown)),
        "with": hit.with_ or None,
        "facts": {name: plain(facts.values[name]) for name in dict.fromkeys(hit.because) if name in facts.values},
        "source": cited(hit.rule.sources, knowledge),
        "verification": hit.rule.verification,
    }


def _benefit(benefit: Benefit, knowledge: Knowledge) -> Json:
    return {
        it.outcome: {
            "smd": round(it.smd, 3),
            "low": None if it.low is None else round(it.low, 3),
            "high": None if it.high is None else round(it.high, 3),
            "certainty": it.effect.certainty,
            "what": it.effect.what,
            "of_ten": of_ten(it.effect) or None,
            "counted": round(it.counted, 3),
            "source": cited(it.effect.sources, knowledge),
            "verification": it.effect.verification,
        }
        for it in benefit.expected
    }


def _dose(dosing: Dosing | None, knowledge: Knowledge) -> Json | None:
    if dosing is None:
        return None
    schedule = dosing.schedule
    return {
        "schedule": schedule.name if schedule else None,
        "steps": [_step(step) for step in dosing.steps],
        "most_mg_per_day": dosing.limit,
        "limited_by": [hit.short for hit in dosing.limited_by],
        "how": schedule.how if schedule else "",
        "ask": list(dosing.ask),
        "needs_signature": dosing.needs_signature,
        "source": cited(schedule.sources, knowledge) if schedule else None,
        "verification": schedule.verification if schedule else None,
    }


def _step(step: Step) -> Json:
    times = {time: getattr(step, time) for time in ("morning", "noon", "evening", "night") if getattr(step, time)}
    return {"from_day": step.day, **times, "mg_per_day": per_day(step), "optional": step.optional, "note": step.note}


def _review(review: Review, facts: Facts, knowledge: Knowledge) -> Json:
    return {"medicine": review.ingredient, "rules": [hit_of(hit, facts, knowledge) for hit in review.hits]}
