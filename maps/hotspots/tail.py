"""How likely chance plus noise reaches a sum: exact tails of Poisson(m) + K discrete Laplace draws.

By the fast Fourier transform of the characteristic function; simulation is not good enough in the tail.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_TINY = 1e-15
"""Tail mass left outside the grid; also the smallest probability reported."""

_BATCH = 2**22


def tails(observed: Integers, mean: Floats, draws: Integers, epsilon: float) -> tuple[Floats, Floats]:
    """P(S ≤ s) and P(S ≥ s) of each observed sum s under its Poisson mean and its number of noise draws.

    Equal (mean, draws) pairs are computed once.
    """
    pairs, which = np.unique(np.column_stack([mean, draws.astype(np.float64)]), axis=0, return_inverse=True)
    which = which.ravel()
    lower, upper = np.empty(len(observed)), np.empty(len(observed))
    size = _size(pairs, epsilon)
    step = max(_BATCH // size, 1)
    for start in range(0, len(pairs), step):
        batch = pairs[start : start + step]
        mass = _mass(batch[:, 0], batch[:, 1], epsilon, size)
        rows = np.flatnonzero((which >= start) & (which < start + step))
        row = which[rows] - start
        # The grid is centred on the mean's integer part.
        at = np.clip(observed[rows] - np.floor(batch[row, 0]).astype(np.int64) + size // 2, 0, size - 1)
        lower[rows] = np.cumsum(mass, axis=1)[row, at]
        upper[rows] = np.cumsum(mass[:, ::-1], axis=1)[row, size - 1 - at]
    return np.clip(lower, _TINY, 1.0), np.clip(upper, _TINY, 1.0)


def _size(pairs: Floats, epsilon: float) -> int:
    """A power of two of grid points that leaves less than `_TINY` outside for every pair.

    Chernoff's bound with t = ε/2: K·ln M(t) + m·(e^t − 1 − t) − t·x falls below ln(_TINY) at this x.
    """
    if not len(pairs):
        return 2
    mean, draws = float(pairs[:, 0].max()), float(pairs[:, 1].max())
    variance = mean + draws * 2 * math.exp(-epsilon) / (1 - math.exp(-epsilon)) ** 2
    log = -math.log(_TINY)
    reach = math.sqrt(2 * variance * log) + log * (2 / epsilon + 1)
    return 1 << math.ceil(math.log2(2 * reach + 2))


def _mass(mean: Floats, draws: Floats, epsilon: float, size: int) -> Floats:
    """Probabilities on floor(mean) − size/2 … floor(mean) + size/2 − 1, a row a pair."""
    angle = 2 * np.pi * np.arange(size // 2 + 1) / size
    a = math.exp(-epsilon)
    noise = 2 * math.log(1 - a) - np.log(1 - 2 * a * np.cos(angle) + a * a)
    shift = np.floor(mean)[:, None] - size // 2
    chance = mean[:, None] * (np.exp(1j * angle) - 1) - 1j * angle * shift
    mass = np.fft.irfft(np.conj(np.exp(chance + draws[:, None] * noise)), n=size, axis=1)
    return np.maximum(mass, 0.0)
