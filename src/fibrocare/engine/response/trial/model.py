r"""The effect of a treatment in one person, exactly: no sampling, no approximation beyond a quadrature of two numbers.

    y_t = level + trend * time_t + sum_k effect_k * exposure_kt + noise_t
    corr(noise_s, noise_t) = rho ** |s - t|,  sd(noise_t) = sigma            AR(1), days apart counted on the calendar

Level, trend and effects are normal given (rho, sigma) and are integrated in closed form; rho and sigma are integrated by
Gauss-Legendre quadrature over the region that holds the posterior. So the posterior of an effect is a finite mixture of
normal distributions, and its mean, interval and probabilities are read from that mixture. Missing days need no filling in:
they only put more days between two neighbours. Values are turned so that more is better: an effect above 0 is a benefit.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

from fibrocare.engine.response.trial.exposure import AT_ONCE, Carry, exposure
from fibrocare.engine.response.trial.grid import Array, Axis, box_of, nodes_in, normalised
from fibrocare.engine.response.trial.series import Series

# Day-to-day correlation of daily pain, from 34 women with fibromyalgia (fm-ema: prompt to prompt 0.36, SD between people 0.19),
# made weaker because a day is further than a prompt; and how far daily answers scatter in one person, in parts of the scale.
RHO_MEAN, RHO_SD, RHO_MOST = 0.36, 0.3, 0.99
SIGMA_SCALE = 0.3
LEVEL_SD, TREND_SD = 0.5, 0.2
NODES = 32


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed of a benefit before the trial, in points of the scale; above 0 is better."""

    mean: float = 0.0
    sd: float = 2.0
    source: str = "design"


WEAK = Prior()


@dataclass(frozen=True, slots=True)
class Effect:
    """A benefit in points of the scale, above 0 better: mean, SD, 95 % interval, how likely it is there and matters."""

    mean: float
    sd: float
    low: float
    high: float
    is_better: float
    matters: float


