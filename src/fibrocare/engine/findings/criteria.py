"""The published criteria for fibromyalgia, side by side, each with its parts and what would turn its verdict.

Every set of criteria is a monotone rule: all `always` parts and one of the `routes`, each part at least so high. So the
lowest and the highest possible parts decide: met when the lowest already satisfy it, not met when the highest do not,
else indeterminate. A verdict is never a diagnosis.
"""

import functools
import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from fibrocare.engine.facts import Facts, Range, body
from fibrocare.engine.scores import Score
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import Area, Criteria, Part

Verdict = Literal["met", "not_met", "indeterminate"]


@dataclass(frozen=True, slots=True)
class Turn:
    """The smallest change that would turn a verdict: to which one, by which steps, and how to say it."""

    to: str
    steps: Mapping[str, float]
    says: str


@dataclass(frozen=True, slots=True)
class CriteriaResult:
    """One set of criteria for one person.

    `parts` holds a number, or a `Range` where it is not known. `missing` names the unanswered fields that could still
    change the verdict, or that a part rests on. `self_report` is False only when a clinician has confirmed every item.
    """

    id: str
    version: str
    verdict: Verdict
    self_report: bool
    parts: Mapping[str, float | Range]
    missing: tuple[str, ...]
    turns: tuple[Turn, ...]


def assess_criteria(facts: Facts, scores: Mapping[str, Score], knowledge: Knowledge) -> dict[str, CriteriaResult]:
    """Judge every set of criteria, in the order of their files' `order`."""
    parts = parts_of(facts, scores, knowledge)
    ordered = sorted(knowledge.criteria.items(), key=lambda entry: entry[1].order)
    return {name: _judge(name, criteria, parts, facts, knowledge) for name, criteria in ordered}


def is_met(criteria: Criteria, parts: Mapping[str, float]) -> bool:
    """Tell whether numbers satisfy a set of criteria.

    Args:
        criteria: its thresholds.
        parts: every part it names; `wpi` 0..19, `sss` 0..12, `regions` 0..5, `months` from 0, and so on.

    Source:
        The file of the criteria.
    """
    return all(parts[name] >= limit for name, limit in criteria.always.items()) and any(
        all(parts[name] >= limit for name, limit in route.items()) for route in criteria.routes
    )


def judge(criteria: Criteria, parts: Mapping[str, float | Range]) -> Verdict:
    """The verdict for parts of which some are known only as a range."""
    if is_met(criteria, {name: _low(part) for name, part in parts.items()}):
        return "met"
    if not is_met(criteria, {name: _high(part) for name, part in parts.items()}):
        return "not_met"
    return "indeterminate"


def _low(part: float | Range) -> float:
    return part.low if isinstance(part, Range) else part


def _high(part: float | Range) -> float:
    return part.high if isinstance(part, Range) else part


def _judge(
    name: str, criteria: Criteria, parts: Mapping[str, float | Range], facts: Facts, knowledge: Knowledge
) -> CriteriaResult:
    verdict = judge(criteria, parts)
    used = dict.fromkeys([*criteria.routes[0], *criteria.always])
    items = dict.fromkeys(item for part in used for item in knowledge.parts[part].items)
    return CriteriaResult(
        id=name,
        version=criteria.version,
        verdict=verdict,
        self_report=not set(items) <= facts.confirmed,
        parts={part: parts[part] for part in dict.fromkeys([*criteria.shown, *used])},
        missing=tuple(_missing(used, parts, facts, knowledge)),
        turns=tuple(turns(criteria, parts, verdict, facts=facts, knowledge=knowledge)),
    )


def _missing(used: Mapping[str, None], parts: Mapping[str, float | Range], facts: Facts, knowledge: Knowledge) -> Iterator[str]:
    seen: set[str] = set()
    for part in used:
        if isinstance(parts[part], Range):
            for item in knowledge.parts[part].items:
                # The head is read from the jaw where nobody asked; it is not missing.
                if facts.get(item) is None and item not in seen and item != "head_pain":
                    seen.add(item)
                    yield item


