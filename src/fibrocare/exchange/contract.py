"""The JSON contract: an assessment as plain dictionaries, lists and numbers, in the order a reader needs them."""

from collections.abc import Mapping

from fibrocare.engine.answers import Origin, Value
from fibrocare.engine.assessment import Assessment
from fibrocare.engine.facts import Range
from fibrocare.engine.facts.model import Conflict, Taken
from fibrocare.engine.findings.companions import Companion, Contribution
from fibrocare.engine.findings.criteria import CriteriaResult
from fibrocare.engine.findings.differentials import Weighed
from fibrocare.engine.findings.severity import Banded
from fibrocare.engine.findings.workup import Advised, Workup
from fibrocare.engine.scores import ScaleScore, Score
from fibrocare.exchange.triage import triage
from fibrocare.exchange.values import Json, cited, plain
from fibrocare.knowledge import Knowledge


def to_contract(assessment: Assessment, knowledge: Knowledge) -> Json:
    """The contract of an assessment. Every value is a JSON value; what is not known is `null`."""
    facts = assessment.facts
    return {
        "as_of": facts.as_of.isoformat(),
        "id": assessment.answers.id,
        "knowledge_version": assessment.knowledge_version,
        "triage": triage(assessment.triage, knowledge),
        "criteria": {name: _criteria(result, knowledge) for name, result in assessment.criteria.items()},
        "scores": {name: _score(score) for name, score in assessment.scores.items()},
        "severity": _severity(assessment, knowledge),
        "differentials": [_differential(weighed, knowledge) for weighed in assessment.differentials],
        "comorbidities": [_comorbidity(companion, knowledge) for companion in assessment.comorbidities],
        "contributors": [_contributor(it, knowledge) for it in assessment.contributors if it.signs],
        "workup": _workup(assessment.workup, knowledge),
        "medicines": [_taken(item) for item in facts.taken] if facts.taken is not None else None,
        "problems": sorted(facts.problems) if facts.problems is not None else None,
        "facts": _facts(facts.values, facts.origins),
        "conflicts": [_conflict(conflict) for conflict in facts.conflicts],
        "unmapped": [plain(entry) for entry in facts.unmapped],
    }


def _criteria(result: CriteriaResult, knowledge: Knowledge) -> Json:
    criteria = knowledge.criteria[result.id]
    return {
        "verdict": result.verdict,
        "self_report": result.self_report,
        "missing": list(result.missing),
        "parts": {name: None if isinstance(part, Range) else _number(part) for name, part in result.parts.items()},
        "bounds": {
            name: [_number(part.low), _number(part.high)] for name, part in result.parts.items() if isinstance(part, Range)
        },
        "smallest_change": [{"to": turn.to, "says": turn.says, "steps": dict(turn.steps)} for turn in result.turns],
        "name": criteria.name,
        "version": result.version,
        "note": criteria.note,
        "source": cited(criteria.sources, knowledge),
        "verification": criteria.verification,
    }


def _number(value: float) -> float | int:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _limits(part: Range) -> list[float]:
    return [_number(part.low), _number(part.high)]


def _score(score: Score) -> Json:
    main = score.main
    scale = _scale(main) if main else {"score": None, "range": None, "band": None, "complete": True, "missing": []}
    result = {**scale, "instrument_version": score.version}
    if len(score.scales) > 1:
        result["scales"] = {other.scale.id: _scale(other) for other in score.scales}
    if score.outcome is not None:
        result["outcome"] = score.outcome
        result["missing"] = list(dict.fromkeys([*result["missing"], *score.outcome_missing]))
        result["complete"] = not result["missing"]
    return result


def _scale(result: ScaleScore) -> Json:
    number = result.number
    return {
        "score": None if number.score is None else _number(number.score),
        "range": [_number(limit) for limit in result.scale.range],
        "band": result.band,
        "bands": dict(result.bands),
        "complete": number.score is not None and not number.missing,
        "missing": list(number.missing),
        "n_answered": number.answered,
        "prorated": number.prorated and number.score is not None,
        "bounds": [_number(number.low), _number(number.high)],
        "cuts": dict(result.cuts),
        "reason_if_none": _reason(result),
    }


def _reason(result: ScaleScore) -> str | None:
    number = result.number
    if number.score is not None:
        return None
    return (
        f"{len(number.missing)} of {number.items} not answered"
        if number.missing
        else "it cannot be worked out from these answers"
    )


