"""A release's published counts as files that other programs read: GeoJSON, CSV, HXL, KML.

Every row states its noise. Coordinates are lon, lat (WGS 84). All are the same bytes for the same view.
GeoPackage is in `maps.geopackage`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias
from xml.sax.saxutils import escape

from maps import cells
from maps.render.view import Count, State, View

Value: TypeAlias = str | int | float

STATES: Mapping[State, str] = {
    State.UNSURE: "cannot tell",
    State.PROBABLE: "probable",
    State.CLEAR: "clear",
}

HXL: Mapping[str, str] = {
    "release": "#meta+release",
    "place": "#loc+name",
    "period_from": "#date+start",
    "period_to": "#date+end",
    "breakdown": "#indicator+breakdown",
    "breakdown_key": "#indicator+breakdown+key",
    "cell": "#loc+code+h3",
    "resolution": "#loc+h3+resolution",
    "lon": "#geo+lon",
    "lat": "#geo+lat",
    "area_km2": "#geo+area+km2",
    "estimate": "#affected+estimate+num",
    "low": "#affected+num+min",
    "high": "#affected+num+max",
    "state": "#status",
    "noise_sd": "#indicator+noise+sd",
}
"""Fields of a row, in the order of every export, and their tags in the Humanitarian Exchange Language 1.1."""

FIELDS = tuple(HXL)

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet may take for a formula (OWASP, "CSV Injection"), full-width forms included."""

_KML_FILL = {State.UNSURE: "40a0a0a0", State.PROBABLE: "805aa1f5", State.CLEAR: "b31f33bc"}
"""KML colours are aabbggrr."""


@dataclass(frozen=True, slots=True)
class Row:
    """One published count with where and when it stands; `column` is "all", "category" or "part"."""

    column: str
    key: str
    count: Count
    values: Mapping[str, Value]


def rows(view: View) -> Iterator[Row]:
    """Every published count of the view, all reports first, then each category group and part of day."""
    tables = [("all", "all", view.counts), *((part.column, part.key, part.counts) for part in view.slices)]
    for column, key, counts in tables:
        for count in counts:
            yield Row(column, key, count, _values(view, column, key, count))


def _values(view: View, column: str, key: str, count: Count) -> dict[str, Value]:
    lon, lat = cells.centre(count.cell)
    return {
        "release": view.release,
        "place": view.place,
        "period_from": view.period_from.isoformat(),
        "period_to": view.period_to.isoformat(),
        "breakdown": column,
        "breakdown_key": key,
        "cell": count.cell,
        "resolution": count.resolution,
        "lon": round(lon, 6),
        "lat": round(lat, 6),
        "area_km2": round(cells.area_km2(count.cell), 4),
        "estimate": round(count.estimate, 1),
        "low": count.low,
        "high": count.high,
        "state": STATES[count.state],
        "noise_sd": round(count.noise_sd, 2),
    }


def to_csv(view: View, *, bom: bool = False) -> str:
    """The rows as comma-separated values (RFC 4180) with a header; `bom` makes Excel read UTF-8."""
    return ("\ufeff" if bom else "") + _write_csv([FIELDS], view)


def to_hxl(view: View, *, bom: bool = False) -> str:
    """As `to_csv`, with the row of HXL tags under the header."""
    return ("\ufeff" if bom else "") + _write_csv([FIELDS, tuple(HXL.values())], view)


def _write_csv(heads: Iterable[tuple[str, ...]], view: View) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows(heads)
    writer.writerows([guard(row.values[field]) for field in FIELDS] for row in rows(view))
    return text.getvalue()


def guard(value: Value) -> Value:
    """The value as a spreadsheet may show it: text never becomes a formula, numbers stay numbers."""
    if isinstance(value, str) and value.lstrip(" \u00a0\ufeff").startswith(_FORMULA):
        return "'" + value
    return value


def to_geojson(view: View) -> str:
    """The rows as a GeoJSON FeatureCollection (RFC 7946) of hexagons."""
    features = [
        {
            "type": "Feature",
            "id": f"{row.column}:{row.key}:{row.count.cell}",
            "properties": dict(row.values),
            "geometry": {"type": "Polygon", "coordinates": [_ring(row.count.cell)]},
        }
        for row in rows(view)
    ]
    collection = {
        "type": "FeatureCollection",
        "name": view.release,
        "epsilon": view.epsilon,
        "features": features,
    }
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"))


def _ring(cell: str) -> list[tuple[float, float]]:
    """The cell's corners, lon, lat, closed; six decimals are a hand's breadth."""
    corners = [(round(lon, 6), round(lat, 6)) for lon, lat in cells.boundary(cell)]
    return [*corners, corners[0]]


def to_kml(view: View) -> str:
    """The rows as KML 2.3, a folder for all reports and for each category group and part of day."""
    folders: dict[str, list[str]] = {}
    for row in rows(view):
        name = "all" if row.column == "all" else f"{row.column}: {row.key}"
        folders.setdefault(name, []).append(_placemark(row))
    styles = "".join(
        f'<Style id="{state.name.lower()}"><LineStyle><color>80ffffff</color><width>1</width></LineStyle>'
        f"<PolyStyle><color>{colour}</color></PolyStyle></Style>"
        for state, colour in _KML_FILL.items()
    )
    body = "".join(
        f"<Folder><name>{escape(name)}</name><visibility>{int(name == 'all')}</visibility>"
        f"{''.join(marks)}</Folder>"
        for name, marks in folders.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<name>{_xml(view.place)} {_xml(view.release)}</name>"
        f"<TimeSpan><begin>{view.period_from}</begin><end>{view.period_to}</end></TimeSpan>"
        f"{styles}{body}</Document></kml>\n"
    )


def _placemark(row: Row) -> str:
    points = " ".join(f"{lon},{lat}" for lon, lat in _ring(row.count.cell))
    data = "".join(
        f'<Data name="{field}"><value>{_xml(str(value))}</value></Data>'
        for field, value in row.values.items()
    )
    return (
        f"<Placemark><name>{row.count.low}–{row.count.high}</name>"
        f"<styleUrl>#{row.count.state.name.lower()}</styleUrl><ExtendedData>{data}</ExtendedData>"
        f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{points}</coordinates></LinearRing>"
        "</outerBoundaryIs></Polygon></Placemark>"
    )


def _xml(text: str) -> str:
    """The text for XML 1.0, which has no place for most control characters."""
    return escape("".join(char for char in text if char >= " " or char in "\t\n"))
