"""Numbers that pages and files tell beside the map: trends, hot spots and their course, districts, volume."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from app import publication
from app.archive import Stored
from app.publication import Edition
from maps.disclosure import budget, display, district, hexindex, period
from maps.disclosure.area import ELSEWHERE
from maps.disclosure.district import Sum
from maps.hotspots import course, trend
from maps.hotspots.course import Course
from maps.hotspots.spot import HOT, Spot
from maps.hotspots.trend import Trend
from maps.render import layers, rows
from maps.render.rows import Row
from maps.render.view import Count, Label, State


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One change between two bulletins: of what ("all", "category:words", "part:night"), from and to when."""

    key: str
    before: Stored
    after: Stored
    trend: Trend


@dataclass(frozen=True, slots=True)
class SpotRow:
    """A hot or cold cell: its numbers, how it has fared over the maps, and where it is."""

    spot: Spot
    course: str
    row: Row


@dataclass(frozen=True, slots=True)
class Figure:
    """A published number as it may be shown: rounded range, state, noise."""

    key: str
    low: int
    high: int
    state: str
    noise_sd: float


def published(stored: Stored) -> period.Published:
    """A bulletin's days and the noisy total of its areas, "elsewhere" left out."""
    total = publication.tables(stored)["total"]
    inside = sum(count for name, count in zip(total.rows, total.counts, strict=True) if name != ELSEWHERE)
    return period.Published(stored.first, stored.last, inside)


def trend_rows(edition: Edition, until: date) -> list[TrendRow]:
    """How the last bulletin up to a day compares with the one before, and with the one of a year earlier."""
    told = [stored for stored in publication.bulletins(edition) if stored.last <= until]
    if len(told) < 2:
        return []
    after = told[-1]
    year_ago = [one for one in told[:-2] if one.last == _year_before(after.last)]
    return [row for before in (told[-2], *year_ago) for row in _compare(before, after)]


def _year_before(day: date) -> date:
    return period.month_end(day.replace(year=day.year - 1, day=1))


def _compare(before: Stored, after: Stored) -> Iterator[TrendRow]:
    one, other = published(before), published(after)
    areas = max(len(publication.tables(stored)["total"].rows) - 1 for stored in (before, after))
    yield TrendRow("all", before, after, trend.compare(one, other, areas))
    was, now = _group_parts(before), _group_parts(after)
    if was and now:
        for column, keys, draws in (("category", budget.GROUPS, 4), ("part", budget.PARTS, 5)):
            for key in keys:
                before_sum, after_sum = (_sum(table, column, key) for table in (was, now))
                entries = draws * len(publication.tables(after)["group_part"].rows)
                change = trend.compare_cells(one, other, before_sum, after_sum, entries)
                yield TrendRow(f"{column}:{key}", before, after, change)


def _group_parts(stored: Stored) -> Mapping[str, int]:
    """The sums over areas by "group:part"; empty where the bulletin has totals only."""
    table = publication.tables(stored).get("group_part")
    if table is None:
        return {}
    return dict(zip(table.columns, table.array().sum(axis=0).tolist(), strict=True))


def _sum(counts: Mapping[str, int], column: str, key: str) -> int:
    at = 0 if column == "category" else 1
    return sum(number for name, number in counts.items() if name.split(":")[at] == key)


def spot_rows(edition: Edition, stored: Stored, labels: Sequence[Label] = ()) -> list[SpotRow]:
    """The hot and cold cells of a map, hot first, with their course; places named by `labels`."""
    courses = _courses(edition, stored)
    best: dict[str, Spot] = {}
    for one in sorted(publication.shown_spots(edition, stored), key=lambda one: (one.q, one.reach)):
        best.setdefault(one.cell, one)
    ordered = sorted(best.values(), key=lambda one: (one.kind != HOT, one.resolution, one.q, one.cell))
    written = _describe([one.cell for one in ordered], labels or edition.names.labels)
    return [SpotRow(one, str(courses.get(one.cell, "")), written[one.cell]) for one in ordered]


def fading(edition: Edition, stored: Stored, labels: Sequence[Label] = ()) -> list[Row]:
    """Cells that were hot in the map before and are not any more; `labels` as above."""
    marked = edition.marked(stored.id)
    gone = sorted(
        cell
        for cell, one in _courses(edition, stored).items()
        # Of a cell that is marked now nothing can be told, not even that it cooled.
        if one is course.Course.FADING and not publication.is_marked(cell, marked)
    )
    return list(_describe(gone, labels or edition.names.labels).values())


def _courses(edition: Edition, stored: Stored) -> Mapping[str, Course]:
    """How hot cells have fared up to a map; maps of totals alone tested none and are passed over."""
    if not edition.is_placed(stored):
        return {}
    until = [one for one in edition.placed if one.last <= stored.last]
    return course.follow([publication.shown_spots(edition, one) for one in until])


