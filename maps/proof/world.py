"""Neighbouring data for the audit: many areas alike, so that one draw through the real code is many runs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

import h3
import numpy as np
from numpy.typing import NDArray

from maps.disclosure import budget, count, draw, hexindex, partition
from maps.disclosure.area import Area
from maps.disclosure.noise import Noise
from maps.disclosure.table import GROUP_PARTS, Drawn

Floats = NDArray[np.float64]

PUBLISHED = 2_500
"""The published total handed to each map: enough for all tables of the standard profile."""

_RULE = partition.rule(budget.MAP["standard"]["leaf"])
_CROWD = (("words", "night", _RULE.r8_at - 5), ("touching", "evening", 4))
"""Reports of every area before the one that comes: in the r7 cell one below the first split; four
of the coming report's group and part, one below the usual k of 5. Its own r8 cell is empty."""

_SIZE = _RULE.r8_at // _RULE.all_at + 1
"""r7 cells of every area, all but one empty: so many that their mean stays below where all are split."""

_COMING = ("touching", "evening")
_ORIGIN = h3.latlng_to_cell(0.0, 20.0, 6)

FEATURES = ("total", "group_part", "r6_group", "r6_part", "r7", "leaf r7", "leaf r8")


@dataclass(frozen=True, slots=True)
class World:
    """As many areas as runs, each some r7 cells of an r6 cell of its own, with and without one more report.

    An area is named by the cell that holds its reports.
    """

    areas: tuple[Area, ...]
    without: count.Counts
    one_more: count.Counts


def build(runs: int) -> World:
    """The world for a number of runs drawn at once."""
    radius = 0
    while 3 * radius * (radius + 1) + 1 < runs:
        radius += 1
    homes = sorted(h3.cell_to_center_child(cell, 7) for cell in h3.grid_disk(_ORIGIN, radius))[:runs]
    areas = tuple(Area(home, _cells(home)) for home in homes)
    crowd: list[count.Row] = []
    coming: list[count.Row] = []
    for home in homes:
        busy, *_, empty = sorted(h3.cell_to_children(home, 9))
        crowd += [(busy, False, group, part, number) for group, part, number in _CROWD]
        coming.append((empty, False, *_COMING, 1))
    return World(areas, count.tally(crowd), count.tally(crowd + coming))


def _cells(home: str) -> tuple[str, ...]:
    others = (cell for cell in h3.cell_to_children(h3.cell_to_parent(home, 6), 7) if cell != home)
    return tuple(sorted([home, *islice(others, _SIZE - 1)]))


def publish(counts: count.Counts, areas: tuple[Area, ...], add: Noise) -> tuple[Drawn, Drawn]:
    """Everything one report's life brings out: its bulletin and its map."""
    return draw.draw_bulletin(counts, areas, add), draw.draw_map(counts, areas, PUBLISHED, add)


def observe(bulletin: Drawn, city_map: Drawn) -> Floats:
    """What an attacker looks at, a line a run: entries the coming report can touch, NaN where none is."""
    tables = {table.name: table for table in (*bulletin.tables, *city_map.tables)}
    group, part = _COMING
    homes = hexindex.parse(area.id for area in city_map.areas)
    at7 = hexindex.find(homes, hexindex.parse(tables["r7"].rows))
    at6 = hexindex.find(hexindex.parent(homes, 6), hexindex.parse(tables["r6_group"].rows))
    leaves = hexindex.parse(tables["leaf"].rows)
    leaf_counts = tables["leaf"].array()[:, 0].astype(np.float64)
    # The coming report is in the last r9 cell, so in the last r8 cell.
    targets = (homes, hexindex.children(homes, 8)[:, -1])
    in_leaves = [hexindex.find(target, leaves) for target in targets]
    columns = [
        tables["total"].array()[:-1, 0],
        tables["group_part"].array()[:, GROUP_PARTS.index(f"{group}:{part}")],
        tables["r6_group"].array()[at6, tables["r6_group"].columns.index(group)],
        tables["r6_part"].array()[at6, tables["r6_part"].columns.index(part)],
        tables["r7"].array()[at7, 0],
        *(np.where(at >= 0, leaf_counts[at], np.nan) for at in in_leaves),
    ]
    return np.column_stack(columns).astype(np.float64)
