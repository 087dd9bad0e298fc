"""Files of other platforms as rows: only planned columns are picked, so no row ever holds a sender (P1)."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.importing import columns
from app.importing.columns import Plan

csv.field_size_limit(1 << 20)
DAY_FORMATS = (
    "%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %b %Y", "%b %d %Y",
    "%B %d %Y", "%d %B %Y", "%m/%d/%y", "%d/%m/%y",
)  # fmt: skip
TIME_FORMATS = ("%H:%M:%S", "%H:%M", "%I:%M %p", "%I:%M%p", "%I %p")
PARTS = ((5, "night"), (12, "morning"), (17, "afternoon"), (22, "evening"), (24, "night"))
"""Hour before which a part of day ends, and its name."""

DEFAULT_SHARE = 0.03
DEFAULT_AT_LEAST = 10
"""A point with so many of a file's rows is its map's default pin, not a place (5 to 8 % in real exports)."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one row says; `repr` shows none of it. `lon`, `lat` in degrees, None where they are not given."""

    number: int
    source_id: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    category: str = field(default="", repr=False)
    place: str = field(default="", repr=False)
    day: date | None = field(default=None, repr=False)
    part: str | None = None
    lon: float | None = field(default=None, repr=False)
    lat: float | None = field(default=None, repr=False)
    is_default_point: bool = False


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that says nothing that can be kept, and why."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """A file opened for reading: its plan, and its rows whenever they are asked for."""

    plan: Plan
    lines: tuple[tuple[str, ...], ...] = field(repr=False)

    def rows(self, *, is_day_first: bool = False) -> Iterator[Row | Unreadable]:
        """Every row in the file's order; default pins are marked."""
        read = [
            _read(number, line, self.plan, is_day_first) for number, line in enumerate(self.lines, start=1)
        ]
        points = Counter((row.lon, row.lat) for row in read if isinstance(row, Row) and row.lon is not None)
        enough = max(DEFAULT_AT_LEAST, DEFAULT_SHARE * points.total())
        defaults = {point for point, uses in points.items() if uses >= enough}
        for row in read:
            is_default = isinstance(row, Row) and (row.lon, row.lat) in defaults
            yield _mark_default(row) if is_default and isinstance(row, Row) else row


def open_file(path: Path, mapping: Mapping[str, str] | None = None) -> Source:
    """A CSV or GeoJSON file. ValueError where it is neither."""
    return open_text(path.read_text("utf-8-sig", errors="replace"), mapping)


def open_text(text: str, mapping: Mapping[str, str] | None = None) -> Source:
    """The text of a CSV or GeoJSON file. ValueError where it is neither."""
    text = text.lstrip("\ufeff")
    header, lines = _features(text) if text.lstrip().startswith("{") else _table(text)
    planned = columns.plan(header, mapping)
    if not {"text", "title", "place", "category"} & set(planned.positions):
        raise ValueError("no column says what happened or where: name one with --column text=NAME")
    wanted = sorted(planned.positions.values())
    # Only the wanted positions leave the parser's buffer; an identity is never part of what is kept on.
    picked = tuple(tuple(line[at] if at < len(line) else "" for at in wanted) for line in lines)
    moved = {name: wanted.index(at) for name, at in planned.positions.items()}
    return Source(Plan(moved, planned.identity, planned.unused), picked)


def _table(text: str) -> tuple[list[str], Iterable[list[str]]]:
    first = text.splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = next(rows, [])
    return header, rows


def _features(text: str) -> tuple[list[str], list[list[str]]]:
    try:
        features = json.loads(text)["features"]
        names = sorted({name for feature in features for name in feature["properties"] or {}})
        lines = [
            [*_point(feature), *(_say((feature["properties"] or {}).get(n)) for n in names)]
            for feature in features
        ]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise ValueError("the file is neither CSV nor GeoJSON") from None
    return ["longitude", "latitude", *names], lines


def _point(feature: Mapping[str, Any]) -> list[str]:
    geometry = feature.get("geometry") or {}
    point = geometry.get("coordinates") if geometry.get("type") == "Point" else None
    return [str(point[0]), str(point[1])] if point else ["", ""]


def _say(value: object) -> str:
    return "" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _read(number: int, line: tuple[str, ...], plan: Plan, is_day_first: bool) -> Row | Unreadable:
    told = {name: line[at].strip() for name, at in plan.positions.items()}
    text = ". ".join(filter(None, (told.get("title"), told.get("text"))))
    if not text and not told.get("place") and not told.get("category"):
        return Unreadable(number, "it says neither what happened nor where")
    day, part = _when(told.get("day", ""), told.get("time", ""), is_day_first)
    if told.get("day") and day is None:
        return Unreadable(number, "its date cannot be read")
    lon, lat = read_degrees(told.get("lon", ""), 180), read_degrees(told.get("lat", ""), 90)
    if lon is None or lat is None or (lon, lat) == (0.0, 0.0):
        lon = lat = None
    return Row(
        number,
        told.get("source_id", ""),
        text,
        told.get("category", ""),
        told.get("place", ""),
        day,
        part,
        lon,
        lat,
    )


def _when(day: str, time: str, is_day_first: bool) -> tuple[date | None, str | None]:
    """The day, and the part of day where an hour is given; midnight sharp is a date without an hour."""
    plain = day.replace("T", " ").partition(".")[0] if day[:4].isdigit() else day  # ISO 8601
    words = plain.replace(",", " ").split()
    # Python's sort is stable: day first moves those formats ahead and leaves the rest in order.
    formats = sorted(DAY_FORMATS, key=lambda one: is_day_first and not one.startswith("%d"))
    for size in (1, 3):
        for one in formats:
            try:
                found = datetime.strptime(" ".join(words[:size]), one).date()
            except ValueError:
                continue
            return found, _part(time or " ".join(words[size:]))
    return None, _part(time)


def _part(time: str) -> str | None:
    time = time.split("+")[0].rstrip("Z").strip().upper()
    for one in TIME_FORMATS:
        try:
            clock = datetime.strptime(time, one)
        except ValueError:
            continue
        if (clock.hour, clock.minute) == (0, 0):
            return None
        return next(name for end, name in PARTS if clock.hour < end)
    return time.casefold() if time.casefold() in {name for _, name in PARTS} else None


def read_degrees(text: str, limit: int) -> float | None:
    """The degrees, within plus and minus the limit, or None."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if -limit <= value <= limit else None


def _mark_default(row: Row) -> Row:
    return replace(row, is_default_point=True)
