"""The closed forms of the analysis against the long way round, and days as nobody plans them."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal, norm

from fibrocare.engine.response.trial import pool as pooling
from fibrocare.engine.response.trial.classical import paired, within_pairs
from fibrocare.engine.response.trial.decide import KEEP, STOP, decide
from fibrocare.engine.response.trial.exposure import AT_ONCE
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.model import WEAK, Mixture, Prior, _beliefs, _design, _given, _Whitened, fit
from fibrocare.engine.response.trial.series import Contradiction, Day, not_enough, read_series
from fibrocare.engine.response.trial.simulate import Truth, days_of

PAIN = Measure("pain")
ENDLESS = Measure("pain", low=-1e9, high=1e9)
ORDER = ("off", "on", "on", "off", "off", "on")
TRUTH = Truth(level=-6, trend=0, benefit=2.0, rho=0.4, sigma=1.3)
FIRST = dt.date(2026, 1, 5)


def a_trial(*, seed=4, length=10, missing=0.2, discard=3, truth=TRUTH):
    days = days_of(truth, ORDER, length, PAIN, np.random.default_rng(seed), missing=missing)
    return read(days, discard=discard)


def read(days, discard=3):
    return replace(read_series(days, ENDLESS, ("off", "on"), discard=discard), measure=PAIN)


class TestClosedForms:
    @pytest.mark.parametrize("rho", [-0.6, 0.0, 0.36, 0.95])
    @pytest.mark.parametrize("sigma", [0.3, 1.34, 8.0])
    def test_the_likelihood_is_that_of_one_big_normal_distribution_whatever_the_gaps(self, rho, sigma):
        series = a_trial(missing=0.6, discard=0)
        x, y, gaps = _design(series, AT_ONCE)
        mean, precision = _beliefs(series, (Prior(0.5, 1.5),))
        day = np.array([it.date.toordinal() for it in series.counted])
        noise = sigma**2 * np.power(rho, np.abs(day[:, None] - day[None, :]))

        ours = _given(_Whitened(x, y, gaps).at(np.array([rho])), np.array([sigma]), mean, precision, len(y))[0]

        assert max(gaps) > 2
        whole = multivariate_normal(x @ mean, x @ np.diag(1 / precision) @ x.T + noise)
        assert ours[0] == pytest.approx(whole.logpdf(y), abs=1e-6)

    @pytest.mark.parametrize("share", [0.001, 0.025, 0.5, 0.975, 0.999])
    def test_a_quantile_of_one_normal_is_the_textbooks(self, share):
        one = Mixture(np.array([0.25, 0.75]), np.array([3.0, 3.0]), np.array([2.0, 2.0]))

        assert one.quantile(share) == pytest.approx(norm.ppf(share, 3, 2), abs=1e-7)

    def test_more_nodes_change_nothing_in_a_trial_of_a_year(self):
        series = a_trial(length=60)

        few, many = fit(series).effect("on"), fit(series, nodes=96).effect("on")

        assert (few.mean, few.low, few.high) == pytest.approx((many.mean, many.low, many.high), abs=1e-4)


class TestGoingOn:
    @pytest.mark.parametrize("seed", [4, 8])
    def test_what_two_more_pairs_bring_is_what_trials_that_went_on_brought(self, seed):
        """Draw a person from the posterior, live two more pairs, analyse it all again: that many times over."""
        series = a_trial(seed=seed)
        posterior, rng = fit(series), np.random.default_rng(7)

        told = decide(posterior, "on").extension
        later = [fit(_gone_on(posterior, rng), nodes=12).effect("on") for _ in range(150)]

        # 150 trials know a share to 0.04 and the gain to about 0.03 (one Monte Carlo error).
        above = np.array([it.mean for it in later]) - PAIN.matters
        assert told.settles == pytest.approx(np.mean([not STOP < it.matters < KEEP for it in later]), abs=0.12)
        assert told.gain == pytest.approx(np.maximum(above, 0).mean() - max(above.mean(), 0), abs=0.08)


def _gone_on(posterior, rng, order=("off", "on", "on", "off"), length=10):
    """The trial with four more periods, lived by somebody drawn from its posterior."""
    days = list(posterior.series.days)
    start, span = days[0].date, (days[-1].date - days[0].date).days
    node = rng.choice(len(posterior.weights), p=posterior.weights)
    person = rng.multivariate_normal(posterior.means[node], posterior.covariances[node])
    rho, sigma = posterior.rho[node], posterior.sigma[node]
    last = posterior.series.counted[-1]

    def expected(date, condition):
        return person @ [1, (date - start).days / span - 0.5, condition == "on"]

    before, apart = last.date, -last.value - expected(last.date, last.condition)
    for at in range(length * len(order)):
        date, condition = days[-1].date + dt.timedelta(days=1), order[at // length]
        kept = rho ** (date - before).days
        before, apart = date, kept * apart + rng.normal(0, sigma * np.sqrt(1 - kept**2))
        value = -(expected(date, condition) + apart) if rng.random() > 0.2 else None
        days.append(Day(date, condition, value, 1 + len(ORDER) + at // length))
    return read(days)


class TestPoolingQuickly:
    def test_normals_that_become_one_change_nothing_that_is_read(self, monkeypatch):
        trials = [fit(a_trial(seed=seed), nodes=16) for seed in range(6)]
        quick = pooling.pool(trials, "on")

        monkeypatch.setattr(pooling, "_merged", lambda it: it)
        slow = pooling.pool(trials, "on")

        for one, other in zip((quick.mean, *quick.each), (slow.mean, *slow.each), strict=True):
            assert (one.mean, one.low, one.high, one.matters) == pytest.approx(
                (other.mean, other.low, other.high, other.matters), abs=5e-4
            )
        assert quick.next_prior.sd == pytest.approx(slow.next_prior.sd, abs=5e-4)

    def test_people_who_could_not_differ_more_are_pooled_too(self):
        sure = [replace(TRUTH, benefit=it, sigma=0.3) for it in (-6.0, -5.0, 5.0, 6.0)]
        trials = [fit(a_trial(truth=it, length=60, missing=0)) for it in sure]

        pooled = pooling.pool(trials, "on")

        assert [it.mean for it in pooled.each] == pytest.approx([it.benefit for it in sure], abs=0.3)
        assert pooled.between > 2


class TestOlderMethods:
    @pytest.mark.parametrize(("difference", "p"), [(0.0, 1.0), (1.5, 0.0)])
    def test_pairs_that_never_scatter(self, difference, p):
        tested = paired([difference] * 3)

        assert (tested.p, tested.low, tested.high) == (p, difference, difference)

    def test_one_value_a_period_tells_no_scatter_inside_periods(self):
        with pytest.raises(ValueError, match="two values"):
            within_pairs([([1.0], [2.0]), ([1.0], [3.0])])


class TestDaysAsNobodyPlansThem:
    """Whatever the days: they contradict each other, or are not enough and it is said why, or give finite numbers."""

    @settings(max_examples=100, deadline=None)
    @given(
        days=st.lists(
            st.builds(
                Day,
                st.one_of(st.dates(FIRST, FIRST + dt.timedelta(days=40)), st.dates()),
                st.sampled_from(["off", "on", "unplanned"]),
                st.one_of(st.none(), st.floats(), st.integers(0, 10).map(float)),
                st.integers(0, 3),
            ),
            min_size=1,
            max_size=40,
        ),
        discard=st.integers(0, 30),
    )
    def test_any_list_of_days(self, days, discard):
        assert judged(days, discard)

    @settings(max_examples=60, deadline=None)
    @given(
        periods=st.lists(st.lists(st.sampled_from([None, 0.0, 5.0, 10.0]), min_size=4, max_size=9), min_size=4, max_size=6),
        gaps=st.lists(st.integers(1, 59), min_size=6, max_size=6),
    )
    def test_trials_of_few_and_equal_values_with_gaps(self, periods, gaps):
        days, date = [], FIRST
        for at, (values, gap) in enumerate(zip(periods, gaps, strict=False)):
            days += [Day(date + dt.timedelta(days=n), ("off", "on")[at % 2], value) for n, value in enumerate(values)]
            date = days[-1].date + dt.timedelta(days=gap)

        assert judged(days, discard=0)

    @pytest.mark.parametrize("apart", [10.0, 1e-6])
    def test_values_that_never_scatter(self, apart):
        days = days_of(TRUTH, ORDER, 14, PAIN, np.random.default_rng(1))
        days = [replace(it, value=10.0 - apart if it.condition == "on" else 10.0) for it in days]

        assert judged(days, discard=0) == "finite"


def judged(days, discard):
    """How the days were answered; raises where they were not."""
    try:
        series = read_series(days, PAIN, ("off", "on"), discard=discard)
    except Contradiction as refused:
        return str(refused)
    if reason := not_enough(series):
        return reason
    found = decide(fit(series, WEAK, nodes=12), "on")
    effect, extension = found.effect, found.extension
    assert np.isfinite([effect.mean, effect.sd, effect.low, effect.high, extension.gain]).all()
    assert effect.low <= effect.mean <= effect.high
    assert 0 <= effect.matters <= 1
    assert 0 <= extension.settles <= 1
    return "finite"