def _describe(found: Sequence[str], labels: Sequence[Label]) -> dict[str, Row]:
    """Cells as table rows: where they are, in words."""
    counts = tuple(Count(cell, 0.0, 0, 0, State.UNSURE, 0.0) for cell in found)
    layer = layers.Layer("spots", counts, dict.fromkeys(found, 0.0), ())
    by_cell = {row.cell: row for row in rows.of(layer, labels)}
    return {cell: by_cell[cell] for cell in found}


def district_sums(edition: Edition, stored: Stored) -> list[tuple[str, list[Sum]]]:
    """Every level of districts with its sums, worst first; what lies outside the release is left out.

    What errata mark is in no sum: the measured share says that something is missing.
    """
    fitted = publication.fit(stored)
    if fitted is None:
        return []
    marked = edition.marked(stored.id)
    rest = publication.rest(stored)
    leaves = hexindex.write(np.concatenate([fitted.leaves, rest.cells])) if marked else ()
    without = [leaf for leaf in leaves if publication.is_marked(leaf, marked)]
    names = {(one.level, one.id): one.name for one in edition.districts}
    levels = sorted({one.level for one in edition.districts})
    found = []
    for level in levels:
        inside = {one.id: one.cells for one in edition.districts if one.level == level}
        sums = [one for one in district.sums(fitted, inside, without, rest) if one.measured > 0]
        named = [
            Sum(names[level, one.district], *(getattr(one, field) for field in Sum.__slots__[1:]))
            for one in sums
        ]
        found.append((level, sorted(named, key=lambda one: -one.estimate)))
    return found


def totals(stored: Stored) -> list[Figure]:
    """A bulletin's totals by area and elsewhere."""
    table = publication.tables(stored)["total"]
    return [
        _figure(name, count, table.noise_sd) for name, count in zip(table.rows, table.counts, strict=True)
    ]


def by_group(stored: Stored) -> Mapping[str, list[Figure]]:
    """A bulletin's counts over all areas: group to parts of day; empty where it has totals only."""
    counts = _group_parts(stored)
    table = publication.tables(stored).get("group_part")
    if table is None:
        return {}
    sd = table.noise_sd * math.sqrt(len(table.rows))
    return {
        group: [_figure(part, counts[f"{group}:{part}"], sd) for part in budget.PARTS]
        for group in budget.GROUPS
    }


def _figure(key: str, count: int, sd: float) -> Figure:
    low, high = display.rounded_range(count, display.quantile(display.MISCOVERAGE) * sd)
    return Figure(key, low, high, display.state(count, sd), sd)


def volume(edition: Edition) -> Mapping[str, Any]:
    """What the last bulletin published, against what closes a map: noisy totals."""
    told = publication.bulletins(edition)
    return {
        "closes_at": period.MAP_CLOSES_AT,
        "months": period.MAP_MONTHS,
        "totals_only_below": budget.TOTALS_ONLY_BELOW,
        "newest_bulletin": published(told[-1]).total if told else None,
    }


def odds(epsilon: float, prior: float = 0.1) -> Mapping[str, int]:
    """How sure who thinks there is a chance `prior` that you reported can be afterwards, in percent."""
    grown = prior / (1 - prior) * math.exp(epsilon)
    return {"before": round(100 * prior), "after": math.floor(100 * grown / (1 + grown))}


def expected_noise(edition: Edition, stored: Stored) -> Mapping[str, float] | None:
    """How many hexagons of a map are coloured, and how many would be if there were no report at all."""
    fitted = publication.fit(stored)
    if fitted is None:
        return None
    shown = publication.to_view(edition, stored).counts
    found = {one.cell for one in publication.shown_spots(edition, stored)}
    return {
        "coloured": sum(count.state is not State.UNSURE for count in shown),
        "clear": sum(count.state is State.CLEAR for count in shown),
        "noise": display.expected_noise(fitted, publication.rest(stored)),
        "spots": len(found),
        "false_spots": len(found) * 0.05,
        "rest": len(publication.rest(stored).cells),
        "leaf_sd": publication.tables(stored)["leaf"].noise_sd,
    }


def release_row(edition: Edition, stored: Stored) -> Mapping[str, Any]:
    """One line of the list of releases."""
    entry = stored.entry
    about = entry["release"] if stored.kind == publication.ERRATUM else None
    return {
        "stored": stored,
        "about": about,
        "reason": entry.get("reason", ""),
        "has_cells": stored.kind == "map" and publication.fit(stored) is not None,
        "is_withdrawn": edition.is_withdrawn(stored.id),
    }
