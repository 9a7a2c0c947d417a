"""Is the analysis of a trial of one person honest? Thousands of made-up trials whose truth is known.

`python benchmarks/trial_calibration.py` prints the tables; `--write` puts them into docs/explanation/n-of-1.md. The same seed
gives the same numbers. Both cores are used; it takes about two minutes.
"""

import argparse
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from fibrocare.engine.response.trial.classical import as_if_independent
from fibrocare.engine.response.trial.decide import KEEP, STOP
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.model import Prior, fit
from fibrocare.engine.response.trial.series import read_series
from fibrocare.engine.response.trial.simulate import Truth, days_of, drawn

PAGE = Path(__file__).parent.parent / "docs" / "explanation" / "n-of-1.md"
PAIN, PRIOR, LENGTH, DISCARD, NODES = Measure("pain"), Prior(0, 2), 28, 7, 32
ENDLESS = replace(PAIN, low=-1e9, high=1e9)
# Pain of days in fibromyalgia: 34 women, 14 days ("Walk On" study, Ghent): mean 5.64, SD of days 1.34, correlation 0.36.
PERSON = Truth(-5.64, 0.0, 0.0, 0.36, 1.34)


@dataclass(frozen=True)
class World:
    """How made-up people are made, and whether they answer in whole numbers from 0 to 10."""

    name: str
    truth: Callable[[np.random.Generator], Truth]
    missing: float = 0.0
    whole: bool = False


def drawn_with(**fixed: float) -> Callable[[np.random.Generator], Truth]:
    return lambda rng: replace(drawn(PAIN, PRIOR, rng), **fixed)


def a_person(**changes: float) -> Callable[[np.random.Generator], Truth]:
    """A person of the published diaries, with a benefit drawn from the prior."""
    return lambda rng: replace(PERSON, benefit=rng.normal(PRIOR.mean, PRIOR.sd), **changes)


AS_THE_MODEL = [
    World("all drawn from the prior", drawn_with()),
    World("the same, 30 % of days missing", drawn_with(), 0.3),
    World("no trend", drawn_with(trend=0.0)),
    World("no correlation of days", drawn_with(rho=0.0)),
    World("strong correlation (0.7)", drawn_with(rho=0.7)),
    World("strong correlation and trend, 30 % missing", drawn_with(rho=0.7, trend=3.0), 0.3),
]
AS_PEOPLE = [
    World("whole numbers from 0 to 10, 21 % missing", a_person(), 0.21, True),
    World("the same, much correlation (0.7)", a_person(rho=0.7), 0.21, True),
    World("the same, near the top of the scale (8.5)", a_person(level=-8.5), 0.21, True),
]


def one(world: World, seed: int) -> tuple[float, float, float, float]:
    """A trial: where the truth lies in the posterior, P(a benefit that matters), the true benefit, the t-test's p."""
    rng = np.random.default_rng(seed)
    truth = world.truth(rng)
    order = [name for _ in range(3) for name in (("on", "off") if rng.random() < 0.5 else ("off", "on"))]
    days = days_of(truth, order, LENGTH, PAIN, rng, missing=world.missing, whole=world.whole)
    series = replace(read_series(days, ENDLESS, ("off", "on"), discard=DISCARD), measure=PAIN)
    found = fit(series, PRIOR, nodes=NODES).mixture("on")
    a, b = ([it.value for it in series.counted if it.condition == name] for name in ("off", "on"))
    return found.below(truth.benefit), 1 - found.below(PAIN.matters), truth.benefit, as_if_independent(a, b).p


def many(job: tuple[str, int, int]) -> list[tuple[float, float, float, float]]:
    name, first, count = job
    world = next(it for it in [*AS_THE_MODEL, *AS_PEOPLE, *nothing()] if it.name == name)
    return [one(world, seed) for seed in range(first, first + count)]


def nothing() -> list[World]:
    """People whom the treatment does nothing for."""
    return [World(f"rho {rho}", lambda _, rho=rho: replace(PERSON, rho=rho)) for rho in (0.0, 0.36, 0.7)]


def run(worlds: list[World], count: int, pool: ProcessPoolExecutor) -> dict[str, np.ndarray]:
    jobs = [(it.name, at * 100_000, count // 4) for it in worlds for at in range(4)]
    parts = list(pool.map(many, jobs))
    return {it.name: np.concatenate(parts[4 * at : 4 * at + 4]) for at, it in enumerate(worlds)}


def coverage(found: dict[str, np.ndarray]) -> list[str]:
    lines = ["| world | 50 % | 80 % | 95 % | ranks, chi-square of 20 bins |", "|---|---|---|---|---|"]
    for name, rows in found.items():
        rank, n = rows[:, 0], len(rows)
        inside = [np.mean(np.abs(rank - 0.5) < share / 2) for share in (0.5, 0.8, 0.95)]
        error = [100 * np.sqrt(share * (1 - share) / n) for share in (0.5, 0.8, 0.95)]
        counts = np.histogram(rank, 20, (0, 1))[0]
        chi = ((counts - n / 20) ** 2 / (n / 20)).sum()
        cells = " | ".join(f"{100 * it:.1f} ± {e:.1f}" for it, e in zip(inside, error, strict=True))
        lines.append(f"| {name} | {cells} | {chi:.0f} |")
    return lines


def decisions(found: dict[str, np.ndarray]) -> list[str]:
    lines = [
        "| world | kept, truly matters | kept, does not | stopped, does not matter | stopped, matters | left open |",
        "|---|---|---|---|---|---|",
    ]
    for name, rows in found.items():
        matters, keep, stop = rows[:, 2] >= PAIN.matters, rows[:, 1] >= KEEP, rows[:, 1] <= STOP
        shares = [keep & matters, keep & ~matters, stop & ~matters, stop & matters, ~keep & ~stop]
        lines.append(f"| {name} | " + " | ".join(f"{100 * it.mean():.1f} %" for it in shares) + " |")
    return lines


def claims(found: dict[str, np.ndarray]) -> list[str]:
    lines = ["| correlation of days | t-test of days claims an effect | our 95 % interval leaves out 0 |", "|---|---|---|"]
    for name, rows in found.items():
        outside = np.abs(rows[:, 0] - 0.5) > 0.475
        error = 100 * np.sqrt(0.05 * 0.95 / len(rows))
        lines.append(f"| {name} | {100 * np.mean(rows[:, 3] < 0.05):.1f} % | {100 * outside.mean():.1f} % ± {error:.1f} |")
    return lines


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--write", action="store_true", help="put the tables into the page")
    told.add_argument("--trials", type=int, default=4000, help="of each world")
    arguments = told.parse_args()
    with ProcessPoolExecutor(2) as pool:
        model, people, none = (run(it, arguments.trials, pool) for it in (AS_THE_MODEL, AS_PEOPLE, nothing()))
    tables = {
        "coverage": coverage(model), "people": coverage(people), "decisions": decisions(people), "claims": claims(none),
    }  # fmt: skip
    text = PAGE.read_text("utf-8") if arguments.write else ""
    for name, lines in tables.items():
        print(name, *lines, "", sep="\n")
        if arguments.write:
            begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
            before, rest = text.split(begin)
            text = before + begin + "\n".join(lines) + "\n" + end + rest.split(end)[1]
    if arguments.write:
        PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
