"""Is the analysis of trials as sure as it says, and are its verdicts right? On thousands of made-up trials whose truth is known.

    python benchmarks/trial_calibration.py           prints the tables
    python benchmarks/trial_calibration.py --write   puts them into docs/explanation/n-of-1.md

The same numbers at every run and on any number of cores. About three minutes on two cores.
"""

import argparse
import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.special import gammaincc, ndtr

from fibrocare.engine.response.trial.classical import as_if_independent, pair_differences, paired
from fibrocare.engine.response.trial.decide import decide
from fibrocare.engine.response.trial.exposure import AT_ONCE, Carry, smoothed
from fibrocare.engine.response.trial.grid import Array
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.model import Prior, fit
from fibrocare.engine.response.trial.series import Day, Series, read_series
from fibrocare.engine.response.trial.simulate import Truth, days_of, drawn

PAGE = Path(__file__).resolve().parent.parent / "docs/explanation/n-of-1.md"
BEGIN, END = "<!-- trial_calibration.py: begin -->", "<!-- trial_calibration.py: end -->"
SEED, TRIALS, CHUNK, BINS = 20261123, 4000, 250, 20
PAIN, PRIOR, ORDERS = Measure("pain"), Prior(), (("off", "on"), ("on", "off"))
ENDLESS = replace(PAIN, low=-1e9, high=1e9)
LENGTH, DISCARD = 21, 7
# Daily pain of 34 people with fibromyalgia ("Walk On" study, Ghent; estimates published with its code): mean 5.64, SD between
# people 1.63, SD within a person 1.34, from prompt to prompt 0.36, 21 % of prompts missing.
PAIN_MEAN, PAIN_BETWEEN, PAIN_WITHIN, PAIN_RHO, PAIN_MISSING = 5.64, 1.63, 1.34, 0.36, 0.21
DIARY = f"whole numbers, {PAIN_MISSING * 100:.0f} % missing; per cent, ± Monte Carlo error)\n"

Draw = Callable[[np.random.Generator], Truth]
Change = Callable[[Truth, Sequence[Day], np.random.Generator], Array]


@dataclass(frozen=True)
class World:
    """How trials come about: the person, the share of missing days, and what the analysis does not know.

    `endless`: the truth is the benefit on a scale without ends, though the answers are kept on 0 to 10.
    """

    name: str
    person: Draw
    missing: float = PAIN_MISSING
    whole: bool = False
    change: Change | None = None
    carry: Carry = AT_ONCE
    discard: int = DISCARD
    endless: bool = False


@dataclass(frozen=True)
class Found:
    """One trial: truth, its rank in the posterior, the verdict, and what a test claims at 5 %."""

    benefit: float
    rank: float
    verdict: str
    ours: bool
    as_if_independent: bool
    paired: bool


