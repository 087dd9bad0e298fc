"""Integers plus discrete Laplace noise, and what they cost by OpenDP's own account.

OpenDP lives here alone. Its additive samplers are exact since 0.14.2; `make_laplace_threshold` is not used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from opendp import combinators, domains, measurements, metrics, mod

Counts = NDArray[np.int64]
Noise = Callable[[Counts, float], Counts]
"""Noisy values for exact ones and an ε; what `add` is, and what an audit may put in its place."""

# Not by its prelude, which imports every extra that is installed.
mod.enable_features("contrib")
_INPUT = domains.vector_domain(domains.atom_domain(T="i64")), metrics.l1_distance(T="i64")


@cache
def _measurement(epsilon: float) -> Any:  # noqa: ANN401  OpenDP carries no types
    # A hair above 1/ε, so that a sum of OpenDP's outward roundings never passes the budget.
    return measurements.make_laplace(*_INPUT, scale=(1 + 2**-40) / epsilon)


def add(values: Counts, epsilon: float) -> Counts:
    """The values, each plus independent discrete Laplace noise of parameter ε, drawn in one call.

    A vector that changes by 1 in at most one entry when one report comes or goes is thereby ε-private.
    """
    if not len(values):
        return values.copy()
    return np.asarray(_measurement(epsilon)(np.ascontiguousarray(values, dtype=np.int64)), dtype=np.int64)


def cost(epsilons: Iterable[float]) -> float:
    """The ε of drawing one table at each of these budgets, as OpenDP's composition accounts for it."""
    composed: Any = combinators.make_composition([_measurement(epsilon) for epsilon in epsilons])
    return float(composed.map(1))
