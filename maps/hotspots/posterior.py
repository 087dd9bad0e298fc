"""A count behind noise, and what such counts usually are -> its mean given what was seen, exactly.

The count is negative binomial about its expected value, or once in a hundred anything (1/(1 + x)²); the noise
is a sum of discrete Laplace draws. Unlike a linear shrinkage this knows that counts are whole and never
negative, and how heavy the noise's tails are: what stands far out of it stays where it is.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

STRAY = 0.01
"""Share of places that nothing around them foretells. Without it a lone hot cell among empty ones would be
explained away, since a negative binomial's tail may be lighter than the noise's."""

_AT_ONCE = 4_000
"""Cells worked on at once: what is in memory stays under some 30 MB however many there are."""


def mean(
    observed: Integers, expected: Floats, shape: float, draws: int, epsilon: float
) -> tuple[Floats, float]:
    """The posterior means of counts, and the log-likelihood of all that was observed.

    `expected` are the counts' prior means m, above 0; the usual prior's variances are m + m²/shape. Each
    observed value holds noise of `draws` independent discrete Laplace draws of parameter `epsilon`.
    """
    parts = [slice(at, at + _AT_ONCE) for at in range(0, len(observed), _AT_ONCE)]
    found = [_mean(observed[part], expected[part], shape, draws, epsilon) for part in parts]
    return np.concatenate([one for one, _ in found] or [np.zeros(0)]), sum(score for _, score in found)


def _mean(
    observed: Integers, expected: Floats, shape: float, draws: int, epsilon: float
) -> tuple[Floats, float]:
    reach, noise = _noise(draws, epsilon)
    # A count differs from what was observed by no more than the noise reaches.
    count = observed[:, None] + np.arange(-reach, reach + 1)
    possible = np.maximum(count, 0)
    each = np.arange(int(possible.max(initial=0)) + 1)
    ways = special.gammaln(each + shape) - special.gammaln(shape) - special.gammaln(each + 1)
    total = shape + expected[:, None]
    usual = ways[possible] + shape * np.log(shape / total) + possible * np.log(expected[:, None] / total)
    stray = math.log(STRAY * 6 / math.pi**2) - 2 * np.log1p(possible)
    prior = np.logaddexp(usual + math.log1p(-STRAY), stray)
    log = np.where(count < 0, -np.inf, prior + noise)
    top = log.max(axis=1, keepdims=True)
    weight = np.exp(log - top)
    sums = weight.sum(axis=1)
    return (weight * possible).sum(axis=1) / sums, float((np.log(sums) + top[:, 0]).sum())


@cache
def _noise(draws: int, epsilon: float) -> tuple[int, Floats]:
    """How far the noise reaches (beyond it lies less than 10⁻⁵), and its log-probabilities from −reach on."""
    reach = int(np.ceil((12 + 6 * np.sqrt(draws)) / epsilon))
    decay = np.exp(-epsilon)
    one = (1 - decay) / (1 + decay) * decay ** np.abs(np.arange(-4 * reach, 4 * reach + 1))
    all_ = one
    for _ in range(draws - 1):
        all_ = np.convolve(all_, one, "same")
    return reach, np.log(all_[3 * reach : 5 * reach + 1])
