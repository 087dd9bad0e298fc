"""H3 cells as positions on a plane lattice, so that a browser draws them without an H3 library.

H3 lays each resolution as a regular hexagon lattice on the gnomonic plane of an icosahedron face (h3geo.org,
"Coordinate systems used by the H3 core library"). A gnomonic plane is a linear image of the sphere's vectors:
the direction of lattice point (i, j) is frame · (i, j, 1) for one 3 × 3 matrix a face and resolution, and the
corners of a cell are thirds of lattice steps. So nine numbers and one step a cell replace h3-js (65 kB).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import h3
import numpy as np
from numpy.typing import NDArray

from maps import cells

Floats = NDArray[np.float64]

_SAMPLE = 160
"""Cells a frame is fitted to: spread over the patch, many more than the 4 that eight unknowns need."""
_TOLERANCE = 1e-9
"""How far, in radians (6 mm), a cell may lie from its lattice point; else its own corners are sent."""


@dataclass(frozen=True, slots=True)
class Patch:
    """Cells of one resolution on one face: `order` lists them row by row from `origin` (i0, j0).

    `frame` is the 3 × 3 matrix, row by row; `steps` are the gaps between the cells' numbers, which are
    (j - j0) * width + i - i0.
    """

    resolution: int
    frame: tuple[float, ...]
    origin: tuple[int, int]
    width: int
    steps: tuple[int, ...]
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """The patches, and the cells that lie on no lattice (across a face's edge, pentagons)."""

    patches: tuple[Patch, ...]
    loose: tuple[str, ...]

    @property
    def order(self) -> list[str]:
        """All cells in the order in which a browser unpacks them."""
        return [cell for patch in self.patches for cell in patch.order] + list(self.loose)


def pack(indexes: Iterable[str]) -> Packed:
    """The cells as patches; the same set gives the same patches whatever its order."""
    groups: dict[tuple[int, int], list[str]] = defaultdict(list)
    loose: list[str] = []
    for cell in sorted(set(indexes)):
        faces = h3.get_icosahedron_faces(cell)
        if len(faces) == 1 and not h3.is_pentagon(cell):
            groups[cells.resolution(cell), faces[0]].append(cell)
        else:
            loose.append(cell)
    patches: list[Patch] = []
    for key in sorted(groups):
        patch, rest = _lay(groups[key])
        patches.extend([patch] if patch else [])
        loose.extend(rest)
    return Packed(tuple(patches), tuple(sorted(loose)))


def frames(indexes: Iterable[str], at: int) -> tuple[tuple[float, ...], ...]:
    """One frame for each icosahedron face that the cells lie on, of the finer lattice `at` within them.

    With it a browser finds the lattice point, and so the cell, that holds a position.
    """
    groups: dict[int, list[str]] = defaultdict(list)
    for cell in sorted(set(indexes)):
        inner = cells.snap(*cells.centre(cell), at)
        groups[h3.get_icosahedron_faces(inner)[0]].append(inner)
    fitted = (_fit(groups[face]) for face in sorted(groups))
    return tuple(tuple(float(value) for value in frame.ravel()) for frame in fitted if frame is not None)


def _lay(group: Sequence[str]) -> tuple[Patch | None, list[str]]:
    """The group's patch, and those of its cells that do not fit."""
    vectors = _vectors(group)
    frame = _fit(group)
    if frame is None:
        return None, list(group)
    near = vectors @ np.linalg.inv(frame).T
    ij = np.rint(near[:, :2] / near[:, 2:])
    there = np.column_stack([ij, np.ones(len(ij))]) @ frame.T
    there /= np.linalg.norm(there, axis=1)[:, None]
    fits = np.abs(there - vectors).max(axis=1) < _TOLERANCE
    if not fits.any():
        return None, list(group)
    i, j = ij[fits].astype(int).T
    kept = [cell for cell, fit in zip(group, fits, strict=True) if fit]
    rest = [cell for cell, fit in zip(group, fits, strict=True) if not fit]
    return _number(kept, i, j, frame), rest


def _number(kept: list[str], i: NDArray[np.int_], j: NDArray[np.int_], frame: Floats) -> Patch:
    """The patch of cells at these lattice points."""
    i0, j0 = int(i.min()), int(j.min())
    width = int(i.max()) - i0 + 1
    numbers = (j - j0) * width + (i - i0)
    sequence = np.argsort(numbers)
    steps = np.diff(numbers[sequence], prepend=0)
    return Patch(
        resolution=cells.resolution(kept[0]),
        frame=tuple(float(value) for value in frame.ravel()),
        origin=(i0, j0),
        width=width,
        steps=tuple(int(step) for step in steps),
        order=tuple(kept[place] for place in sequence),
    )


def _fit(group: Sequence[str]) -> Floats | None:
    """The frame of the group's face and resolution (direct linear transform); None beside a pentagon."""
    seed = group[len(group) // 2]
    spread = group[:: max(1, len(group) // _SAMPLE)]
    points, known = [], []
    for cell in dict.fromkeys([*cells.ring(seed, 2), *spread]):
        if h3.get_icosahedron_faces(cell) != h3.get_icosahedron_faces(seed):
            continue
        try:
            points.append(h3.cell_to_local_ij(seed, cell))
        except h3.H3BaseException:  # too far from the seed, or a pentagon between
            continue
        known.append(cell)
    if len(known) < 6:
        return None
    ij = np.asarray(points, dtype=float)
    middle, size = ij.mean(axis=0), max(1.0, float(np.ptp(ij)))
    plane = np.column_stack([(ij - middle) / size, np.ones(len(ij))])
    unscale = np.array([[1 / size, 0, -middle[0] / size], [0, 1 / size, -middle[1] / size], [0, 0, 1]])
    frame: Floats = _solve(plane, _vectors(known)) @ unscale
    # The null vector has no sign: the frame must point to the cells, not to the other side of the globe.
    outward = float(np.sum((np.column_stack([ij, np.ones(len(ij))]) @ frame.T) * _vectors(known)))
    return frame if outward > 0 else -frame


def _solve(plane: Floats, vectors: Floats) -> Floats:
    """The matrix that maps each plane point to a multiple of its vector: the null vector of v × (M p) = 0."""
    x, y, z = (column[:, None] for column in vectors.T)
    none = np.zeros_like(plane)
    system = np.vstack(
        [
            np.hstack([none, -z * plane, y * plane]),
            np.hstack([z * plane, none, -x * plane]),
            np.hstack([-y * plane, x * plane, none]),
        ]
    )
    solution: Floats = np.linalg.svd(system, full_matrices=False)[2][-1]
    return solution.reshape(3, 3)


def _vectors(indexes: Sequence[str]) -> Floats:
    """The cells' centres as unit vectors, one a row."""
    lon, lat = np.radians(np.array([cells.centre(cell) for cell in indexes])).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def corners(patch: Patch, i: int, j: int) -> list[tuple[float, float]]:
    """The corners, lon, lat, of the cell at lattice point (i, j), as a browser computes them."""
    frame = np.asarray(patch.frame).reshape(3, 3)
    ring = []
    for di, dj in CORNERS:
        x, y, z = (float(value) for value in frame @ (i + di / 3, j + dj / 3, 1))
        ring.append((math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))))
    return ring


CORNERS = ((2, 1), (1, 2), (-1, 1), (-2, -1), (-1, -2), (1, -1))
"""A cell's corners, in thirds of a lattice step (i, j), counter-clockwise."""