@dataclass(frozen=True, slots=True)
class Mixture:
    """A distribution of one number as weighted normal distributions."""

    weights: Array
    means: Array
    sds: Array

    @property
    def mean(self) -> float:
        """The mean of the mixture."""
        return float(self.weights @ self.means)

    @property
    def sd(self) -> float:
        """The standard deviation of the mixture."""
        return float(np.sqrt(self.weights @ (self.sds**2 + (self.means - self.mean) ** 2)))

    def below(self, value: float) -> float:
        """The probability of a number below a value."""
        return float(self.weights @ ndtr((value - self.means) / self.sds))

    def quantile(self, share: float) -> float:
        """The number below which this share lies, to 1e-9 of the SD."""
        mean, sd = self.mean, self.sd
        return float(brentq(lambda it: self.below(it) - share, mean - 40 * sd, mean + 40 * sd, xtol=1e-9 * sd))

    def effect(self, matters: float) -> Effect:
        """Read as an effect whose smallest size that matters is `matters`."""
        return Effect(
            mean=self.mean, sd=self.sd, low=self.quantile(0.025), high=self.quantile(0.975),
            is_better=1 - self.below(0), matters=1 - self.below(matters),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Posterior:
    """What the days say: a weight, a mean and a covariance of (level, trend, effects) for each node of (rho, sigma)."""

    series: Series
    prior: tuple[Prior, ...]
    rho: Array
    sigma: Array
    weights: Array
    means: Array
    covariances: Array
    information: Array
    precision: Array

    def mixture(self, one: str, other: str | None = None) -> Mixture:
        """The benefit of one condition over another, or over the reference.

        Raises:
            ValueError: a condition that the trial does not have.
        """
        along = self.along(one, other)
        means = self.means @ along
        return Mixture(self.weights, means, np.sqrt(np.einsum("i,nij,j->n", along, self.covariances, along)))

    def effect(self, one: str, other: str | None = None) -> Effect:
        """The benefit of one condition over another, or over the reference, as numbers."""
        return self.mixture(one, other).effect(self.series.measure.matters)

    @property
    def typical(self) -> tuple[float, float]:
        """The posterior means of rho and sigma."""
        return float(self.weights @ self.rho), float(self.weights @ self.sigma)

    def along(self, one: str, other: str | None = None) -> Array:
        """The benefit of one condition over another, or over the reference, as weights of the coefficients."""
        weights = np.zeros(self.means.shape[1])
        for condition, sign in ((one, 1), (other, -1)):
            place = self.series.conditions.index(condition) if condition else 0
            if place:
                weights[1 + place] = sign
        return weights


def fit(series: Series, prior: Prior | tuple[Prior, ...] = WEAK, *, carry: Carry = AT_ONCE, nodes: int = NODES) -> Posterior:
    """The posterior of the effects of a trial.

    Args:
        series: the days; whether they can carry a judgement is `series.not_enough`, not asked here.
        prior: of each condition after the reference, or one for all.
        carry: how the effect comes and goes; at once where the first days are set aside instead.
        nodes: of the quadrature along each of rho and sigma.
    """
    treatments = len(series.conditions) - 1
    priors = prior if isinstance(prior, tuple) else (prior,) * treatments
    x, y, gaps = _design(series, carry)
    mean, precision = _beliefs(series, priors)
    sums = _Whitened(x, y, gaps)

    def at(u: Array, v: Array) -> tuple[Array, Array, Array, Array]:
        """Of u = atanh(rho) and v = log(sigma), in which all is smooth: log density, coefficients, their covariance, X'R'X."""
        rho, sigma = np.tanh(u), np.exp(v)
        given = sums.at(rho)
        log_likelihood, means, covariances = _given(given, sigma, mean, precision, len(y))
        density: Array = log_likelihood + _log_prior(series, rho, sigma) + np.log(1 - rho**2) + v
        return density, means, covariances, given[0]

    u, v, log_area = nodes_in(box_of(lambda u, v: at(u, v)[0], *_axes(series)), nodes)
    log_density, means, covariances, information = at(u, v)
    return Posterior(
        series=series, prior=priors, rho=np.tanh(u), sigma=np.exp(v), weights=normalised(log_density + log_area),
        means=means, covariances=covariances, information=information, precision=precision,
    )  # fmt: skip


def _design(series: Series, carry: Carry) -> tuple[Array, Array, Array]:
    """The columns level, trend (-1/2 to 1/2 over the trial) and effects; the values, more is better; days between them."""
    day = np.array([it.date.toordinal() for it in series.counted], dtype=float)
    first, last = series.days[0].date.toordinal(), series.days[-1].date.toordinal()
    time = (day - (first + last) / 2) / max(last - first, 1)
    x = np.column_stack([np.ones_like(day), time, exposure(series, carry)])
    y = np.array([it.value for it in series.counted], dtype=float) * series.measure.towards_better
    return x, y, np.diff(day)


def _beliefs(series: Series, priors: tuple[Prior, ...]) -> tuple[Array, Array]:
    """Mean and precision (diagonal) of level, trend and effects before the trial."""
    measure = series.measure
    middle = (measure.low + measure.high) / 2 * measure.towards_better
    mean = np.array([middle, 0.0, *(it.mean for it in priors)])
    sd = np.array([LEVEL_SD * measure.span, TREND_SD * measure.span, *(it.sd for it in priors)])
    return mean, sd**-2


class _Whitened:
    """Sums of squares of the days with the correlation taken out, for any rho: the days are read once for each."""

    def __init__(self, x: Array, y: Array, gaps: Array) -> None:
        self.both = np.column_stack([x, y])
        self.gaps = gaps

    def at(self, rho: Array) -> tuple[Array, Array, Array, Array]:
        """X'R'X, X'R'y, y'R'y and log det R for each rho, where R' is the inverse of the correlation R."""
        apart, back = np.unique(rho, return_inverse=True)
        step = apart[:, None] ** self.gaps
        keep = 1 - step**2
        moved = (self.both[None, 1:] - step[:, :, None] * self.both[None, :-1]) / np.sqrt(keep)[:, :, None]
        sums = np.einsum("rni,rnj->rij", moved, moved) + np.outer(self.both[0], self.both[0])
        sums, log_det = sums[back], np.log(keep).sum(axis=1)[back]
        return sums[:, :-1, :-1], sums[:, :-1, -1], sums[:, -1, -1], log_det


def _given(
    sums: tuple[Array, Array, Array, Array], sigma: Array, mean: Array, precision: Array, n: int
) -> tuple[Array, Array, Array]:
    """Log of the likelihood given (rho, sigma), and mean and covariance of the coefficients."""
    xx, xy, yy, log_det = sums
    variance = sigma**2
    information = xx / variance[:, None, None] + np.diag(precision)
    pull = xy / variance[:, None] + precision * mean
    covariance = np.linalg.inv(information)
    means = np.einsum("nij,nj->ni", covariance, pull)
    log_information = np.linalg.slogdet(information)[1]
    square = yy / variance + mean @ (precision * mean) - np.einsum("ni,ni->n", pull, means)
    log_likelihood = -0.5 * (n * np.log(2 * np.pi * variance) + log_det + square + log_information - np.log(precision).sum())
    return log_likelihood, means, covariance


def _log_prior(series: Series, rho: Array, sigma: Array) -> Array:
    """rho normal, cut at +-0.99; sigma half-normal, cut at the scatter that rounding alone makes."""
    log: Array = -0.5 * ((rho - RHO_MEAN) / RHO_SD) ** 2 - 0.5 * (sigma / (SIGMA_SCALE * series.measure.span)) ** 2
    return log


def _axes(series: Series) -> tuple[Axis, Axis]:
    """Where atanh(rho) and log(sigma) can be, and how many points find them."""
    least, most = series.measure.step / np.sqrt(12), 2 * series.measure.span
    edge = float(np.arctanh(RHO_MOST))
    return (-edge, edge, 25), (float(np.log(least)), float(np.log(most)), 41)
