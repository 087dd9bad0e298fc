"""Places of Who's On First, one JSON object a line, gzipped or not."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from maps.errors import SourceError
from maps.gazetteer.place import distance_m
from maps.readers import kinds, row, text
from maps.readers.row import Items, LeftOut, PlaceRow

LARGEST_M = {"neighbourhood": 4_000.0, "town": 12_000.0, "city": 50_000.0}
"""Width from which an administrative unit is no longer one quarter, town or city: its box's diagonal."""


def read(path: Path) -> Items:
    """The places of the file; counties and the like count as what their extent makes them.

    Raises:
        SourceError: a line is no JSON object; it names the line.
    """
    with text.opened(path) as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield _place(f"line {number}", _parsed(number, line))


def _parsed(number: int, line: str) -> Mapping[str, Any]:
    try:
        found = json.loads(line)
    except ValueError as broken:
        raise SourceError(f"line {number} is no JSON: {broken}") from broken
    if not isinstance(found, dict):
        raise SourceError(f"line {number} is no JSON object")
    return found


def _place(where: str, found: Mapping[str, Any]) -> row.Item:
    rank = kinds.WHOS_ON_FIRST.get(str(found.get("placetype")))
    if rank is None:
        return LeftOut(where, f"place type {str(found.get('placetype'))[:20]} is none we use")
    extent_m = _extent_m(found.get("bbox"))
    rank = kinds.peopled(_by_extent(rank, extent_m), row.number(str(found.get("population"))))
    return row.place_or_reason(
        where,
        PlaceRow(
            ref=str(found.get("id")),
            name=row.clean(str(found.get("name") or "")),
            kind=rank.kind,
            lon=row.number(str(found.get("lon"))),
            lat=row.number(str(found.get("lat"))),
            importance=rank.importance,
            names=row.grouped(_names(found.get("names"))),
        ),
    )


def _by_extent(rank: kinds.Rank, extent_m: float) -> kinds.Rank:
    if rank.kind != "region" or not extent_m > 0:
        return rank
    for kind, largest_m in LARGEST_M.items():
        if extent_m <= largest_m:
            return kinds.Rank(kind, rank.importance)
    return rank


def _extent_m(bbox: object) -> float:
    if not isinstance(bbox, Sequence) or len(bbox) != 4:
        return math.nan
    west, south, east, north = (row.number(str(side)) for side in bbox)
    return distance_m(west, south, east, north)


def _names(names: object) -> Iterator[tuple[str, str]]:
    """Language and name of "ara_x_preferred": [...]; colloquial and variant ones too."""
    if isinstance(names, dict):
        for label, spellings in names.items():
            yield from ((str(label).split("_")[0], str(spelling)) for spelling in spellings or ())