def main() -> None:
    """Print the tables or write them into the page."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--write", action="store_true", help="put the tables into the page")
    arguments.add_argument(
        "--trials", type=int, default=TRIALS, help="in each world where the model is right; half in the others"
    )
    given = arguments.parse_args()
    with ProcessPoolExecutor(os.cpu_count()) as workers:
        text = "\n".join(tables(workers, given.trials))
    if not given.write:
        print(text)
        return
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}", "utf-8")


def tables(workers: ProcessPoolExecutor, trials: int) -> Iterator[str]:
    """The lines of the page."""
    yield from _coverage(workers, trials, "the model is right", right_worlds())
    yield from _coverage(workers, trials // 2, "the model is wrong", wrong_worlds())
    yield from _decisions(workers, trials // 2)
    yield from _verdicts(workers, trials // 2)
    yield from _claims(workers, trials // 2)


# The worlds.


def right_worlds() -> list[World]:
    """Days as the model has them; the correlation drawn from its prior or fixed, with a trend or none, complete or not."""
    return [
        World(f"rho {told}, {'trend' if trend else 'no trend'}, {missing * 100:.0f} % missing", _Believed(rho, trend), missing)
        for (told, rho), trend, missing in itertools.product(
            (("from the prior", None), ("0", 0.0), ("0.7", 0.7)), (True, False), (0.0, 0.3)
        )
    ]


def wrong_worlds() -> list[World]:
    """Diaries of pain as people with fibromyalgia keep them, and what the analysis does not know of them."""
    person = _Patient()
    return [
        World("none of it: a diary as the model has it", person),
        World("whole numbers, kept on 0 to 10", person, whole=True),
        World("whole numbers, pain near 9 of 10", _Patient(mean=9.0, between=0.5), whole=True),
        World("the same, truth on a scale without ends", _Patient(mean=9.0, between=0.5), whole=True, endless=True),
        World("comes and goes by half in 2 days; 7 days set aside", person, change=_Fading(2)),
        World("comes and goes by half in 5 days; 7 days set aside", person, change=_Fading(5)),
        World("the same, nothing set aside", person, change=_Fading(5), discard=0),
        World("the same, the analysis is told", person, change=_Fading(5), discard=0, carry=Carry(5, 5)),
        World("curved trend, 2 points from the ends to the middle", person, change=_curved),
        World("heavy tails: one day in 20 three times as scattered", person, change=_outliers),
        World("each period 0.5 points up or down (SD) as a whole", person, change=_jumps),
    ]


@dataclass(frozen=True)
class _Believed:
    """Somebody drawn from what the model believes."""

    rho: float | None
    trend: bool

    def __call__(self, rng: np.random.Generator) -> Truth:
        truth = drawn(PAIN, PRIOR, rng)
        truth = truth if self.rho is None else replace(truth, rho=self.rho)
        return truth if self.trend else replace(truth, trend=0.0)


@dataclass(frozen=True)
class _Patient:
    """Somebody with fibromyalgia and a benefit drawn from the prior, or a given one."""

    rho: float = PAIN_RHO
    benefit: float | None = None
    mean: float = PAIN_MEAN
    between: float = PAIN_BETWEEN

    def __call__(self, rng: np.random.Generator) -> Truth:
        benefit = rng.normal(PRIOR.mean, PRIOR.sd) if self.benefit is None else self.benefit
        return Truth(-rng.normal(self.mean, self.between), rng.normal(0, 1), benefit, self.rho, PAIN_WITHIN)


@dataclass(frozen=True)
class _Fading:
    """The benefit comes and goes by half in so many days."""

    half: float

    def __call__(self, truth: Truth, days: Sequence[Day], _: np.random.Generator) -> Array:
        on = np.array([[float(it.condition == "on")] for it in days])
        return truth.benefit * (smoothed(on, Carry(self.half, self.half)) - on)[:, 0]


def _curved(_: Truth, days: Sequence[Day], rng: np.random.Generator) -> Array:
    time = np.linspace(-1, 1, len(days))
    return np.asarray(rng.choice((-2, 2)) * time**2)


def _outliers(_: Truth, days: Sequence[Day], rng: np.random.Generator) -> Array:
    return np.asarray((rng.random(len(days)) < 0.05) * rng.normal(0, np.sqrt(8) * PAIN_WITHIN, len(days)))


def _jumps(_: Truth, days: Sequence[Day], rng: np.random.Generator) -> Array:
    return np.repeat(rng.normal(0, 0.5, len(days) // LENGTH), LENGTH)


# One trial, and many.


def series_of(world: World, truth: Truth, rng: np.random.Generator) -> Series:
    """Three pairs of periods of three weeks, each pair in an order of its own (the design of the dossier)."""
    periods = [name for _ in range(3) for name in ORDERS[rng.integers(2)]]
    days = days_of(truth, periods, LENGTH, PAIN, rng, missing=world.missing, whole=world.whole)
    if world.change:
        more = world.change(truth, days, rng)
        days = [it if it.value is None else replace(it, value=it.value - add) for it, add in zip(days, more, strict=True)]
    read = read_series(days, PAIN if world.whole else ENDLESS, ("off", "on"), discard=world.discard)
    return replace(read, measure=PAIN)


def shown(truth: Truth, days: int) -> float:
    """The benefit that whole answers from 0 to 10 show on average: less than the benefit where they lie at an end."""
    time = np.linspace(-0.5, 0.5, days)
    steps = np.arange(PAIN.low + 1, PAIN.high + 1) - 0.5

    def expected(benefit: float) -> float:
        pain = -(truth.level + truth.trend * time + benefit)
        return float(ndtr((pain[:, None] - steps) / truth.sigma).sum(axis=1).mean())

    return expected(0.0) - expected(truth.benefit)


def found(world: World, rng: np.random.Generator) -> Found:
    """One trial, analysed and decided."""
    truth = world.person(rng)
    series = series_of(world, truth, rng)
    posterior = fit(series, PRIOR, carry=world.carry)
    benefit = shown(truth, len(series.days)) if world.whole and not world.endless else truth.benefit
    decision = decide(posterior, "on")
    values = {name: [it.value for it in series.counted if it.condition == name] for name in ("off", "on")}
    return Found(
        benefit=benefit, rank=posterior.mixture("on").below(benefit), verdict=decision.verdict,
        ours=decision.effect.low > 0 or decision.effect.high < 0,
        as_if_independent=as_if_independent(values["off"], values["on"]).p < 0.05,
        paired=paired(pair_differences(series, "on")).p < 0.05,
    )  # fmt: skip


def _chunk(world: World, number: int, size: int) -> list[Found]:
    # The name seeds the chunk, so that a new world leaves the others as they are.
    rng = np.random.default_rng([SEED, number, *world.name.encode()])
    return [found(world, rng) for _ in range(size)]


def run(workers: ProcessPoolExecutor, worlds: Sequence[World], trials: int) -> list[list[Found]]:
    """So many trials of each world."""
    sizes = [min(CHUNK, trials - start) for start in range(0, trials, CHUNK)]
    waiting = [[workers.submit(_chunk, world, number, size) for number, size in enumerate(sizes)] for world in worlds]
    return [[it for chunk in chunks for it in chunk.result()] for chunks in waiting]


# The tables.


def _coverage(workers: ProcessPoolExecutor, trials: int, about: str, worlds: list[World]) -> Iterator[str]:
    yield f"**Where {about}: how many of {trials:,} intervals hold the truth** (per cent, ± Monte Carlo error)\n"
    yield "| world | 50 % | 80 % | 95 % | chi-square (p) | ranks in 10 bins, per cent |"
    yield "|---|--:|--:|--:|--:|---|"
    for world, those in zip(worlds, run(workers, worlds, trials), strict=True):
        ranks = np.array([it.rank for it in those])
        held = [share([abs(it - 0.5) <= wide / 2 for it in ranks]) for wide in (0.5, 0.8, 0.95)]
        counts = np.histogram(ranks, BINS, (0, 1))[0]
        chi = float(((counts - len(ranks) / BINS) ** 2).sum() * BINS / len(ranks))
        p = float(gammaincc((BINS - 1) / 2, chi / 2))
        bars = " ".join(f"{it * 100 / len(ranks):.0f}" for it in counts.reshape(10, -1).sum(axis=1))
        yield f"| {world.name} | {' | '.join(held)} | {chi:.0f} ({p:.3f}) | {bars} |"
    yield ""


def _decisions(workers: ProcessPoolExecutor, trials: int) -> Iterator[str]:
    worlds = [World(f"verdicts at rho {rho}", _Patient(rho), whole=True) for rho in (0.0, PAIN_RHO, 0.7)]
    yield f"**Verdicts after three pairs, and how often the true benefit is on that side of {PAIN.matters:g} points**"
    yield f"({trials:,} trials each, {DIARY}"
    yield "| rho | keep | of these right | stop | of these right | your choice | extend |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for world, those in zip(worlds, run(workers, worlds, trials), strict=True):
        kept, stopped = ([it.benefit for it in those if it.verdict == name] for name in ("keep", "stop"))
        cells = [
            share([it.verdict == "keep" for it in those]), share([it > PAIN.matters for it in kept]),
            share([it.verdict == "stop" for it in those]), share([it <= PAIN.matters for it in stopped]),
            share([it.verdict == "your_choice" for it in those]), share([it.verdict == "extend" for it in those]),
        ]  # fmt: skip
        yield f"| {world.name.split()[-1]} | {' | '.join(cells)} |"
    yield ""


def _verdicts(workers: ProcessPoolExecutor, trials: int) -> Iterator[str]:
    benefits = (0.0, 1.0, 2.0, 3.0, 4.0)
    worlds = [World(f"verdicts at benefit {it}", _Patient(benefit=it), whole=True) for it in benefits]
    yield "**What somebody is told who has this benefit, and who finds that there is one**"
    yield f"({trials:,} trials each, rho {PAIN_RHO}, {DIARY}"
    yield "| true benefit | keep | stop | your choice | extend | ours: 95 % interval without 0 | paired t-test of periods |"
    yield "|--:|--:|--:|--:|--:|--:|--:|"
    for benefit, those in zip(benefits, run(workers, worlds, trials), strict=True):
        cells = [share([it.verdict == name for it in those]) for name in ("keep", "stop", "your_choice", "extend")]
        cells += [share([it.ours for it in those]), share([it.paired for it in those])]
        yield f"| {benefit:g} | {' | '.join(cells)} |"
    yield ""


def _claims(workers: ProcessPoolExecutor, trials: int) -> Iterator[str]:
    rhos = (0.0, 0.2, PAIN_RHO, 0.5, 0.7)
    worlds = [World(f"no effect at rho {rho}", _Patient(rho, benefit=0.0), whole=True) for rho in rhos]
    yield "**Where there is no effect at all: how often one is claimed**"
    yield f"({trials:,} trials each, {DIARY}"
    yield "| rho | t-test of days as if independent, p < 0.05 | paired t-test of periods | ours: 95 % interval without 0 |"
    yield "|---|--:|--:|--:|"
    for rho, those in zip(rhos, run(workers, worlds, trials), strict=True):
        cells = [
            share([it.as_if_independent for it in those]),
            share([it.paired for it in those]),
            share([it.ours for it in those]),
        ]
        yield f"| {rho} | {' | '.join(cells)} |"


def share(which: Sequence[bool]) -> str:
    """A share in per cent with its Monte Carlo error."""
    p = float(np.mean(which)) if which else float("nan")
    return f"{p * 100:.1f} ± {np.sqrt(p * (1 - p) / max(len(which), 1)) * 100:.1f}"


if __name__ == "__main__":
    main()
