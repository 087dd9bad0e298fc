"""A release's published counts as an OGC GeoPackage 1.3, the format that QGIS and its kin open first."""

from __future__ import annotations

import sqlite3
import struct

import shapely

from maps import cells, export
from maps.render.view import View

TABLE = "published_counts"

_SRS = 4326
_SQL_TYPES = {str: "TEXT", int: "INTEGER", float: "REAL"}

_SCHEMA = """
PRAGMA application_id = 1196444487;
PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"""
"""OGC 12-128r18, annex C; the application id reads "GPKG"."""

_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],'
    'UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]'
)
_SYSTEMS = (
    ("Undefined Cartesian", -1, "NONE", -1, "undefined", "undefined Cartesian coordinates"),
    ("Undefined geographic", 0, "NONE", 0, "undefined", "undefined geographic coordinates"),
    ("WGS 84", _SRS, "EPSG", 4326, _WGS84, "longitude, latitude in degrees"),
)
"""The three reference systems that every GeoPackage must name."""


def write(view: View) -> bytes:
    """The rows of `export.rows` as one layer of polygons, a whole file in memory; same view, same bytes."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    try:
        database.executescript(_SCHEMA)
        database.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", _SYSTEMS)
        database.execute("BEGIN")
        _insert(database, view)
        database.execute("COMMIT")
        database.execute("VACUUM")
        return database.serialize()
    finally:
        database.close()


def _insert(database: sqlite3.Connection, view: View) -> None:
    written = list(export.rows(view))
    types = {"resolution": int, "low": int, "high": int} | dict.fromkeys(
        ("lon", "lat", "area_km2", "estimate", "noise_sd"), float
    )
    columns = ", ".join(f"{field} {_SQL_TYPES[types.get(field, str)]}" for field in export.FIELDS)
    database.execute(f"CREATE TABLE {TABLE} (fid INTEGER PRIMARY KEY, geom POLYGON, {columns})")
    marks = ", ".join("?" * (len(export.FIELDS) + 1))
    database.executemany(
        f"INSERT INTO {TABLE} (geom, {', '.join(export.FIELDS)}) VALUES ({marks})",  # noqa: S608  # no outside text
        ([_blob(row.count.cell), *(row.values[field] for field in export.FIELDS)] for row in written),
    )
    bounds = cells.union(row.count.cell for row in written).bounds if written else (None,) * 4
    # The date a release was published is in its file; here the period's end stands, so that bytes repeat.
    changed = f"{view.period_to.isoformat()}T00:00:00.000Z"
    identifier = f"{view.place} {view.release}"
    description = f"Differentially private counts, epsilon {view.epsilon:g}; noise_sd is in reports"
    database.execute(
        "INSERT INTO gpkg_contents VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?, ?)",
        (TABLE, identifier, description, changed, *bounds, _SRS),
    )
    database.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POLYGON', ?, 0, 0)", (TABLE, _SRS)
    )


def _blob(cell: str) -> bytes:
    """The cell in GeoPackage's binary form: header with envelope (x first), then little-endian WKB."""
    shape = cells.polygon(cell)
    west, south, east, north = shape.bounds
    header = struct.pack("<2sBBi4d", b"GP", 0, 0b00000011, _SRS, west, east, south, north)
    return header + shapely.to_wkb(shape, byte_order=1, output_dimension=2)