# --- the parts ---------------------------------------------------------------------------------------------------------


def parts_of(facts: Facts, scores: Mapping[str, Score], knowledge: Knowledge) -> dict[str, float | Range]:
    """Every part that any criteria read: a number, or the range it must lie in."""
    painful = facts.get("wpi_sites")
    return {
        "wpi": _score(facts, scores, "wpi", 19),
        "sss": _score(facts, scores, "sss", 12),
        "sss_2010": _score(facts, scores, "sss_2010", 12),
        "psd": _score(facts, scores, "psd", 31),
        "regions": _regions(facts, _score(facts, scores, "wpi", 19), knowledge.areas),
        "sites": _count(painful, 9, lambda sites: len(body.aapt_sites(sites, knowledge.areas, head_pain=facts.get("head_pain")))),
        "counted_areas": _count(painful, 15, lambda sites: len(body.counted(sites, knowledge.areas))),
        "quadrants": _count(painful, 5, lambda sites: len(body.quadrants(sites, knowledge.areas))),
        "months": _number(facts, "pain_duration_months", Range(0, 1200)),
        "tender_points": _number(facts, "tender_point_count", Range(0, 18)),
        "unexplained": _unexplained(facts),
        "sleep_or_fatigue": _worst(facts, "fatigue_0_3", "unrefreshed_0_3"),
    }


def _score(facts: Facts, scores: Mapping[str, Score], name: str, highest: float) -> float | Range:
    known = facts.get(name)
    if isinstance(known, (int, float, Range)):
        return known
    result = scores.get(name)
    number = result.main.number if result is not None and result.main is not None else None
    if number is None:
        return Range(0, highest)
    return Range(number.low, number.high) if number.score is None else number.score


def _regions(facts: Facts, wpi: float | Range, areas: Mapping[str, Area]) -> float | Range:
    painful = facts.get("wpi_sites")
    if painful is not None:
        return len(body.regions(painful, areas))
    # Without the map only the number of areas bounds the regions: each region takes at least one area of its own.
    highest = min(5, _high(wpi))
    generalized = facts.get("generalized_pain")
    if generalized is None:
        return Range(0, highest)
    return Range(4, 5) if generalized else Range(0, min(3, highest))


def _count(painful: frozenset[str] | None, highest: int, count: Callable[[frozenset[str]], int]) -> float | Range:
    return Range(0, highest) if painful is None else count(painful)


def _number(facts: Facts, name: str, unknown: Range) -> float | Range:
    value = facts.get(name)
    return unknown if value is None else value


def _unexplained(facts: Facts) -> float | Range:
    explained = facts.get("other_disorder_explains_pain")
    return Range(0, 1) if explained is None else float(not explained)


def _worst(facts: Facts, *names: str) -> float | Range:
    values = [facts.get(name) for name in names]
    known = [value for value in values if value is not None]
    worst = max(known, default=0)
    return worst if len(known) == len(values) or worst == 3 else Range(worst, 3)


# --- what would turn the verdict ---------------------------------------------------------------------------------------

# An area more can bring a region, a site or a quarter with it, so these steps are not counted twice.
_BY_AREAS = frozenset({"wpi", "regions", "sites", "quadrants", "counted_areas"})


def turns(
    criteria: Criteria, parts: Mapping[str, float | Range], verdict: Verdict, *, facts: Facts, knowledge: Knowledge
) -> Iterator[Turn]:
    """The smallest changes that would turn a verdict.

    Not met: the fewest steps up, of all routes. Met: the fewest steps down, part by part. Indeterminate: the questions.
    """
    if verdict == "indeterminate":
        yield from _questions(criteria, parts, knowledge.parts)
    elif verdict == "not_met":
        yield from _upward(criteria, {name: _high(part) for name, part in parts.items()}, knowledge.parts)
    else:
        lows = {name: _low(part) for name, part in parts.items()}
        yield from _downward(criteria, lows, facts.get("wpi_sites"), knowledge)


