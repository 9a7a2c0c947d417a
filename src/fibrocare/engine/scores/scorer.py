"""The scorer: any instrument, from its file, for one person."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from fibrocare.engine.facts import Facts, Range, explain, holds
from fibrocare.engine.facts.logic import within
from fibrocare.engine.scores.scale import Answer, Number, answer_of, measure
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.conditions import Compare, Condition, compare, fields_of, parse
from fibrocare.knowledge.schema import BandSet, Cut, Instrument, Scale


@dataclass(frozen=True, slots=True)
class ScaleScore:
    """One scale of an instrument: its number, bands and cuts.

    `cuts` maps a cut's id to yes, no or None (not known): it is known also without a score where every possible score
    lies on one side.
    """

    scale: Scale
    number: Number
    bands: Mapping[str, str]
    cuts: Mapping[str, bool | None]

    @property
    def band(self) -> str | None:
        """The band in the scale's default band set."""
        return next(iter(self.bands.values()), None)


@dataclass(frozen=True, slots=True)
class Score:
    """What one instrument says: its scales, the first of which is the main one, and a checklist's outcome.

    `outcome` is an outcome's id, "indeterminate", or None for an instrument that has none.
    """

    instrument: str
    version: str
    scales: tuple[ScaleScore, ...]
    outcome: str | None
    outcome_missing: tuple[str, ...] = ()

    @property
    def main(self) -> ScaleScore | None:
        """The instrument's main scale, if it has any."""
        return self.scales[0] if self.scales else None

    def scale(self, name: str) -> ScaleScore:
        """The scale with this id.

        Raises:
            KeyError: the instrument has no such scale.
        """
        for scale in self.scales:
            if scale.scale.id == name:
                return scale
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What scoring an instrument needs, worked out once."""

    name: str
    instrument: Instrument
    reads: frozenset[str]
    outcomes: tuple[tuple[str, Condition], ...]
    order: tuple[int, ...]


@functools.lru_cache(maxsize=4)
def _plans(knowledge: Knowledge) -> tuple[_Plan, ...]:
    """Every instrument with scoring; those that add up other instruments come last."""
    plans = [_plan(name, it, knowledge) for name, it in knowledge.instruments.items() if it.scales or it.outcomes]
    return tuple(sorted(plans, key=lambda plan: _adds_instruments(plan.instrument, knowledge)))


def _adds_instruments(instrument: Instrument, knowledge: Knowledge) -> bool:
    return any(name in knowledge.instruments for scale in instrument.scales for name in scale.of)


def _plan(name: str, instrument: Instrument, knowledge: Knowledge) -> _Plan:
    outcomes = tuple((outcome.id, parse(outcome.when)) for outcome in instrument.outcomes)
    # An instrument is scored once one of its own items is answered. Facts that other rules share, such as age, do not
    # start it when it has items of its own.
    items = [item.field for item in instrument.items]
    points = [field for scale in instrument.scales for entry in scale.when_points for field in fields_of(parse(entry.when))]
    gates = [scale.gate for scale in instrument.scales if scale.gate]
    reads = frozenset(items + gates) or frozenset(points)
    others = [knowledge.instruments[name] for scale in instrument.scales for name in scale.of if name in knowledge.instruments]
    reads |= {item.field for other in others for item in other.items} | {other.fills for other in others if other.fills}
    order = tuple(sorted(range(len(instrument.scales)), key=lambda place: instrument.scales[place].method == "composite"))
    shared = {"age_years", "sex_at_birth", "bmi"}
    # A total obtained elsewhere has bands and cuts too.
    total = frozenset([instrument.fills] if instrument.fills and not (instrument.fills_outcome or instrument.fills_cut) else [])
    return _Plan(name, instrument, ((reads - shared) or reads) | total, outcomes, order)


def score_all(facts: Facts, knowledge: Knowledge) -> dict[str, Score]:
    """Score every instrument that has at least one answer."""
    done: dict[str, Score] = {}
    given = facts.values.keys()
    for plan in _plans(knowledge):
        if not plan.reads.isdisjoint(given):
            done[plan.name] = _score(plan, facts, knowledge, done)
    return done


def score(name: str, facts: Facts, knowledge: Knowledge) -> Score:
    """Score one instrument, whether or not anything is answered.

    Raises:
        KeyError: there is no instrument of this id with a scoring rule.
    """
    done: dict[str, Score] = {}
    for plan in _plans(knowledge):
        if plan.name == name:
            for other in {part for scale in plan.instrument.scales for part in scale.of} & knowledge.instruments.keys():
                done[other] = score(other, facts, knowledge)
            return _score(plan, facts, knowledge, done)
    raise KeyError(name)


def _score(plan: _Plan, facts: Facts, knowledge: Knowledge, done: Mapping[str, Score]) -> Score:
    instrument = plan.instrument
    answers = _answers(instrument, facts, knowledge)
    known = {name: other.main.number for name, other in done.items() if other.main}
    scored: dict[int, ScaleScore] = {}
    for place in plan.order:
        scale = instrument.scales[place]
        number = measure(scale, answers, facts, known)
        if place == 0 and number.answered == 0:
            number = _given_total(instrument, facts) or number
        known[scale.id] = number
        scored[place] = ScaleScore(scale, number, _bands(scale, number), _cuts(scale, number))
    outcome, missing = _outcome(plan, facts, known)
    scales = tuple(scored[place] for place in range(len(instrument.scales)))
    return Score(plan.name, instrument.version or plan.name, scales, outcome, missing)


def _given_total(instrument: Instrument, facts: Facts) -> Number | None:
    """The total that was given without its items."""
    total = facts.get(instrument.fills) if instrument.fills else None
    if isinstance(total, bool) or not isinstance(total, (int, float)):
        return None
    return Number(total, total, total, 0, len(instrument.items))


def _answers(instrument: Instrument, facts: Facts, knowledge: Knowledge) -> dict[str, Answer]:
    return {
        # An item of which only a range is known counts as not answered.
        item.field: answer_of(item, knowledge.fields[item.field], facts.get(item.field) if facts.is_known(item.field) else None)
        for item in instrument.items
        if knowledge.fields[item.field].type in ("int", "dec", "yn", "set")
    }


def band_in(band_set: BandSet, score: float) -> str:
    """The name of the band a score lies in; a band runs from its lowest score to the next band's."""
    name = band_set.bands[0].name
    for band in band_set.bands:
        if score >= band.lowest:
            name = band.name
    return name


