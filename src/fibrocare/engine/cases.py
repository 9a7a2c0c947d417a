"""The worked examples of the knowledge files, run: what is given, what must follow, what followed.

`fibrocare knowledge check` and the tests run all of them, so a clinic can check its own installation.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fibrocare.engine.answers import Refused, read_answers
from fibrocare.engine.assessment import Assessment, assess
from fibrocare.engine.facts import Range
from fibrocare.engine.plan.needs import needs
from fibrocare.engine.plan.offers import offer
from fibrocare.engine.plan.rules import hits
from fibrocare.engine.plan.subjects import subject_of
from fibrocare.engine.scores import change, pain_class, score, weekly_mean
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import Case, Instrument

# Every case is set on this day, whatever today is.
DAY = dt.date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Ran:
    """One case: what it is about, what was expected, what came; `passed` when they agree."""

    about: str
    case: Case
    found: Any
    passed: bool

    def __str__(self) -> str:
        return f"{self.about}: {self.case.name}: expected {self.case.expect}, found {self.found}"


def run_cases(knowledge: Knowledge, *, of: frozenset[str] | None = None) -> Iterator[Ran]:
    """Run every case of these knowledge files, or of the things with these ids.

    The files must be the TOML files; compiled knowledge has no cases.
    """
    for about, name, cases, find in _ruled(knowledge):
        for case in cases if _is_of(about, of) else ():
            found = find(_assessed(case, knowledge), name)
            yield Ran(about, case, found, found == case.expect)
    yield from _plan_cases(knowledge, of)
    for name, criteria in knowledge.criteria.items():
        for case in criteria.cases if _is_of(name, of) else ():
            parts = _criteria(_assessed(case, knowledge), name, case)
            yield Ran(f"criteria/{name}", case, parts, parts == case.expect)
    for name, instrument in knowledge.instruments.items():
        for case in instrument.cases if _is_of(name, of) else ():
            scored = _instrument(name, instrument, case, knowledge)
            yield Ran(f"instruments/{name}", case, scored, _agree(case.expect, scored))


def _ruled(knowledge: Knowledge) -> Iterator[tuple[str, str, tuple[Case, ...], Callable[[Assessment, str], str]]]:
    """Everything whose cases expect one word: what it is about, its id, its cases, and how to find the word."""
    for file in knowledge.triage.values():
        for rule in file.rules:
            yield f"triage/{rule.id}", rule.id, rule.cases, _triage
    for name, spec in knowledge.differentials.items():
        yield f"differentials/{name}", spec.id, spec.cases, _differential
    for name, comorbidity in knowledge.comorbidities.items():
        yield f"comorbidities/{name}", name, comorbidity.cases, _comorbidity
    for name, contributor in knowledge.contributors.items():
        yield f"contributors/{name}", name, contributor.cases, _contributor
    for workup in knowledge.workup.values():
        for test in workup.tests:
            yield f"workup/{test.id}", test.id, test.cases, _test
        for referral in workup.referrals:
            yield f"workup/{referral.to}", referral.to, referral.cases, _referral


def _is_of(about: str, wanted: frozenset[str] | None) -> bool:
    return wanted is None or about.rpartition("/")[2] in wanted


def _plan_cases(knowledge: Knowledge, of: frozenset[str] | None = None) -> Iterator[Ran]:
    """Cases of rules (fires, asks, quiet), of therapies (their status) and of needs (there, absent, unknown)."""
    for file in knowledge.rules.values():
        for rule in file.rules:
            for example in rule.cases if _is_of(rule.id, of) else ():
                found = _rule(f"{file.table}/{rule.id}", example.of or rule.for_[0], _assessed(example, knowledge), knowledge)
                yield Ran(f"rules/{file.table}/{rule.id}", example, found, found == example.expect)
    for name, therapy in knowledge.therapies.items():
        for case in therapy.cases if _is_of(name, of) else ():
            status = offer(name, _assessed(case, knowledge).facts, knowledge).status
            yield Ran(f"therapies/{name}", case, status, status == case.expect)
    for name, need in knowledge.needs.items():
        for case in need.cases if _is_of(name, of) else ():
            there = next(it.there for it in needs(_assessed(case, knowledge).facts, knowledge) if it.id == name)
            word = {True: "there", False: "absent", None: "unknown"}[there]
            yield Ran(f"needs/{name}", case, word, word == case.expect)


def _rule(full: str, of: str, found: Assessment, knowledge: Knowledge) -> str:
    hit = next(
        (it for it in hits(subject_of(of, knowledge), found.facts, knowledge) if it.id == full and not it.with_),
        None,
    )
    return "quiet" if hit is None else "fires" if hit.truth else "asks"


def _assessed(case: Case, knowledge: Knowledge) -> Assessment:
    return assess(read_answers({"answers": case.given}, fields=knowledge.fields, today=DAY), knowledge)


def _triage(found: Assessment, rule: str) -> str:
    if any(flag.rule.id == rule for flag in found.triage.flags):
        return "fires"
    return "asks" if any(rule in question.rules for question in found.triage.questions) else "quiet"


def _differential(found: Assessment, name: str) -> str:
    return next(weighed.state for weighed in found.differentials if weighed.differential.id == name)


def _comorbidity(found: Assessment, name: str) -> str:
    return next(companion.state for companion in found.comorbidities if companion.id == name)


def _contributor(found: Assessment, name: str) -> str:
    return "present" if next(it for it in found.contributors if it.id == name).signs else "absent"


def _test(found: Assessment, name: str) -> str:
    workup = found.workup
    if any(advised.test.id == name for advised in workup.to_do):
        return "called_for"
    return "done" if any(advised.test.id == name for advised in workup.done) else "quiet"


def _referral(found: Assessment, to: str) -> str:
    return "called_for" if any(referred.referral.to == to for referred in found.workup.referrals) else "quiet"


def _criteria(found: Assessment, name: str, case: Case) -> dict[str, Any]:
    result = found.criteria[name]
    shown: dict[str, Any] = {"verdict": result.verdict, "missing": list(result.missing)}
    shown |= {part: [it.low, it.high] if isinstance(it, Range) else it for part, it in result.parts.items()}
    shown["turns"] = [turn.says for turn in result.turns]
    return {key: shown[key] for key in case.expect}


def _instrument(name: str, instrument: Instrument, case: Case, knowledge: Knowledge) -> dict[str, Any]:
    if "days" in case.given and instrument.weekly is not None:
        mean = weekly_mean(case.given["days"], instrument.weekly)
        return {"weekly_mean": "none" if mean is None else mean}
    if "baseline" in case.given:
        return _changed(instrument, case)
    try:
        answers = read_answers({"answers": case.given}, fields=knowledge.fields, today=DAY)
    except Refused as refusal:
        return {"error": str(refusal)}
    return _scored(name, assess(answers, knowledge), knowledge)


def _changed(instrument: Instrument, case: Case) -> dict[str, Any]:
    baseline, now = case.given["baseline"], case.given["now"]
    if instrument.change is not None:
        percent = 100 * (baseline - now) / baseline if baseline else "none"
        return {"class": pain_class(baseline, now, instrument.change), "percent": percent}
    scale = instrument.scales[0]
    worse = instrument.higher_is_worse if scale.higher_is_worse is None else scale.higher_is_worse
    moved = change(baseline, now, scale=scale, higher_is_worse=worse)
    return {
        "change": abs(moved.improved_by),
        "percent": moved.percent if moved.percent is not None else "none",
        "meets": any(moved.meets.values()),
        **{f"meets_{limit}": reached for limit, reached in moved.meets.items()},
    }


def _scored(name: str, found: Assessment, knowledge: Knowledge) -> dict[str, Any]:
    result = score(name, found.facts, knowledge)
    shown: dict[str, Any] = {"outcome": result.outcome}
    for scale in result.scales:
        label, number = scale.scale.id, scale.number
        shown[label] = "none" if number.score is None else number.score
        shown[f"{label}_band"] = scale.band or "none"
        shown[f"{label}_low"], shown[f"{label}_high"] = number.low, number.high
        shown |= {f"{label}_{band_set}": band for band_set, band in scale.bands.items()}
        shown |= {f"{label}_{cut}": {True: "yes", False: "no", None: "indeterminate"}[it] for cut, it in scale.cuts.items()}
    shown["prorated"] = bool(result.main and result.main.number.prorated)
    filled = knowledge.instruments[name].fills
    if filled:
        shown["fills"] = found.facts.get(filled)
    return shown


def _agree(expected: dict[str, Any], found: dict[str, Any]) -> bool:
    return all(key in found and _same(value, found[key], key) for key, value in expected.items())


def _same(expected: Any, found: Any, key: str) -> bool:
    if key == "error":
        return str(expected) in str(found)
    if isinstance(expected, (int, float)) and not isinstance(expected, bool) and isinstance(found, (int, float)):
        return abs(expected - found) <= 0.0051
    return bool(expected == found)
