"""Where a density of two numbers lies, and how to add it up there."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import roots_legendre

Array = NDArray[np.floating[Any]]
Axis = tuple[float, float, int]

# What lies below e-16 of the peak is left out: a ten-millionth of the whole.
_LEAST = 16.0


def box_of(
    log_density: Callable[[Array, Array], Array], one: Axis, other: Axis
) -> tuple[tuple[float, float], tuple[float, float]]:
    """The part of the plane that holds the density, found on a coarse grid and one cell wider than that shows.

    Args:
        log_density: of two vectors of coordinates.
        one, other: the lowest and highest value of each coordinate and how many points to look at.
    """
    u, v = np.linspace(*one), np.linspace(*other)
    at_u, at_v = _plane(u, v)
    density = log_density(at_u, at_v).reshape(len(u), len(v))
    holds = density > density.max() - _LEAST
    return _around(u, holds.any(axis=1)), _around(v, holds.any(axis=0))


def nodes_in(box: tuple[tuple[float, float], tuple[float, float]], nodes: int) -> tuple[Array, Array, Array]:
    """Gauss-Legendre nodes in a box: both coordinates and the log of the area that each stands for."""
    at, area = roots_legendre(nodes)
    (low_u, high_u), (low_v, high_v) = box
    u, v = low_u + (at + 1) / 2 * (high_u - low_u), low_v + (at + 1) / 2 * (high_v - low_v)
    return *_plane(u, v), np.log(np.outer(area, area)).ravel()


def normalised(log_weights: Array) -> Array:
    """Weights that add up to one."""
    weights = np.exp(log_weights - log_weights.max())
    return np.asarray(weights / weights.sum())


def _plane(u: Array, v: Array) -> tuple[Array, Array]:
    grid_u, grid_v = np.meshgrid(u, v, indexing="ij")
    return grid_u.ravel(), grid_v.ravel()


def _around(at: Array, holds: NDArray[np.bool_]) -> tuple[float, float]:
    where = np.flatnonzero(holds)
    return float(at[max(where[0] - 1, 0)]), float(at[min(where[-1] + 1, len(at) - 1)])