def _bands(scale: Scale, number: Number) -> dict[str, str]:
    """The band in each set; without a score only where the lowest and the highest possible score share one."""
    if number.score is not None:
        return {bands.id: band_in(bands, number.score) for bands in scale.band_sets}
    ends = {bands.id: (band_in(bands, number.low), band_in(bands, number.high)) for bands in scale.band_sets}
    return {name: low for name, (low, high) in ends.items() if low == high}


def _cuts(scale: Scale, number: Number) -> dict[str, bool | None]:
    return {cut.id: _beyond(_limit(cut), number) for cut in scale.cuts}


@functools.lru_cache(maxsize=1024)
def _limit(cut: Cut) -> Compare:
    return compare("score", cut.when)


def _beyond(limit: Compare, number: Number) -> bool | None:
    return within(limit, _as_fact(number))


def _outcome(plan: _Plan, facts: Facts, known: Mapping[str, Number]) -> tuple[str | None, tuple[str, ...]]:
    """The first outcome that holds; indeterminate when an earlier one is still open."""
    if not plan.outcomes:
        return None, ()
    with_scales = replace(facts, values={**facts.values, **{f"scale.{name}": _as_fact(n) for name, n in known.items()}})
    for name, condition in plan.outcomes:
        truth = holds(condition, with_scales)
        if truth:
            return name, ()
        if truth is None:
            return "indeterminate", explain(condition, with_scales).unknown
    return "none", ()


def _as_fact(number: Number) -> float | Range:
    return number.score if number.score is not None else Range(number.low, number.high)


def filled(scores: Mapping[str, Score], knowledge: Knowledge) -> dict[str, Any]:
    """The dictionary fields that scores answer, such as `phq9_total`; a range where a score is not known."""
    values: dict[str, Any] = {}
    for name, result in scores.items():
        instrument = knowledge.instruments[name]
        if instrument.fills is None or not instrument.default:
            continue
        value = _fill(instrument, result)
        if value is not None:
            values[instrument.fills] = value
    return values


def _fill(instrument: Instrument, result: Score) -> Any:
    if instrument.fills_outcome:
        word = instrument.fills_outcome.get(result.outcome or "")
        return {"yes": True, "no": False}.get(word or "", word)
    if instrument.fills_cut:
        scale, cut = instrument.fills_cut.split(".")
        return result.scale(scale).cuts[cut]
    number = result.main.number if result.main else None
    if number is None:
        return None
    value = _as_fact(number)
    return int(value) if isinstance(value, float) and value.is_integer() else value
