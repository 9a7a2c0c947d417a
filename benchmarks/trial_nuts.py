"""The exact analysis of trials against a sampler: the same model written again in NumPyro, on every data set we have.

    pip install -e .[response,nuts] && python benchmarks/trial_nuts.py

Prints where the two differ, in Monte Carlo standard errors (MCSE) of the sampler, and how long each takes in this same run.
Leaves with 1 where a figure differs by more than four MCSE.
"""

import argparse
import csv
import datetime as dt
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import arviz as az
import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS

from fibrocare.engine.response.trial.exposure import AT_ONCE, Carry, exposure
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.model import WEAK, Mixture, Prior, fit
from fibrocare.engine.response.trial.series import Day, Series, read_series
from fibrocare.engine.response.trial.simulate import Truth, days_of

DATA = Path(__file__).resolve().parent.parent / "tests/data/nof1"
PAIN = Measure("pain")
CHAINS, WARMUP, DRAWS = 4, 1000, 10_000
PAIRS = ("off", "on", "on", "off", "off", "on")
TRUTH = Truth(level=-5.6, trend=0.0, benefit=1.5, rho=0.0, sigma=1.34)
MOST = 4.0
# The timed trial by our code alone, so that a cold start does not pay for the sampler's imports.
OURS_ALONE = """
import numpy as np
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.model import fit
from fibrocare.engine.response.trial.series import read_series
from fibrocare.engine.response.trial.simulate import Truth, days_of
wide = Measure("pain", low=-1e9, high=1e9)
truth = Truth(level=-5.6, trend=1.0, benefit=1.5, rho=0.36, sigma=1.34)
days = days_of(truth, ("off", "on", "on", "off", "off", "on"), 21, wide, np.random.default_rng(2))
fit(read_series(days, wide, ("off", "on"), discard=7)).effect("on")
"""


@dataclass(frozen=True)
class Case:
    """One trial to analyse in both ways."""

    name: str
    series: Series
    prior: Prior = WEAK
    carry: Carry = AT_ONCE


def main() -> None:
    """Compare, then time."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--draws", type=int, default=DRAWS, help="of each of four chains")
    arguments.add_argument("--once", action="store_true", help="the timed trial by the sampler and nothing else")
    arguments.add_argument("--times", action="store_true", help="the times and nothing else")
    given = arguments.parse_args()
    numpyro.enable_x64()
    if given.once:
        draw(sampler(1000), arrays(timed_case()))
        return
    if given.times:
        timed()
        return
    print(f"{CHAINS} chains of {given.draws:,} draws; differences in points, and in Monte Carlo standard errors (MCSE)\n")
    print(f"{'trial':34}{'effect':8}{'figure':9}{'ours':>9}{'NUTS':>9}{'apart':>9}{'MCSE':>9}{'times':>7}")
    worst = max(times for case in cases() for times in compared(case, given.draws))
    print(f"\nthe largest difference is {worst:.1f} MCSE (limit {MOST:g})\n")
    timed()
    sys.exit(worst > MOST)


def cases() -> Iterator[Case]:
    """Every trial: two real ones, and made-up ones for each thing that the model can tell."""
    yield Case("Guyatt 1990, weekly scores", guyatt(), Prior(0, 5))
    yield Case("StudyU 2023, brown noise", studyu())
    yield Case("independent days", simulated(TRUTH, 1))
    yield Case("rho 0.36, trend", timed_case().series)
    yield Case("rho 0.7, 30 % missing, whole", simulated(replace(TRUTH, rho=0.7), 3, missing=0.3, whole=True))
    yield Case("rho -0.3, 30 % missing", simulated(replace(TRUTH, rho=-0.3), 4, missing=0.3))
    yield Case("short: 6 times 7 days", simulated(replace(TRUTH, rho=0.5), 5, length=7, discard=2))
    yield Case("carry-over 3 and 5 days", simulated(replace(TRUTH, rho=0.36), 6, discard=0), carry=Carry(3, 5))
    yield Case("three conditions", simulated(replace(TRUTH, rho=0.36), 7, order=("off", "on", "other", "other", "off", "on") * 2))


def simulated(
    truth: Truth, seed: int, *, order: tuple[str, ...] = PAIRS, length: int = 21, missing: float = 0.0, discard: int = 7,
    whole: bool = False,
) -> Series:  # fmt: skip
    """A made-up trial."""
    days = days_of(truth, order, length, PAIN, np.random.default_rng(seed), missing=missing, whole=whole)
    conditions = tuple(dict.fromkeys(order))
    return replace(read_series(days, replace(PAIN, low=-1e9, high=1e9), conditions, discard=discard), measure=PAIN)


def guyatt() -> Series:
    """Data set A of the dossier."""
    with (DATA / "guyatt_1990.csv").open() as file:
        days = [
            Day(dt.date.fromisoformat(it["date"]), it["condition"], float(it["value"]), int(it["period"]))
            for it in csv.DictReader(file)
        ]
    return read_series(days, Measure("score", 1, 7, 0.1, matters=0.5, higher_is_worse=False), ("placebo", "active"))


def studyu() -> Series:
    """A real trial in StudyU's own layout: how well somebody slept, with brown noise and in silence."""
    with (DATA / "measurements_noise.csv").open() as file:
        days = [
            Day(dt.date.fromisoformat(it["measurement_time"][:10]), it["current_intervention_name"],
                float(it["survey1_question1_response"]))
            for it in csv.DictReader(file) if it["survey1_question1_response"]
        ]  # fmt: skip
    names = tuple(sorted({it.condition for it in days}, key=lambda name: name != "Silence"))
    return read_series(days, Measure("sleep", 1, 5, 1, matters=1, higher_is_worse=False), names)


