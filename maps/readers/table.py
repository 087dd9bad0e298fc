"""Places of a CSV or TSV file with a head line, GTFS stops among them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from maps.errors import SourceError
from maps.gazetteer.place import KINDS
from maps.readers import kinds, row, text
from maps.readers.row import Items, LeftOut, PlaceRow

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "title", "stop_name"),
    "lon": ("lon", "lng", "long", "longitude", "x", "stop_lon"),
    "lat": ("lat", "latitude", "y", "stop_lat"),
    "ref": ("ref", "id", "osm_id", "source_ref", "stop_id"),
    "kind": ("kind", "type"),
    "names": ("names", "other_names", "alternatenames", "alt_names", "other names"),
    "importance": ("importance",),
    "population": ("population",),
    "tag": ("tag",),
    "value": ("value",),
}
"""Our columns and how files call them; languages come as name_ar, name:ar."""
NEEDED = ("name", "lon", "lat")
LONGEST_FIELD = 1 << 20
"""Characters of one field; the csv module refuses longer ones, and so a quote that never closes."""

STOP = kinds.Rank("stop", 0.35)

_LANGUAGE = re.compile(r"name[_:]([A-Za-z]{2,3}(?:[-_][A-Za-z]+)?)")
_SEVERAL = re.compile(r"[;|]")


def read(path: Path) -> Items:
    """The places of the table, comma, semicolon or tab between columns; without a kind they are landmarks.

    Raises:
        SourceError: it is not UTF-8, a needed column is missing, or a line can't be cut into columns.
    """
    with text.opened(path) as file:
        for number, record in records(file):
            yield place(number, record, _rank(record))


def read_stops(path: Path) -> Items:
    """The stops of a GTFS feed: its zip, or its stops.txt alone.

    Raises:
        SourceError: as `read`.
    """
    with text.opened(path, "stops.txt") as file:
        for number, record in records(file):
            yield place(number, record, STOP)


def records(file: TextIO, needed: Sequence[str] = NEEDED) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and fields under our column names; languages as `name:xx`.

    Raises:
        SourceError: a needed column is missing, or a line can't be cut into columns.
    """
    csv.field_size_limit(LONGEST_FIELD)
    head = file.readline(LONGEST_FIELD)
    delimiter = max("\t;,", key=head.count)
    columns = _columns(next(csv.reader([head], delimiter=delimiter), []), needed)
    reader = csv.reader(file, delimiter=delimiter)
    last = 1
    try:
        for fields in reader:
            last = reader.line_num + 1
            if fields:
                yield last, dict(zip(columns, fields, strict=False))
    except csv.Error as broken:
        # The row it began with: a quote that never closes is noticed a million characters on.
        raise SourceError(f"line {last + 1} can't be read as a table: {broken}") from broken


def _columns(head: list[str], needed: Sequence[str]) -> list[str]:
    ours = {theirs: column for column, names in COLUMNS.items() for theirs in names}
    columns = []
    for title in (field.strip().lower() for field in head):
        language = _LANGUAGE.fullmatch(title)
        columns.append(f"name:{language[1]}" if language else ours.get(title, title))
    missing = [column for column in needed if column not in columns]
    if missing:
        raise SourceError(f"line 1 has no column {', '.join(missing)}; it has: {', '.join(head)[:200]}")
    return columns


def place(number: int, record: Mapping[str, str], rank: kinds.Rank | None) -> row.Item:
    """The place of one record, or why there is none."""
    if rank is None:
        return LeftOut(f"line {number}", f"kind is none of {', '.join(KINDS)}")
    name = row.clean(record.get("name", ""))
    found = PlaceRow(
        ref=record.get("ref") or f"{name}@{record.get('lon')},{record.get('lat')}",
        name=name,
        kind=rank.kind,
        lon=row.number(record.get("lon")),
        lat=row.number(record.get("lat")),
        importance=rank.importance,
        names=row.grouped(_names(record)),
    )
    return row.place_or_reason(f"line {number}", found)


def _rank(record: Mapping[str, str]) -> kinds.Rank | None:
    if record.get("tag"):
        rank = kinds.of_tags({record["tag"]: record.get("value", "")}) or kinds.Rank("landmark", 0.15)
    else:
        kind = (record.get("kind") or "landmark").strip().lower()
        if kind not in KINDS:
            return None
        rank = kinds.Rank(kind, 0.3)
    given = row.number(record.get("importance"))
    if 0 <= given <= 1:
        return kinds.Rank(rank.kind, given)
    return kinds.peopled(rank, row.number(record.get("population")))


def _names(record: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for column, value in record.items():
        if column.startswith("name:") and value:
            yield column[5:].lower(), value
    for value in _SEVERAL.split(record.get("names") or ""):
        yield "", value
