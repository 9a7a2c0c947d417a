"""What a trial of one person found: a few plain sentences for the person, and the numbers for those who treat."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from fibrocare.engine.response.trial.changing import OFF
from fibrocare.engine.response.trial.classical import Tested, as_if_independent, pair_differences, paired
from fibrocare.engine.response.trial.decide import KEEP, STOP, Decision, Extension
from fibrocare.engine.response.trial.design import MORE_PAIRS
from fibrocare.engine.response.trial.exposure import AT_ONCE, Carry
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.model import Effect, Posterior, Prior
from fibrocare.engine.response.trial.series import Series
from fibrocare.exchange.page.line import Line

# Below a tenth of what matters nobody could tell the difference (design).
_SAME = 0.1


@dataclass(frozen=True, slots=True)
class Names:
    """How a trial is spoken of. `agreed` tells whether the person set what matters beforehand, or it is the usual bar."""

    treatment: str
    reference: str = OFF
    agreed: bool = True

    @property
    def off(self) -> str:
        """The other side: without it, or on something else."""
        return "without it" if self.reference == OFF else f"on {self.reference}"


def told(decision: Decision, measure: Measure, names: Names) -> tuple[str, str, str]:
    """For the person: what was found and how sure that is, what follows, and that nothing is changed alone."""
    bar = f"the {points(measure.matters)} you agreed on" if names.agreed else f"the usual bar of {points(measure.matters)}"
    return (
        f"{_found(decision.effect, measure, names)} {_sure(decision.effect, bar)}",
        _follows(decision, measure, names),
        "Change nothing on your own. Talk with your clinician first: some medicines must be stopped step by step.",
    )


def points(number: float) -> str:
    """A number of points, with no more decimals than it has."""
    number = abs(number)
    return "1 point" if number == 1 else f"{number:g} points"


def _found(effect: Effect, measure: Measure, names: Names) -> str:
    if abs(effect.mean) < _SAME * measure.matters:
        return f"On {names.treatment} your {measure.name} was about the same as {names.off}."
    lower = (effect.mean > 0) == measure.higher_is_worse
    by = points(round(effect.mean, _decimals(measure.matters)))
    return f"On {names.treatment} your {measure.name} was about {by} {'lower' if lower else 'higher'} than {names.off}."


def _decimals(matters: float) -> int:
    """So many that a tenth of what matters shows; one at the least."""
    return max(1, math.ceil(-math.log10(matters / 5)))


def _sure(effect: Effect, bar: str) -> str:
    """How sure: whether it helps at all, and whether by what matters."""
    if effect.is_better <= STOP:
        return f"It is {_likely(1 - effect.is_better)} that it makes things worse for you."
    if effect.matters >= KEEP:
        return f"It is {_likely(effect.matters)} that it helps as much as {bar}, or more."
    small = f"{_unlikely(effect.matters)} that it helps as much as {bar}"
    if effect.is_better < KEEP:
        return f"We cannot tell if it helps at all{f', but it is {small}' if effect.matters <= STOP else ''}."
    if effect.matters <= STOP:
        return f"It is {_likely(effect.is_better)} that it helps a little, and {small}."
    return f"It is {_likely(effect.is_better)} that it helps. We cannot tell if it helps as much as {bar}."


def _likely(chance: float) -> str:
    return "almost certain" if chance >= 0.99 else "very likely" if chance >= 0.95 else "likely"


def _unlikely(chance: float) -> str:
    return "very unlikely" if chance <= 0.05 else "unlikely"


def _follows(decision: Decision, measure: Measure, names: Names) -> str:
    rule = "By the rule you agreed on before" if names.agreed else "By the usual rule"
    if decision.verdict == "keep":
        return f"{rule}, it is worth keeping."
    if decision.verdict == "stop" and decision.effect.is_better >= KEEP:
        bar = points(measure.matters)
        whose = f"But the bar of {bar} was your own" if names.agreed else f"But {bar} is only the usual bar"
        yours = "If the small gain is worth it to you, the choice is yours."
        return f"{rule}, that is too little, and it would be stopped. {whose}. {yours}"
    if decision.verdict == "stop":
        return f"{rule}, it is not worth going on with. The choice is yours."
    if decision.verdict == "extend":
        return f"The days so far do not settle it. {_more(decision.extension)}"
    return (
        "The days do not settle it, and more of them would most likely not do so. "
        "The choice is yours: what does it give you, and what does it cost you?"
    )


def _more(extension: Extension) -> str:
    weeks = max(round(extension.days / 7), 1)
    return f"Two more rounds take about {weeks} weeks, and would settle it in about {round(10 * extension.settles)} of 10 trials."


@dataclass(frozen=True, slots=True)
class Reading:
    """How the days were read: the first days of a period that were set aside, how an effect comes and goes, what was believed."""

    discard: int
    carry: Carry
    prior: Prior


def numbers(decision: Decision, posterior: Posterior, names: Names) -> Iterator[Line]:
    """For those who treat: the effect of one condition, the verdict with its rule, and what older methods would claim."""
    effect, extension = decision.effect, decision.extension
    bar = f"{points(posterior.series.measure.matters)} or more"
    interval = f"95 % interval {signed(effect.low)} to {signed(effect.high)}"
    yield Line(f"{signed(effect.mean)} points, {interval}; above 0 is better", "EFFECT")
    yield Line(f"better: {percent(effect.is_better)}; better by {bar}: {percent(effect.matters)}", "CHANCES")
    rule = f"keep from {percent(KEEP)} for {bar}, stop at {percent(STOP)} or less; design"
    yield Line(f"{decision.verdict.replace('_', ' ')} ({rule})", "VERDICT", "bold")
    gain = "less than 0.01" if extension.gain < 0.01 else f"{extension.gain:.2f}"
    settles = f"{MORE_PAIRS} more pairs, about {extension.days} days, settle it with a chance of {percent(extension.settles)}"
    yield Line(f"{settles}; a decision taken then is {gain} points better on average", "GO ON?")
    yield from _older(posterior.series, names)


def data(posterior: Posterior, reading: Reading) -> Iterator[Line]:
    """For those who treat: the days, what is missing or set aside, how they scatter, and what was believed before."""
    series = posterior.series
    rho, sigma = posterior.typical
    days = (series.days[-1].date - series.days[0].date).days + 1
    when = f"{series.days[0].date} to {series.days[-1].date}"
    counts = f"{series.missing} without a value, {series.set_aside} set aside, {len(series.counted)} count"
    yield Line(f"{days} days in {len(series.periods)} periods, {when}; {counts}", "DAYS")
    yield Line(_set_aside(reading))
    yield Line(
        f"from day to day {sigma:.2f} points (SD); each day resembles the one before by {rho:.2f} (correlation)", "SCATTER"
    )
    yield Line(f"a benefit of {reading.prior.mean:.3g} points, SD {reading.prior.sd:.3g} ({reading.prior.source})", "BELIEVED")
    for place, note in enumerate(series.notes):
        yield Line(note, "" if place else "NOTES")


def _set_aside(reading: Reading) -> str:
    if reading.carry != AT_ONCE:
        return (
            f"the effect comes with a half-life of {reading.carry.onset:g} days and goes with one of {reading.carry.offset:g}; "
            "no day is set aside"
        )
    if not reading.discard:
        return "no day is set aside: whatever of one condition lasts into the next dilutes the effect"
    return f"the first {reading.discard} days of each period are set aside: one condition fades into the next"


def _older(series: Series, names: Names) -> Iterator[Line]:
    """The paired test as a check; the test of single days as a warning."""
    differences = pair_differences(series, names.treatment)
    if len(differences) >= 2:
        yield Line(f"t-test of {len(differences)} pairs of periods: {_tested(paired(differences))}", "CHECK")
    turn = series.measure.towards_better
    on, off = (
        [turn * it.value for it in series.counted if it.condition == name and it.value is not None]
        for name in (names.treatment, names.reference)
    )
    yield Line(
        f"t-test of days: {_tested(as_if_independent(on, off))}. Too sure: it takes no day to resemble another", "NOT TO USE"
    )


def _tested(test: Tested) -> str:
    p = "below 0.001" if test.p < 0.001 else f"{test.p:.3f}"
    return f"{signed(test.mean)}, 95 % {signed(test.low)} to {signed(test.high)}, p {p}"


def signed(number: float) -> str:
    """Points with their sign; zero has none."""
    return f"{round(number, 2) + 0.0:+.2f}" if round(number, 2) else "0.00"


def percent(chance: float) -> str:
    """A chance in percent; never 0 or 100, of which no trial can be sure."""
    return "below 1 %" if chance < 0.01 else "above 99 %" if chance > 0.99 else f"{100 * chance:.0f} %"
