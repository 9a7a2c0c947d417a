"""The page about trials of one person says what the code computes."""

import csv
import datetime as dt
import re
from pathlib import Path

import pytest

from fibrocare.engine.response.trial import decide as deciding
from fibrocare.engine.response.trial import model
from fibrocare.engine.response.trial.classical import as_if_independent, pair_differences, paired
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.series import Day, read_series

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def told():
    return (ROOT / "docs/explanation/n-of-1.md").read_text("utf-8")


def test_the_published_trial_gives_the_numbers_of_the_page(told):
    with (ROOT / "tests/data/nof1/guyatt_1990.csv").open() as file:
        rows = list(csv.DictReader(file))
    days = [Day(dt.date.fromisoformat(it["date"]), it["condition"], float(it["value"]), int(it["period"])) for it in rows]
    series = read_series(days, Measure("score", 1, 7, 0.1, matters=0.5, higher_is_worse=False), ("placebo", "active"))

    welch = as_if_independent(*([it.value for it in days if it.condition == name] for name in ("active", "placebo")))
    pairs = paired(pair_differences(series, "active"))
    found = deciding.decide(model.fit(series), "active")

    ours = found.effect
    assert f"{welch.mean:.2f} | {welch.low:.2f} to {welch.high:.2f} | p = {welch.p:.5f} |" in told
    assert f"{pairs.mean:.2f} | {pairs.low:.2f} to {pairs.high:.2f} | p = {pairs.p:.3f} |" in told
    assert f"{ours.mean:.2f} | {ours.low:.2f} to {ours.high:.2f} | {ours.matters:.0%}".replace("%", " %") in told
    assert f"that it matters: {found.verdict} |" in told


def test_priors_and_thresholds_are_those_of_the_code(told):
    row = {it.split("|")[1].strip(): it for it in told.partition("### Washout")[0].splitlines() if it.startswith("|")}

    assert f"normal, {model.RHO_MEAN}, SD {model.RHO_SD}, within ±{model.RHO_MOST}" in row["rho"]
    assert f"half-normal, {model.SIGMA_SCALE} span" in row["sigma"]
    assert f"SD {model.TREND_SD} span" in row["trend over the trial"]
    assert f"SD {model.WEAK.sd:g} points" in row["effect"]
    assert f"{deciding.KEEP * 100:.0f} % or more | **keep**" in told
    assert f"{deciding.STOP * 100:.0f} % or less | **stop**" in told


def test_the_tables_are_there(told):
    tables = re.search(r"<!-- trial_calibration.py: begin -->\n(.*)<!-- trial_calibration.py: end -->", told, flags=re.DOTALL)[1]

    assert "**Where there is no effect at all" in tables