def model(y: jax.Array, forces: jax.Array, day: jax.Array, numbers: jax.Array) -> None:
    """The model of the page `docs/explanation/n-of-1.md`, day by day: each day given the one before it.

    Args:
        y: values, more is better.
        forces: how far each condition is in force on each of these days.
        day: of the trial, from 0 to the last.
        numbers: middle, span and step of the scale, the last day of the trial, mean and SD of the prior of effects.
    """
    middle, span, step, last, prior_mean, prior_sd = numbers
    rho = numpyro.sample("rho", dist.TruncatedNormal(0.36, 0.3, low=-0.99, high=0.99))
    sigma = numpyro.sample("sigma", dist.TruncatedNormal(0.0, 0.3 * span, low=step / jnp.sqrt(12.0), high=2 * span))
    level = numpyro.sample("level", dist.Normal(middle, 0.5 * span))
    trend = numpyro.sample("trend", dist.Normal(0.0, 0.2 * span))
    effects = numpyro.sample("effects", dist.Normal(prior_mean, prior_sd).expand([forces.shape[1]]).to_event(1))
    expected = level + trend * (day / last - 0.5) + forces @ effects
    apart = jnp.diff(day)
    # A negative number to an integer power, without the logarithm of a negative number.
    kept = jnp.abs(rho) ** apart * jnp.where((rho < 0) & (apart % 2 == 1), -1.0, 1.0)
    numpyro.sample("first", dist.Normal(expected[0], sigma), obs=y[0])
    centre = expected[1:] + kept * (y[:-1] - expected[:-1])
    numpyro.sample("rest", dist.Normal(centre, sigma * jnp.sqrt(1 - kept**2)), obs=y[1:])


def arrays(case: Case) -> tuple[jax.Array, ...]:
    """What the sampler's model takes; conditions in force are worked out here again, day by day."""
    series, measure = case.series, case.series.measure
    start, last = series.days[0].date, (series.days[-1].date - series.days[0].date).days
    told = {(it.date - start).days: it.condition for it in series.days}
    forces, now, condition = np.zeros((last + 1, len(series.conditions) - 1)), np.zeros(len(series.conditions) - 1), ""
    for at in range(last + 1):
        condition = told.get(at, condition)
        for place, name in enumerate(series.conditions[1:]):
            wanted = float(name == condition)
            half = case.carry.onset if wanted > now[place] else case.carry.offset
            now[place] = wanted + (now[place] - wanted) * (2 ** (-1 / half) if half else 0)
        forces[at] = now
    day = np.array([(it.date - start).days for it in series.counted])
    turn = -1 if measure.higher_is_worse else 1
    y = turn * np.array([it.value for it in series.counted], dtype=float)
    middle = turn * (measure.low + measure.high) / 2
    numbers = [middle, measure.high - measure.low, measure.step, last, case.prior.mean, case.prior.sd]
    if not np.allclose(forces[day], exposure(series, case.carry)):
        raise RuntimeError("the conditions of the days are read in two ways: no comparison of posteriors would mean anything")
    return jnp.array(y), jnp.array(forces[day]), jnp.array(day, dtype=float), jnp.array(numbers, dtype=float)


