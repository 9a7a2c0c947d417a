"""What the trials of a clinic say together, and what they let us expect of the next person.

    benefit_i ~ Normal(mean, between ** 2)      for each person i
    mean ~ the published prior,  between ~ half-normal

Given the noise of a person the likelihood of the benefit is a normal distribution, so with the spread between people it is
integrated in closed form; mean and spread are put on a grid. Nothing is approximated but by that grid.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fibrocare.engine.response.trial.grid import Array, Axis, box_of, normalised
from fibrocare.engine.response.trial.model import WEAK, Effect, Mixture, Posterior, Prior

# How far people may differ in what they gain, in parts of the scale, before any trial of the clinic is seen (design).
BETWEEN = 0.15
MEANS, SPREADS = 101, 31
# Normals whose means lie within a tenth of their SD, and whose SDs within 5 %, become one.
CLOSE, ALIKE = 0.1, 0.05


@dataclass(frozen=True, slots=True)
class Pooled:
    """The mean benefit, the spread between people, each person's benefit in the light of all, and the next one's prior."""

    people: int
    mean: Effect
    between: float
    each: tuple[Effect, ...]
    next_prior: Prior


def pool(trials: Sequence[Posterior], condition: str, prior: Prior = WEAK) -> Pooled:
    """Partial pooling: each benefit is drawn towards the mean of all, the more the less its own trial says.

    Args:
        trials: of one condition against the same reference on the same scale, each fitted with whatever prior.
        prior: of the mean benefit of all people.

    Raises:
        ValueError: fewer than two trials, or trials on different scales.
    """
    if len(trials) < 2:
        raise ValueError("pooling needs two trials")
    measure = trials[0].series.measure
    if any(it.series.measure != measure for it in trials):
        raise ValueError("trials on different scales are not pooled")
    own = [_likelihood(it, condition) for it in trials]

    def log_density(mean: Array, between: Array) -> Array:
        log = _log_prior(mean, between, prior, measure.span)
        for it in own:
            log = log + _log_marginal(it, mean, between)
        return log

    (low, high), spreads = box_of(log_density, *_axes(own, prior, measure.span))
    mean, between = (
        it.ravel() for it in np.meshgrid(np.linspace(low, high, MEANS), np.linspace(*spreads, SPREADS), indexing="ij")
    )
    weights = normalised(log_density(mean, between))
    expected = float(np.sqrt(weights @ (between**2 + (mean - weights @ mean) ** 2)))
    return Pooled(
        people=len(trials),
        mean=_as_mixture(weights, mean).effect(measure.matters),
        between=float(weights @ between),
        each=tuple(_drawn(it, weights, mean, between).effect(measure.matters) for it in own),
        next_prior=Prior(float(weights @ mean), expected, f"{len(trials)} trials of this clinic"),
    )


def _likelihood(trial: Posterior, condition: str) -> Mixture:
    """The trial's own word: its posterior with its prior divided out, node by node. Nodes that say nothing fall away."""
    prior = trial.prior[trial.series.conditions.index(condition) - 1]
    given = trial.mixture(condition)
    heavy = given.weights > 1e-5 * given.weights.max()
    weights, means, variance = given.weights[heavy], given.means[heavy], given.sds[heavy] ** 2
    precision = np.maximum(1 / variance - 1 / prior.sd**2, 1e-9)  # rounding, where a node says nothing
    own = 1 / precision
    at = own * (means / variance - prior.mean / prior.sd**2)
    # The node's weight holds the likelihood averaged over the prior; take that average out again.
    log = np.log(weights) + 0.5 * np.log(own + prior.sd**2) + 0.5 * (at - prior.mean) ** 2 / (own + prior.sd**2)
    return _merged(Mixture(np.exp(log - log.max()), at, np.sqrt(own)))


def _merged(given: Mixture) -> Mixture:
    """The same distribution in fewer normals: those close together become one that keeps their mean and variance."""
    there = given.weights > 0  # far from the person's own days a weight can be too small for a number
    weights, means, sds = given.weights[there], given.means[there], given.sds[there]
    width = np.round(np.log(sds) / ALIKE)
    place = np.round(means / (CLOSE * np.exp(ALIKE * width)))
    _, cell = np.unique(width * 1e9 + place, return_inverse=True)
    together = np.bincount(cell, weights).astype(float)
    centre = np.bincount(cell, weights * means) / together
    variance = np.bincount(cell, weights * (sds**2 + (means - centre[cell]) ** 2)) / together
    return Mixture(together, centre, np.sqrt(variance))


def _axes(own: Sequence[Mixture], prior: Prior, span: float) -> tuple[Axis, Axis]:
    """Where the mean and the spread can be."""
    centres = [float(it.weights @ it.means / it.weights.sum()) for it in own]
    wide = max(prior.sd, float(np.std(centres)))
    return (min(*centres, prior.mean) - 2 * wide, max(*centres, prior.mean) + 2 * wide, 41), (1e-3 * span, 4 * BETWEEN * span, 21)


def _log_prior(mean: Array, between: Array, prior: Prior, span: float) -> Array:
    log: Array = -0.5 * ((mean - prior.mean) / prior.sd) ** 2 - 0.5 * (between / (BETWEEN * span)) ** 2
    return log


def _log_marginal(own: Mixture, mean: Array, between: Array) -> Array:
    """Log of the likelihood of one trial for each pair of mean and spread."""
    variance = own.sds**2 + between[:, None] ** 2
    terms = own.weights * np.exp(-0.5 * (own.means - mean[:, None]) ** 2 / variance) / np.sqrt(variance)
    log: Array = np.log(terms.sum(axis=1) + 1e-300)
    return log


def _drawn(own: Mixture, weights: Array, mean: Array, between: Array) -> Mixture:
    """One person's benefit in the light of all."""
    heavy = weights > 1e-5 * weights.max()
    weights, mean, between = weights[heavy], mean[heavy, None], between[heavy, None]
    total = own.sds**2 + between**2
    each = own.weights * np.exp(-0.5 * (own.means - mean) ** 2 / total) / np.sqrt(total)
    each = weights[:, None] * each / each.sum(axis=1, keepdims=True)
    at = (own.means * between**2 + mean * own.sds**2) / total
    return _merged(Mixture(each.ravel() / each.sum(), at.ravel(), (own.sds * between / np.sqrt(total)).ravel()))


def _as_mixture(weights: Array, values: Array) -> Mixture:
    """A grid of numbers as a distribution: each stands for the cell around it."""
    at, place = np.unique(values, return_inverse=True)
    return Mixture(np.bincount(place, weights).astype(float), at, np.full(len(at), float(at[1] - at[0]) / np.sqrt(12)))
