"""The effect in one person: against brute force, against the published numbers, and on truth that is known."""

import csv
import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fibrocare.engine.response.trial.classical import as_if_independent, pair_differences, paired, sign_flip, within_pairs
from fibrocare.engine.response.trial.decide import decide
from fibrocare.engine.response.trial.exposure import Carry, exposure
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.model import RHO_MEAN, RHO_SD, SIGMA_SCALE, Prior, fit
from fibrocare.engine.response.trial.pool import pool
from fibrocare.engine.response.trial.series import Day, read_series
from fibrocare.engine.response.trial.simulate import Truth, days_of, drawn

DATA = Path(__file__).parents[3] / "data" / "nof1"
PAIN = Measure("pain")
ENDLESS = Measure("pain", low=-1e9, high=1e9)
ORDER = ("off", "on", "on", "off", "off", "on")
TRUTH = Truth(level=-6, trend=0.5, benefit=1.5, rho=0.4, sigma=1.3)


def a_trial(truth=TRUTH, *, seed=1, length=30, missing=0.2, discard=7, whole=True):
    days = days_of(truth, ORDER, length, PAIN, np.random.default_rng(seed), missing=missing, whole=whole)
    return replace(read_series(days, PAIN if whole else ENDLESS, ("off", "on"), discard=discard), measure=PAIN)


def guyatt(discard=0):
    with (DATA / "guyatt_1990.csv").open() as file:
        rows = list(csv.DictReader(file))
    days = [Day(dt.date.fromisoformat(it["date"]), it["condition"], float(it["value"]), int(it["period"])) for it in rows]
    scale = Measure("score", 1, 7, 0.1, matters=0.5, higher_is_worse=False)
    return read_series(days, scale, ("placebo", "active"), discard=discard)


class TestAgainstBruteForce:
    def test_the_posterior_is_that_of_a_plain_sum_over_every_number(self):
        """Level, trend, effect, rho and sigma summed on a plain grid of importance draws, with no algebra of ours."""
        series = a_trial(length=10, discard=2)
        effect = fit(series, Prior(0.5, 1.5)).effect("on")

        rng = np.random.default_rng(3)
        n = 400_000
        rho = rng.normal(RHO_MEAN, RHO_SD, n)
        sigma = np.abs(rng.normal(0, SIGMA_SCALE * 10, n))
        kept = (np.abs(rho) < 0.99) & (sigma > 1 / np.sqrt(12)) & (sigma < 20)
        rho, sigma = rho[kept], sigma[kept]
        y = -np.array([it.value for it in series.counted])
        day = np.array([it.date.toordinal() for it in series.counted])
        first, last = series.days[0].date.toordinal(), series.days[-1].date.toordinal()
        x = np.column_stack([np.ones(len(y)), (day - (first + last) / 2) / (last - first), exposure(series)])
        cover = np.diag([25.0, 4.0, 1.5**2])
        log, benefit = [], []
        for r, s in zip(rho[:4000], sigma[:4000], strict=True):
            noise = s**2 * r ** np.abs(day[:, None] - day[None, :])
            whole = x @ cover @ x.T + noise
            apart = y - x @ np.array([-5, 0, 0.5])
            solved = np.linalg.solve(whole, apart)
            log.append(-0.5 * (apart @ solved + np.linalg.slogdet(whole)[1]))
            benefit.append(0.5 + (cover @ x.T @ solved)[2])
        weights = np.exp(np.array(log) - max(log))

        assert effect.mean == pytest.approx(np.average(benefit, weights=weights), abs=0.05)

    @pytest.mark.parametrize("seed", range(5))
    def test_more_nodes_change_nothing(self, seed):
        series = a_trial(seed=seed)

        few, many = fit(series).effect("on"), fit(series, nodes=80).effect("on")

        for one, other in ((few.mean, many.mean), (few.low, many.low), (few.high, many.high), (few.matters, many.matters)):
            assert one == pytest.approx(other, abs=1e-4)

    def test_a_known_scatter_without_correlation_is_the_textbook_normal(self):
        """With a huge trial the effect is the difference of means, its SD that of two independent means."""
        series = a_trial(replace(TRUTH, rho=0, trend=0, sigma=1), length=400, missing=0, discard=0, whole=False)
        values = {name: np.array([it.value for it in series.counted if it.condition == name]) for name in ("off", "on")}

        effect = fit(series, Prior(0, 50)).effect("on")

        assert effect.mean == pytest.approx(values["off"].mean() - values["on"].mean(), abs=0.02)
        assert effect.sd == pytest.approx(np.sqrt(2 / 1200), rel=0.15)


