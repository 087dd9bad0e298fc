"""Gi* over 100,000 cells beside PySAL's in the same run, neighbours counted in both. Run by `make bench`."""

from __future__ import annotations

import sys
import time
import warnings

import esda
import h3
import numpy as np
from libpysal.graph import Graph

from maps import cells
from maps.disclosure import hexindex
from maps.hotspots import getis, graph
from tests import city

RINGS = 182
"""Around the centre at r9: 3 n (n + 1) + 1 = 99,919 cells."""


def main() -> None:
    """Score the same counts both ways, and print the comparison."""
    names = sorted(h3.grid_disk(cells.snap(*city.CENTRE, 9), RINGS))
    values = np.random.default_rng(1).poisson(3, len(names)).astype(np.float64)
    start = time.perf_counter()
    ours = getis.gi_star(values, graph.of_cells(hexindex.parse(names)))
    middle = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        weights = Graph.build_h3(names).to_W()
        theirs = esda.G_Local(values, weights, star=True, transform="B", permutations=0)
    end = time.perf_counter()
    sys.stdout.write(
        f"Gi* over {len(names):,} cells: {middle - start:.2f} s, PySAL {end - middle:.2f} s,"
        f" largest difference {np.abs(ours - theirs.Zs).max():.1e}\n"
        f"ratio    {(end - middle) / (middle - start):9.1f} x faster\n"
    )


if __name__ == "__main__":
    main()
