"""Exact counts -> the noisy integers of one bulletin or one map, each table drawn once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from maps.disclosure import budget, count, hexindex, noise, partition
from maps.disclosure.area import (
    ELSEWHERE,
    Area,
    coarse_cells,
    fine_cells,
    ordered,
    route,
)
from maps.disclosure.count import Counts
from maps.disclosure.noise import Noise
from maps.disclosure.table import GROUP_PARTS, ONE, Drawn, Integers, Table, leaves_for


def draw_bulletin(counts: Counts, areas: Sequence[Area], add: Noise = noise.add) -> Drawn:
    """The bulletin of a period: the areas' totals and "elsewhere"; from 100 on also by group and part of day.

    Drawing twice for one period spends twice: the caller stores what this gives before anyone sees it.
    """
    areas = ordered(areas)
    ids = tuple(area.id for area in areas)
    home = route(counts.cells, counts.imprecise, areas)
    everywhere = np.where(home < 0, len(ids), home)
    exact = count.histogram(everywhere, counts.by_place(), len(ids) + 1)
    total = _table("total", budget.BULLETIN, (*ids, ELSEWHERE), ONE, exact, add)
    tables = [total]
    # Read from the published total, so that the choice tells nothing more than the total does (P6).
    if sum(total.counts[: len(ids)]) >= budget.TOTALS_ONLY_BELOW:
        pairs = count.cross(counts.groups, counts.parts, budget.PARTS)
        exact = _crossed(counts, home, pairs, len(ids), GROUP_PARTS)
        tables.append(_table("group_part", budget.BULLETIN, ids, GROUP_PARTS, exact, add))
    return Drawn("bulletin", "standard", areas, None, tuple(tables))


def draw_map(counts: Counts, areas: Sequence[Area], published_total: int, add: Noise = noise.add) -> Drawn:
    """The map of a period whose bulletins published `published_total` reports; no tables if under 100."""
    areas = ordered(areas)
    profile = budget.profile_for(published_total)
    if published_total < budget.TOTALS_ONLY_BELOW:
        return Drawn("map", profile, areas, published_total, ())
    epsilons = budget.MAP[profile]
    rows6, rows7 = coarse_cells(areas), fine_cells(areas)
    names6, names7 = hexindex.write(rows6), hexindex.write(rows7)
    at6, at7 = _coarse_places(counts, areas, rows6), _fine_places(counts, rows7)
    by_group = _crossed(counts, at6, counts.groups, len(rows6), budget.GROUPS)
    by_part = _crossed(counts, at6, counts.parts, len(rows6), budget.PARTS)
    in_cells = count.histogram(at7, counts.by_place(), len(rows7))
    tables = [
        _table("r6_group", epsilons, names6, budget.GROUPS, by_group, add),
        _table("r6_part", epsilons, names6, budget.PARTS, by_part, add),
        stage1 := _table("r7", epsilons, names7, ONE, in_cells, add),
    ]
    if "r7_group" in epsilons:
        by_group = _crossed(counts, at7, counts.groups, len(rows7), budget.GROUPS)
        tables.append(_table("r7_group", epsilons, names7, budget.GROUPS, by_group, add))
    leaves = leaves_for(stage1, areas, partition.rule(epsilons["leaf"]))
    in_leaves = count.histogram(_leaf_places(counts, at7, leaves), counts.by_place(), len(leaves))
    tables.append(_table("leaf", epsilons, hexindex.write(leaves), ONE, in_leaves, add))
    return Drawn("map", profile, areas, published_total, tuple(tables))


def _table(
    name: str,
    epsilons: Mapping[str, float],
    rows: tuple[str, ...],
    columns: tuple[str, ...],
    exact: Integers,
    add: Noise,
) -> Table:
    """The table as published: the exact counts go no further than this call."""
    return Table(name, epsilons[name], rows, columns, tuple(add(exact, epsilons[name]).tolist()))


def _crossed(
    counts: Counts, places: Integers, column: Integers, rows: int, columns: Sequence[str]
) -> Integers:
    """The exact table of rows (by place) × columns (by report)."""
    return count.histogram(
        count.cross(places[counts.at], column, columns), counts.numbers, rows * len(columns)
    )


def _fine_places(counts: Counts, rows: hexindex.Cells) -> Integers:
    """The r7 row of each precise place in a city, else -1."""
    at = hexindex.find(hexindex.parent(counts.cells, 7), rows)
    return np.where(counts.imprecise, -1, at)


def _coarse_places(counts: Counts, areas: Sequence[Area], rows: hexindex.Cells) -> Integers:
    """The r6 (or, in the rest, r5) row of each place that belongs to an area and is that precise."""
    resolutions = hexindex.resolution(counts.cells)
    inside = route(counts.cells, counts.imprecise, areas) >= 0
    at = np.full(len(counts.cells), -1, dtype=np.int64)
    for level in (6, 5):
        found = hexindex.find(hexindex.parent(counts.cells, level), rows)
        at = np.where((at < 0) & inside & (resolutions >= level), found, at)
    return at


def _leaf_places(counts: Counts, at7: Integers, leaves: hexindex.Cells) -> Integers:
    """The leaf of each precise place: its ancestor or, if it is kept coarser than that, its centre child."""
    at = np.full(len(counts.cells), -1, dtype=np.int64)
    for level in (7, 8, 9):
        found = hexindex.find(hexindex.centre_child(counts.cells, level), leaves)
        at = np.where((at7 >= 0) & (at < 0), found, at)
    return at