class TestCalibration:
    @pytest.mark.parametrize("missing", [0.0, 0.3])
    def test_intervals_hold_the_truth_as_often_as_they_say(self, missing):
        prior, rng = Prior(0, 2), np.random.default_rng(11)
        ranks = []
        for _ in range(300):
            truth = drawn(PAIN, prior, rng)
            days = days_of(truth, ORDER, 20, PAIN, rng, missing=missing)
            series = replace(read_series(days, ENDLESS, ("off", "on"), discard=5), measure=PAIN)
            ranks.append(fit(series, prior, nodes=16).mixture("on").below(truth.benefit))

        inside = np.mean([0.025 < it < 0.975 for it in ranks])
        counts = np.histogram(ranks, 5, (0, 1))[0]

        # Three Monte Carlo errors: sqrt(0.95 * 0.05 / 300) is 0.0126; the chi-square of 4 degrees stays below 18.5 in 99.9 %.
        assert abs(inside - 0.95) < 0.038
        assert ((counts - 60) ** 2 / 60).sum() < 18.5


class TestShape:
    @settings(max_examples=25, deadline=None)
    @given(seed=st.integers(0, 10_000), shift=st.integers(-2000, 2000))
    def test_the_calendar_does_not_matter_only_the_days_between(self, seed, shift):
        series = a_trial(seed=seed, length=8, discard=2)
        moved = [replace(it, date=it.date + dt.timedelta(days=shift)) for it in series.days]

        other = read_series(moved, PAIN, ("off", "on"), discard=2)

        assert fit(other).effect("on").mean == pytest.approx(fit(series).effect("on").mean, abs=1e-9)

    @settings(max_examples=25, deadline=None)
    @given(seed=st.integers(0, 10_000))
    def test_a_scale_turned_round_gives_the_same_benefit(self, seed):
        series = a_trial(seed=seed, length=8, discard=2)
        turned = [replace(it, value=None if it.value is None else 10 - it.value) for it in series.days]

        other = read_series(turned, replace(PAIN, higher_is_worse=False), ("off", "on"), discard=2)

        assert fit(other).effect("on").mean == pytest.approx(fit(series).effect("on").mean, abs=1e-6)

    def test_a_third_condition_is_compared_with_the_reference_and_with_the_second(self):
        order = ("off", "on", "other", "other", "off", "on", "on", "other", "off")
        days = days_of(TRUTH, order, 14, PAIN, np.random.default_rng(5))
        series = replace(read_series(days, ENDLESS, ("off", "on", "other"), discard=3), measure=PAIN)

        found = fit(series)

        assert found.effect("on").mean == pytest.approx(1.5, abs=3 * found.effect("on").sd)
        assert found.effect("other").mean == pytest.approx(0, abs=3 * found.effect("other").sd)
        assert found.effect("on", "other").mean == pytest.approx(found.effect("on").mean - found.effect("other").mean)

    def test_a_narrow_prior_draws_the_effect_towards_it(self):
        series = a_trial()

        assert fit(series, Prior(0, 0.05)).effect("on").mean < 0.2 < fit(series, Prior(0, 5)).effect("on").mean

    def test_what_fades_slowly_is_found_when_the_fading_is_told(self):
        days = days_of(replace(TRUTH, benefit=0, rho=0.2, sigma=0.5), ORDER, 20, PAIN, np.random.default_rng(2))
        plain = read_series(days, ENDLESS, ("off", "on"))
        carry = Carry(onset=3, offset=6)
        force = exposure(plain, carry)[:, 0]
        fading = [replace(it, value=it.value - 2 * f) for it, f in zip(plain.counted, force, strict=True)]
        series = replace(read_series(fading, ENDLESS, ("off", "on")), measure=PAIN)

        told, at_once = fit(series, carry=carry).effect("on"), fit(series).effect("on")

        assert told.low < 2 < told.high
        assert at_once.mean < told.mean


