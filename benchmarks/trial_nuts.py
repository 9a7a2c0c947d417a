"""The exact posterior against a sampler: the same model in NumPyro, on every data set we have.

    pip install 'fibrocare[response,nuts]' && python benchmarks/trial_nuts.py

Prints for each data set the mean and both ends of the 95 % interval, ours and NUTS', in Monte Carlo errors of NUTS, and how
many times faster the exact one is in the same run. Ends with 1 where anything lies more than 4 errors apart.
"""

import csv
import datetime as dt
import sys
import time
from dataclasses import replace
from pathlib import Path

import jax
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import numpy as jnp
from numpyro.infer import MCMC, NUTS

from fibrocare.engine.response.trial.exposure import AT_ONCE, Carry, exposure
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.model import (
    LEVEL_SD,
    RHO_MEAN,
    RHO_MOST,
    RHO_SD,
    SIGMA_SCALE,
    TREND_SD,
    Prior,
    fit,
)
from fibrocare.engine.response.trial.series import Day, Series, read_series
from fibrocare.engine.response.trial.simulate import Truth, days_of

DATA = Path(__file__).parent.parent / "tests" / "data" / "nof1"
CHAINS, WARM, DRAWS = 4, 1000, 20_000
numpyro.enable_x64()


def model(x, y, gaps, measure: Measure, prior: Prior):
    """Written day after day: each value given the one before it. Nothing of ours is used."""
    span = measure.high - measure.low
    turn = -1 if measure.higher_is_worse else 1
    level = numpyro.sample("level", dist.Normal(turn * (measure.low + measure.high) / 2, LEVEL_SD * span))
    trend = numpyro.sample("trend", dist.Normal(0, TREND_SD * span))
    effect = numpyro.sample("effect", dist.Normal(prior.mean, prior.sd).expand([x.shape[1] - 1]))
    rho = numpyro.sample("rho", dist.TruncatedNormal(RHO_MEAN, RHO_SD, low=-RHO_MOST, high=RHO_MOST))
    least = measure.step / np.sqrt(12)
    sigma = numpyro.sample("sigma", dist.TruncatedNormal(0, SIGMA_SCALE * span, low=least, high=2 * span))
    rest = y - level - trend * x[:, 0] - x[:, 1:] @ effect
    numpyro.factor("first", dist.Normal(0, sigma).log_prob(rest[0]))
    carried = jnp.sign(rho) ** gaps * jnp.abs(rho) ** gaps
    numpyro.factor("days", dist.Normal(carried * rest[:-1], sigma * jnp.sqrt(1 - carried**2)).log_prob(rest[1:]).sum())


def sampled(series: Series, prior: Prior, carry: Carry) -> tuple[np.ndarray, float]:
    """Draws of the first effect, chain by chain, and the seconds that they took once compiled."""
    measure = series.measure
    day = np.array([it.date.toordinal() for it in series.counted], dtype=float)
    first, last = series.days[0].date.toordinal(), series.days[-1].date.toordinal()
    x = np.column_stack([(day - (first + last) / 2) / max(last - first, 1), exposure(series, carry)])
    y = (-1 if measure.higher_is_worse else 1) * np.array([it.value for it in series.counted])
    chains = MCMC(NUTS(model, target_accept_prob=0.9), num_warmup=WARM, num_samples=DRAWS, num_chains=CHAINS,
                  chain_method="sequential", progress_bar=False)  # fmt: skip
    told = (jnp.asarray(x), jnp.asarray(y), jnp.asarray(np.diff(day)), measure, prior)
    chains.run(jax.random.PRNGKey(0), *told)
    begun = time.perf_counter()
    chains.run(jax.random.PRNGKey(1), *told)
    draws = np.asarray(chains.get_samples(group_by_chain=True)["effect"])[:, :, 0]
    return draws, time.perf_counter() - begun


def error_of(draws: np.ndarray, read) -> tuple[float, float]:
    """A figure and its Monte Carlo error, by means of 50 batches."""
    batches = np.concatenate(np.split(draws, 50, axis=1), axis=0)
    return float(read(draws)), float(np.std([read(it) for it in batches], ddof=1) / np.sqrt(len(batches)))


def guyatt() -> Series:
    with (DATA / "guyatt_1990.csv").open() as file:
        days = [
            Day(dt.date.fromisoformat(it["date"]), it["condition"], float(it["value"]), int(it["period"]))
            for it in csv.DictReader(file)
        ]
    return read_series(days, Measure("score", 1, 7, 0.1, 0.5, higher_is_worse=False), ("placebo", "active"))


def noise() -> Series:
    with (DATA / "measurements_noise.csv").open() as file:
        rows = [it for it in csv.DictReader(file) if it["survey1_question1_response"]]
    days = [
        Day(
            dt.date.fromisoformat(it["measurement_time"][:10]),
            it["current_intervention_name"],
            float(it["survey1_question1_response"]),
        )
        for it in rows
    ]
    names = tuple(sorted({it.condition for it in days}, key=lambda name: name != "Silence"))
    return read_series(days, Measure("sleep", 1, 5, 1, 1, higher_is_worse=False), names)


def made_up(truth: Truth, missing: float, seed: int, discard: int = 7) -> Series:
    pain = Measure("pain")
    order = ("off", "on", "on", "off", "off", "on")
    days = days_of(truth, order, 30, pain, np.random.default_rng(seed), missing=missing)
    wide = replace(pain, low=-1e9, high=1e9)
    return replace(read_series(days, wide, ("off", "on"), discard=discard), measure=pain)


def main() -> int:
    """Compare each data set."""
    person = Truth(-5.64, 0.0, 1.5, 0.36, 1.34)
    sets = {
        "Guyatt 1990, weekly": (guyatt(), Prior(0, 1.2), AT_ONCE),
        "brown noise, real nights": (noise(), Prior(0, 0.8), AT_ONCE),
        "made up, 180 days": (made_up(person, 0, 1), Prior(), AT_ONCE),
        "made up, 30 % missing": (made_up(person, 0.3, 2), Prior(), AT_ONCE),
        "made up, rho 0.7, trend 3": (made_up(replace(person, rho=0.7, trend=3.0), 0.3, 3), Prior(0.5, 1), AT_ONCE),
        "made up, fading in and out": (made_up(person, 0.2, 4, 0), Prior(), Carry(2, 4)),
    }
    worst = 0.0
    print(f"{'data':28} {'mean':>8} {'low':>8} {'high':>8}   apart, in errors of NUTS   times faster")
    for name, (series, prior, carry) in sets.items():
        fit(series, prior, carry=carry)
        begun = time.perf_counter()
        effect = fit(series, prior, carry=carry).effect(series.conditions[1])
        ours = time.perf_counter() - begun
        draws, theirs = sampled(series, prior, carry)
        apart = []
        for value, read in (
            (effect.mean, np.mean),
            (effect.low, lambda it: np.quantile(it, 0.025)),
            (effect.high, lambda it: np.quantile(it, 0.975)),
        ):
            figure, error = error_of(draws, read)
            apart.append((value - figure) / error)
        worst = max(worst, *map(abs, apart))
        told = "  ".join(f"{it:+5.1f}" for it in apart)
        print(f"{name:28} {effect.mean:8.3f} {effect.low:8.3f} {effect.high:8.3f}   {told:24}   {theirs / ours:8.0f}")
    print(f"farthest: {worst:.1f} errors; {CHAINS} chains of {DRAWS}")
    return int(worst > 4)


if __name__ == "__main__":
    sys.exit(main())
