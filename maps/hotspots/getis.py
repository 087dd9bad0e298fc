"""The classical Gi* (Getis & Ord 1992; Ord & Getis 1995): on exact counts in the console, never published."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maps.hotspots.graph import Graph

Floats = NDArray[np.float64]


def gi_star(values: Floats, graph: Graph, noise_variance: Floats | None = None) -> Floats:
    """The z-score of each thing: its own and its neighbours' values against the mean of all.

    Equal to PySAL's `esda.G_Local(star=True)` with binary weights. With the variance of known noise in each
    value, what that noise adds to the spread is counted where it falls instead of as spread of the values;
    at zero noise both are one. Zero everywhere if all values are equal.
    """
    size = len(values)
    squared = graph.copy()
    squared.data = graph.data**2
    noise = np.zeros(size) if noise_variance is None else noise_variance
    mean = float(values.mean())
    spread = max(float((values**2).mean()) - mean**2 - float(noise.mean()), 0.0)
    # Each thing is its own neighbour too, with weight one.
    total = graph @ np.ones(size) + 1
    squares = squared @ np.ones(size) + 1
    between = np.maximum(size * squares - total**2, 0.0) / max(size - 1, 1)
    variance = spread * between + squared @ noise + noise
    score = np.zeros(size)
    np.divide(graph @ values + values - total * mean, np.sqrt(variance), out=score, where=variance > 0)
    return score