class TestPublishedNumbers:
    def test_data_set_a_gives_the_numbers_of_the_dossier(self):
        series = guyatt()
        cells = [
            tuple([it.value for it in series.days if it.period == number] for number in pair) for pair in ((1, 2), (3, 4), (6, 5))
        ]

        differences = pair_differences(series, "active")
        test, model = paired(differences), within_pairs(cells)

        assert differences == pytest.approx((0.550, 0.925, 0.875), abs=1e-3)
        assert (test.mean, test.se, test.t, test.df) == pytest.approx((0.7833, 0.1176, 6.663, 2), abs=1e-3)
        assert (test.p, test.low, test.high) == pytest.approx((0.0218, 0.2775, 1.2891), abs=1e-3)
        assert (model.se, model.t, model.df, model.low, model.high) == pytest.approx(
            (0.1475, 5.310, 18, 0.4734, 1.0932), abs=1e-3
        )
        assert sign_flip(differences) == 0.25

    def test_data_set_a_with_the_first_two_weeks_set_aside(self):
        differences = pair_differences(guyatt(discard=14), "active")

        assert differences == pytest.approx((0.650, 1.150, 1.100), abs=1e-3)
        assert paired(differences).mean == pytest.approx(0.9667, abs=1e-3)
        assert paired(differences).se == pytest.approx(0.1590, abs=1e-3)

    def test_the_model_agrees_with_the_pairs_and_is_less_sure_than_the_linear_model(self):
        effect = fit(guyatt(), Prior(0, 5)).effect("active")

        assert effect.mean == pytest.approx(0.7833, abs=0.05)
        assert effect.low < 0.4734 + 0.05
        assert effect.is_better > 0.99

    def test_real_nights_with_brown_noise_are_not_enough_or_not_clear(self):
        with (DATA / "measurements_noise.csv").open() as file:
            rows = [it for it in csv.DictReader(file) if it["survey1_question1_response"]]
        days = [
            Day(dt.date.fromisoformat(it["measurement_time"][:10]), it["current_intervention_name"],
                float(it["survey1_question1_response"]))
            for it in rows
        ]  # fmt: skip
        names = tuple(sorted({it.condition for it in days}, key=lambda name: name != "Silence"))
        scale = Measure("sleep", 1, 5, 1, matters=1, higher_is_worse=False)

        series = read_series(days, scale, names)
        effect = fit(series).effect(names[1])

        assert len(days) == len(rows) > 20
        assert effect.low < effect.mean < effect.high


class TestDecisions:
    @pytest.mark.parametrize(("benefit", "verdict"), [(4.0, "keep"), (0.0, "stop"), (-2.0, "stop")])
    def test_what_is_clear_is_kept_or_stopped(self, benefit, verdict):
        assert decide(fit(a_trial(replace(TRUTH, benefit=benefit))), "on").verdict == verdict

    def test_what_is_not_clear_is_the_persons_choice_or_goes_on(self):
        truth = replace(TRUTH, benefit=2.0)
        found = [decide(fit(a_trial(truth, seed=seed, length=10, discard=3), nodes=16), "on") for seed in range(30)]
        between = [it for it in found if 0.2 < it.effect.matters < 0.8]

        assert {it.verdict for it in between} == {"extend", "your_choice"}
        assert all(it.verdict == ("extend" if it.extension.settles >= 0.5 else "your_choice") for it in between)
        assert all(it.verdict == ("keep" if it.effect.matters >= 0.8 else "stop") for it in found if it not in between)

    def test_going_on_settles_more_the_longer_it_goes_on(self):
        found = fit(a_trial(replace(TRUTH, benefit=2.0), length=10, discard=3))

        short, long = decide(found, "on", pairs=1).extension, decide(found, "on", pairs=8).extension

        assert 0 <= short.settles < long.settles <= 1
        assert 0 <= short.gain < long.gain
        assert long.days == 8 * short.days

    def test_days_as_if_independent_claim_more_than_they_know(self):
        """With correlated days and no effect the t-test of days calls far more than 5 % of trials a discovery."""
        claimed = ours = 0
        for seed in range(120):
            series = a_trial(Truth(-6, 0, 0, 0.7, 1.3), seed=seed, length=14, missing=0, discard=0, whole=False)
            values = {name: [it.value for it in series.counted if it.condition == name] for name in ("off", "on")}
            claimed += as_if_independent(values["off"], values["on"]).p < 0.05
            effect = fit(series, Prior(0, 5), nodes=16).effect("on")
            ours += effect.low > 0 or effect.high < 0

        assert claimed > 30
        assert ours < 15


class TestPooling:
    def test_people_are_drawn_together_and_the_next_one_expects_their_mean(self):
        rng = np.random.default_rng(4)
        truths = [replace(TRUTH, benefit=rng.normal(1.0, 0.4)) for _ in range(8)]
        trials = [fit(a_trial(it, seed=at, length=14), nodes=12) for at, it in enumerate(truths)]

        pooled = pool(trials, "on")
        own = [it.effect("on").mean for it in trials]

        assert pooled.mean.low < 1.0 < pooled.mean.high
        assert np.std([it.mean for it in pooled.each]) < np.std(own)
        assert pooled.next_prior.mean == pytest.approx(pooled.mean.mean, abs=1e-6)
        assert pooled.next_prior.sd > pooled.mean.sd

    def test_the_prior_of_each_trial_does_not_count_twice(self):
        series = [a_trial(seed=at, length=14) for at in range(4)]

        vague = pool([fit(it, Prior(0, 3), nodes=16) for it in series], "on")
        firm = pool([fit(it, Prior(1, 1), nodes=16) for it in series], "on")

        assert firm.mean.mean == pytest.approx(vague.mean.mean, abs=0.03)
        assert firm.between == pytest.approx(vague.between, abs=0.03)

    def test_other_scales_are_not_pooled(self):
        found = fit(a_trial())
        other = replace(found, series=replace(found.series, measure=replace(PAIN, matters=1)))

        with pytest.raises(ValueError, match="different scales"):
            pool([found, other], "on")
