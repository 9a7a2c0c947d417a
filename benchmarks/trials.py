"""Trials of one person: how long an analysis takes, a thousand of them, and pooling. All in one run: `make bench`."""

import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from run import median

from fibrocare.engine.response.trial.decide import decide
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.model import Posterior, fit
from fibrocare.engine.response.trial.pool import pool
from fibrocare.engine.response.trial.series import Day, read_series
from fibrocare.engine.response.trial.simulate import Truth, days_of

PAIN = Measure("pain")
ORDER = ("off", "on", "on", "off", "off", "on")


def main() -> None:
    """Print every figure, one line each."""
    days = made(0)
    one = median(lambda: decide(analysed(days), "on"), 30)
    print(f"one trial of {len(days)} days        {one * 1000:8.1f} ms   (limit 50 ms) read, analysed and decided")
    start = time.perf_counter()
    with ProcessPoolExecutor(2) as workers:
        verdicts = list(workers.map(decided, range(1000), chunksize=50))
    seconds = time.perf_counter() - start
    print(f"{len(verdicts):,} trials, two processes  {seconds:8.1f} s    (limit 60 s) as long as {seconds / one:.0f} analyses")
    found = [analysed(made(seed)) for seed in range(30)]
    pooled = median(lambda: pool(found, "on"), 3)
    print(f"pool 30 trials               {pooled:8.2f} s    as long as {pooled / one:.0f} analyses")


def made(seed: int) -> list[Day]:
    """A diary of 180 days, a fifth of them missing."""
    truth = Truth(level=-5.6, trend=0.5, benefit=1.5, rho=0.36, sigma=1.34)
    return days_of(truth, ORDER, 30, PAIN, np.random.default_rng(seed), missing=0.21, whole=True)


def analysed(days: list[Day]) -> Posterior:
    """One trial, read and analysed."""
    return fit(read_series(days, PAIN, ("off", "on"), discard=7))


def decided(seed: int) -> str:
    """The verdict of a made-up trial."""
    return decide(analysed(made(seed)), "on").verdict


if __name__ == "__main__":
    main()
