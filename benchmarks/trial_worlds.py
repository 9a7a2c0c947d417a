"""Worlds of made-up trials: where the model is right, and where it is wrong as real answers are."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from fibrocare.engine.response.trial.exposure import AT_ONCE, Carry, smoothed
from fibrocare.engine.response.trial.grid import Array
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.model import Prior
from fibrocare.engine.response.trial.series import Day, Series, read_series
from fibrocare.engine.response.trial.simulate import Truth, days_of, drawn

PAIN, PRIOR, ORDERS = Measure("pain"), Prior(), (("off", "on"), ("on", "off"))
ENDLESS = replace(PAIN, low=-1e9, high=1e9)
LENGTH, DISCARD = 21, 7
# Daily pain of 34 people with fibromyalgia ("Walk On" study, Ghent; estimates published with its code): mean 5.64, SD between
# people 1.63, SD within a person 1.34, from prompt to prompt 0.36, 21 % of prompts missing.
PAIN_MEAN, PAIN_BETWEEN, PAIN_WITHIN, PAIN_RHO, PAIN_MISSING = 5.64, 1.63, 1.34, 0.36, 0.21

Draw = Callable[[np.random.Generator], Truth]
Change = Callable[[Truth, Sequence[Day], np.random.Generator], Array]


@dataclass(frozen=True)
class World:
    """How trials come about: the person, the share of missing days, and what the analysis does not know.

    `endless`: the truth is the benefit on a scale without ends, though the answers are kept on 0 to 10.
    `every`: days from one answer to the next.
    """

    name: str
    person: Draw
    missing: float = PAIN_MISSING
    whole: bool = False
    change: Change | None = None
    carry: Carry = AT_ONCE
    discard: int = DISCARD
    endless: bool = False
    every: int = 1


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
    person = Patient()
    return [
        World("none of it: a diary as the model has it", person),
        World("whole numbers, kept on 0 to 10", person, whole=True),
        World("whole numbers, pain near 9 of 10", Patient(mean=9.0, between=0.5), whole=True),
        World("the same, truth on a scale without ends", Patient(mean=9.0, between=0.5), whole=True, endless=True),
        World("comes and goes by half in 2 days; 7 days set aside", person, change=_Fading(2)),
        World("comes and goes by half in 5 days; 7 days set aside", person, change=_Fading(5)),
        World("the same, nothing set aside", person, change=_Fading(5), discard=0),
        World("the same, the analysis is told", person, change=_Fading(5), discard=0, carry=Carry(5, 5)),
        World("curved trend, 2 points from the ends to the middle", person, change=_curved),
        World("heavy tails: one day in 20 three times as scattered", person, change=_outliers),
        World("each period 0.5 points up or down (SD) as a whole", person, change=_jumps),
        World("one score a week, none like the last", Patient(rho=0.0), missing=0, discard=0, every=7),
        World("one score a week, 0.36 like the last", Patient(rho=PAIN_RHO ** (1 / 7)), missing=0, discard=0, every=7),
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
class Patient:
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


def series_of(world: World, truth: Truth, rng: np.random.Generator) -> Series:
    """Three pairs of periods of three weeks, each pair in an order of its own (the design of the dossier)."""
    periods = [name for _ in range(3) for name in ORDERS[rng.integers(2)]]
    days = days_of(truth, periods, LENGTH, PAIN, rng, missing=world.missing, whole=world.whole)
    if world.change:
        more = world.change(truth, days, rng)
        days = [it if it.value is None else replace(it, value=it.value - add) for it, add in zip(days, more, strict=True)]
    days = days[world.every - 1 :: world.every]
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