def _severity(assessment: Assessment, knowledge: Knowledge) -> Json:
    found = assessment.severity
    return {"impact": _banded(found.impact, knowledge), "symptom_load": _banded(found.load, knowledge)}


def _banded(banded: Banded | None, knowledge: Knowledge) -> Json | None:
    if banded is None:
        return None
    return {
        "instrument": banded.instrument,
        "instrument_version": banded.version,
        "score": None if isinstance(banded.score, Range) else _number(banded.score),
        "bounds": _limits(banded.score) if isinstance(banded.score, Range) else None,
        "band": banded.band,
        "band_set": banded.band_set,
        "other_bands": dict(banded.other_bands),
    }


def _differential(weighed: Weighed, knowledge: Knowledge) -> Json:
    spec = weighed.differential
    return {
        "id": spec.id,
        "name": spec.name,
        "state": weighed.state,
        "known": weighed.known,
        "for": list(weighed.for_),
        "against": list(weighed.against),
        "ask": list(weighed.ask),
        "tests": list(weighed.tests),
        "do_not_repeat": list(weighed.do_not_repeat),
        "says": list(weighed.says),
        "coexists": spec.coexists if weighed.known else "",
        "source": cited(spec.sources, knowledge),
        "verification": spec.verification,
    }


def _comorbidity(companion: Companion, knowledge: Knowledge) -> Json:
    spec = companion.comorbidity
    shown = companion.state in ("known", "screen_positive")
    return {
        "id": companion.id,
        "name": spec.name,
        "state": companion.state,
        "because": list(companion.because),
        "ask": list(companion.ask),
        "screen": spec.screen,
        "prevalence": [figure.says for figure in spec.prevalence],
        "changes": list(spec.changes) if shown else [],
        "source": cited(spec.sources, knowledge),
        "verification": spec.verification,
    }


def _contributor(found: Contribution, knowledge: Knowledge) -> Json:
    spec = found.contributor
    return {
        "id": found.id,
        "name": spec.name,
        "signs": list(found.signs),
        "because": list(found.because),
        "ask": list(found.ask),
        "summary": spec.summary,
        "source": cited(spec.sources, knowledge),
        "verification": spec.verification,
    }


def _workup(workup: Workup, knowledge: Knowledge) -> Json:
    return {
        "lab_policy": workup.policy,
        "to_do": [_advised(advised, knowledge) for advised in workup.to_do],
        "done": [_advised(advised, knowledge) for advised in workup.done],
        "do_not_order": [
            {"name": entry.name, "why": entry.why, "source": cited(entry.sources, knowledge)} for entry in workup.not_routine
        ],
        "referrals": [
            {
                "to": found.referral.to,
                "priority": found.referral.priority,
                "why": found.referral.why,
                "because": list(found.because),
                "source": cited(found.referral.sources, knowledge),
                "verification": found.referral.verification,
            }
            for found in workup.referrals
        ],
    }


def _advised(advised: Advised, knowledge: Knowledge) -> Json:
    return {
        "id": advised.test.id,
        "name": advised.test.name,
        "tier": advised.test.tier,
        "because": list(advised.because),
        "note": advised.test.note,
        "source": cited(advised.test.sources, knowledge),
        "verification": advised.test.verification,
    }


def _taken(item: Taken) -> Json:
    return {
        "ingredient": item.ingredient,
        "taken_now": item.now,
        "days_since_stop": item.days_since_stop,
        "mg_per_day": item.mg_per_day,
        "mcg_per_hour": item.mcg_per_hour,
        "classes": sorted(item.groups),
        "from": item.origin,
    }


def _facts(values: Mapping[str, Value], origins: Mapping[str, Origin]) -> Json:
    found: Json = {}
    for name, value in sorted(values.items()):
        origin = origins.get(name, Origin("answers"))
        found[name] = {"value": plain(value), "from": origin.source}
        if origin.date is not None:
            found[name]["date"] = origin.date.isoformat()
    return found


def _conflict(conflict: Conflict) -> Json:
    return {
        "field": conflict.field,
        "given": plain(conflict.given),
        "derived": plain(conflict.derived),
        "from": conflict.because,
        "used": plain(conflict.used),
    }
