"""Is the analysis of trials as sure as it says, and are its verdicts right? On thousands of made-up trials whose truth is known.

    python benchmarks/trial_calibration.py           prints the tables
    python benchmarks/trial_calibration.py --write   puts them into docs/explanation/n-of-1.md

The same numbers at every run and on any number of cores. About two and a half minutes on two free cores.
"""

import argparse
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.special import gammaincc
from trial_worlds import PAIN, PAIN_MISSING, PAIN_RHO, PRIOR, Patient, World, right_worlds, series_of, shown, wrong_worlds

from fibrocare.engine.response.trial.classical import as_if_independent, pair_differences, paired
from fibrocare.engine.response.trial.decide import decide
from fibrocare.engine.response.trial.model import fit

PAGE = Path(__file__).resolve().parent.parent / "docs/explanation/n-of-1.md"
BEGIN, END = "<!-- trial_calibration.py: begin -->", "<!-- trial_calibration.py: end -->"
SEED, TRIALS, CHUNK, BINS = 20261123, 4000, 250, 20
DIARY = f"whole numbers, {PAIN_MISSING * 100:.0f} % missing; per cent, ± Monte Carlo error)\n"


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
    worlds = [World(f"verdicts at rho {rho}", Patient(rho), whole=True) for rho in (0.0, PAIN_RHO, 0.7)]
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
    worlds = [World(f"verdicts at benefit {it}", Patient(benefit=it), whole=True) for it in benefits]
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
    worlds = [World(f"no effect at rho {rho}", Patient(rho, benefit=0.0), whole=True) for rho in rhos]
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