def sampler(draws: int) -> MCMC:
    """NUTS with a dense mass matrix: level, trend and effects hang together."""
    kernel = NUTS(model, dense_mass=True)
    return MCMC(
        kernel, num_warmup=WARMUP, num_samples=draws, num_chains=CHAINS, chain_method="vectorized", progress_bar=False,
        jit_model_args=True,
    )  # fmt: skip


def compared(case: Case, draws: int) -> Iterator[float]:
    """Print one trial; give how many MCSE each figure is apart."""
    posterior = fit(case.series, case.prior, carry=case.carry)
    run = sampler(draws)
    run.run(jax.random.PRNGKey(20261123), *arrays(case))
    chains = {name: np.asarray(it) for name, it in run.get_samples(group_by_chain=True).items()}
    bar = case.series.measure.matters
    for place, name in enumerate(case.series.conditions[1:]):
        mixture, sample = posterior.mixture(name), chains["effects"][:, :, place]
        yield from rows(case.name, name, [*effect_figures(mixture, sample, bar)])
    rho, sigma = posterior.typical
    yield from rows(case.name, "", [("rho", rho, *mean_of(chains["rho"])), ("sigma", sigma, *mean_of(chains["sigma"]))])


def effect_figures(ours: Mixture, sample: np.ndarray, bar: float) -> Iterator[tuple[str, float, float, float]]:
    """Name, ours, the sampler's and its MCSE, of what is read from an effect."""
    yield "mean", ours.mean, *mean_of(sample)
    for name, share in (("2.5 %", 0.025), ("97.5 %", 0.975)):
        yield name, ours.quantile(share), float(np.quantile(sample, share)), float(az.mcse(sample, method="quantile", prob=share))
    above = (sample > bar).astype(float)
    # Where nothing or everything lies above the bar, a draw more or less is what the sampler can tell.
    yield "matters", 1 - ours.below(bar), float(above.mean()), max(mean_of(above)[1] if above.std() else 0.0, 1 / sample.size)


def mean_of(sample: np.ndarray) -> tuple[float, float]:
    """The mean of chains and its MCSE."""
    return float(sample.mean()), float(az.mcse(sample, method="mean"))


def rows(trial: str, effect: str, figures: list[tuple[str, float, float, float]]) -> Iterator[float]:
    """Print figures, a line each."""
    for name, ours, theirs, error in figures:
        times = abs(ours - theirs) / error
        print(f"{trial:34}{effect:8.7}{name:9}{ours:9.4f}{theirs:9.4f}{ours - theirs:9.4f}{error:9.4f}{times:7.1f}", flush=True)
        yield times


def timed() -> None:
    """Ours against NUTS with 1,000 draws a chain, as people use it: in a running process, and as a process of its own."""
    case = timed_case()
    values, run = arrays(case), sampler(1000)
    first, theirs = seconds(lambda: draw(run, values)), min(seconds(lambda: draw(run, values)) for _ in range(3))
    ours = min(seconds(lambda: fit(case.series, case.prior).effect("on")) for _ in range(20))
    print(f"warm   ours {ours * 1000:7.1f} ms   NUTS {theirs * 1000:7.0f} ms   {theirs / ours:5.0f} times (first: {first:.1f} s)")
    cold_ours = min(seconds(lambda: subprocess.run([sys.executable, "-c", OURS_ALONE], check=True)) for _ in range(3))
    cold = min(seconds(lambda: subprocess.run([sys.executable, __file__, "--once"], check=True)) for _ in range(3))
    print(f"cold   ours {cold_ours * 1000:7.0f} ms   NUTS {cold * 1000:7.0f} ms   {cold / cold_ours:5.0f} times")


def timed_case() -> Case:
    """The trial that is timed: 126 days, of which 84 count."""
    return Case("timed", simulated(replace(TRUTH, rho=0.36, trend=1.0), 2))


def draw(run: MCMC, values: tuple[jax.Array, ...]) -> None:
    """One run of the sampler, waited for."""
    run.run(jax.random.PRNGKey(1), *values)
    jax.block_until_ready(run.get_samples())


def seconds(action: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