def _questions(criteria: Criteria, parts: Mapping[str, float | Range], names: Mapping[str, Part]) -> Iterator[Turn]:
    """Each unknown part whose highest or lowest value could change the verdict, worded as a question."""
    asked: dict[str, str] = {}
    for name in _deciding(criteria, tuple((part, parts[part]) for part in _used(criteria))):
        asked.setdefault(names[name].ask, name)
    for ask, name in asked.items():
        yield Turn("decided", {name: 0}, ask)


def _used(criteria: Criteria) -> list[str]:
    return list(dict.fromkeys([*(part for route in criteria.routes for part in route), *criteria.always]))


# People in one state of knowledge are many: in a bulk export most have the same parts unknown.
@functools.lru_cache(maxsize=4096)
def _deciding(criteria: Criteria, known: tuple[tuple[str, float | Range], ...]) -> tuple[str, ...]:
    """The unknown parts that could change the verdict, whatever the other unknown parts turn out to be."""
    parts = dict(known)
    return tuple(name for name, part in known if isinstance(part, Range) and _decides(name, criteria, parts))


def _decides(name: str, criteria: Criteria, parts: Mapping[str, float | Range]) -> bool:
    others = [part for part in parts if part != name]
    for ends in itertools.product(*((_low(parts[part]), _high(parts[part])) for part in others)):
        beside = dict(zip(others, ends, strict=True))
        if is_met(criteria, {**beside, name: _low(parts[name])}) != is_met(criteria, {**beside, name: _high(parts[name])}):
            return True
    return False


def _upward(criteria: Criteria, highs: Mapping[str, float], names: Mapping[str, Part]) -> Iterator[Turn]:
    options = []
    for route in criteria.routes:
        needed = {**criteria.always, **route}
        steps = {name: limit - highs[name] for name, limit in needed.items() if highs[name] < limit}
        areas = max((step for name, step in steps.items() if name in _BY_AREAS), default=0)
        options.append((areas + sum(step for name, step in steps.items() if name not in _BY_AREAS), steps))
    fewest = min(cost for cost, _ in options)
    said = {
        " and ".join(_say(names[name], step) for name, step in steps.items()): steps for cost, steps in options if cost == fewest
    }
    yield from (Turn("met", steps, words) for words, steps in said.items())


def _say(part: Part, step: float) -> str:
    return part.step if step == 1 else part.steps.format(n=f"{step:g}")


def _downward(
    criteria: Criteria, lows: Mapping[str, float], painful: frozenset[str] | None, knowledge: Knowledge
) -> Iterator[Turn]:
    options: list[tuple[float, Turn]] = []
    for name in dict.fromkeys([*criteria.routes[0], *criteria.always]):
        if name in ("months", "unexplained"):
            continue
        fewer = _fewest_down(name, criteria, lows, painful, knowledge)
        if fewer is not None:
            steps, areas = fewer
            part = knowledge.parts[name]
            says = part.less if steps == 1 else part.lesses.format(n=f"{steps:g}")
            options.append((areas, Turn("not_met", {name: -steps}, says)))
    fewest = min((cost for cost, _ in options), default=0)
    yield from (turn for cost, turn in options if cost == fewest)


def _fewest_down(
    name: str, criteria: Criteria, lows: Mapping[str, float], painful: frozenset[str] | None, knowledge: Knowledge
) -> tuple[float, float] | None:
    """How many steps down one part alone must go to end a "met", and how many areas or answers that takes."""
    for steps in range(1, int(lows[name]) + 1):
        if not is_met(criteria, {**lows, name: lows[name] - steps}):
            return steps, _areas_for(name, steps, painful, knowledge)
    return None


def _areas_for(name: str, steps: int, painful: frozenset[str] | None, knowledge: Knowledge) -> float:
    if name != "regions" or painful is None:
        return steps
    counted = [knowledge.areas[area].region for area in painful if knowledge.areas[area].generalized]
    sizes = sorted(counted.count(region) for region in set(counted))
    return sum(sizes[:steps])
