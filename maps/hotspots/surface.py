"""A map's estimates -> the likeliest surface of r8 cells: what ranks places and colours the heat map.

Least squares leaves a quiet cell with loud noise beside a truly hot one. Here each r7 family is drawn towards
its neighbours, and each r8 cell towards its family, by as much as the published numbers show places to vary
beyond the noise (empirical Bayes; Fay & Herriot 1979, moment estimates). Post-processing of public numbers.
"""

from __future__ import annotations

import numpy as np

from maps.disclosure import estimate, hexindex
from maps.disclosure.estimate import Fit, Floats
from maps.disclosure.hexindex import Cells
from maps.hotspots import graph

_LEAST = 0.02
"""Reports an r8 cell is expected to hold at least: a prior of nothing could never be corrected."""

_WIDEST = 50.0
"""Largest variance ratio believed: places that differ more are drawn together by nothing anyway."""


def surface(fitted: Fit) -> tuple[Cells, Floats]:
    """Every r8 cell of the cities, sorted, with its most likely number of reports, never below 0."""
    cells, values = estimate.spread(fitted, 8)
    family = hexindex.find(hexindex.parent(cells, 7), fitted.families)
    number = np.bincount(fitted.family, minlength=len(fitted.families))
    is_split = (number > 1)[family]
    prior = _family_means(fitted, number)[family] / 7
    prior = np.maximum(prior, _LEAST)
    # An r8 cell of a family split to r9 is a sum of seven leaves.
    leaves = np.where(number == 49, 7, 1)[family]
    noise = fitted.variance(family, leaves)
    # Places vary by chance (variance = mean) and by nature (∝ mean²) about their family; nature is learnt.
    beyond = ((values - prior) ** 2 - noise - prior)[is_split].sum()
    scale = (prior**2)[is_split].sum()
    ratio = min(max(beyond / scale, 0.0), _WIDEST) if scale > 0 else 0.0
    spread = prior + ratio * prior**2
    weight = np.where(is_split, spread / (spread + noise), 0.0)
    return cells, np.maximum(prior + weight * (values - prior), 0.0)


def _family_means(fitted: Fit, number: estimate.Integers) -> Floats:
    """Each family's count, drawn towards the mean of the r7 cells around it."""
    near = graph.of_cells(fitted.families)
    degree = near @ np.ones(len(fitted.families))
    overall = float(fitted.family_values.mean())
    around = np.where(degree > 0, (near @ fitted.family_values) / np.maximum(degree, 1), overall)
    noise = fitted.variance(np.arange(len(number)), number)
    difference = fitted.family_values - around
    beyond = max(float((difference**2).mean() - noise.mean()), 1e-6)
    return around + beyond / (beyond + noise) * difference
