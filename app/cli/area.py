"""`flask area`: what releases count in, and the districts that they are summed over."""

from __future__ import annotations

import re
from pathlib import Path

import click
from anyascii import anyascii
from shapely.geometry.base import BaseGeometry

from app import archive, areas, deployment, districts
from app.areas import Change
from app.database import Connection
from app.errors import PlacesError
from app.places import catalogue, formats
from app.site import shelf
from maps import cells, outlines
from maps.disclosure.area import CITY, REST
from maps.errors import AreaError, GeometryError, SourceError
from maps.readers import boundaries

area = click.Group("area", help="The areas served, and districts to sum over.")
FILE = click.Path(path_type=Path)
FIELD = click.option("--name", "field", help="The property that holds a name.")


@area.command("set")
@click.argument("source")
@click.option("--id", "area_id", help="A short name that releases carry for ever; else made of the name.")
@click.option("--feature", help="The feature or boundary to take out of a file with several, by its name.")
@click.option("--radius-km", type=click.FloatRange(0.5, 200), help="How far around a place of the gazetteer.")
@click.option(
    "--coarse",
    type=click.Choice([str(at) for at in sorted(REST, reverse=True)]),
    help="The rest of a country: hexagons of about 36 km² (6) or 250 km² (5), none that touches a city.",
)
@click.option("--check", is_flag=True, help="Only say what would be stored.")
def set_area(
    source: str,
    area_id: str | None,
    feature: str | None,
    radius_km: float | None,
    coarse: str | None,
    check: bool,
) -> None:
    """Set an area from SOURCE: a GeoJSON file, an imported OSM extract, or a place's NAME with --radius-km.

    Draw it tightly around where people are: empty cells are published too, and cost accuracy. Give several
    areas one by one; they share no cell. With --coarse it is the rest of a country: what other areas hold is
    left out, and reports there are kept at its big hexagons. A city set later takes the hexagons it touches
    out of the rest. An area changes only while no bulletin of a map period is out.
    """
    here = deployment.current()
    try:
        with here.database.owner.connect() as connection:
            name, outline = find_outline(connection, source, feature, radius_km)
            made = areas.make(area_id or slug(name), outline, int(coarse) if coarse else CITY)
            if check:
                change = areas.weigh(made, archive.load_areas(connection))
            else:
                change = areas.change(
                    connection, made, name, outline, str(here.config.time_zone), here.local_now().date()
                )
    except (GeometryError, AreaError, PlacesError, SourceError, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from error
    if not check:
        shelf.announce(here.config.instance)
    tell(change, name, outlines.area_km2(outline))


def tell(change: Change, name: str, km2: float) -> None:
    """Say what was set, on the first line; then what a rest leaves to other areas, and which made room."""
    made = change.area
    click.echo(f"{made.id}\t{name}\t{len(made.cells)} cells\t{km2:.0f} km²\t{made.sha256}")
    if change.left_out:
        size = sum(cells.area_km2(cell) for cell in change.left_out)
        click.echo(
            f"{len(change.left_out)} hexagons (about {size:.0f} km²) touch another area and were left out;"
            " what lies in them and in no other area counts as elsewhere"
        )
    for one in change.shrunk:
        click.echo(f"the area {one.id} gave way: {len(one.cells)} cells are left of it")


@area.command("list")
def list_areas() -> None:
    """Every area: id, name, what it is, cells, first day, hash as in the releases."""
    with deployment.owner_connection() as connection:
        for area_id, name, *others in connection.execute(
            "SELECT id, name, cells, since, digest FROM area ORDER BY id"
        ):
            inside, since, digest = others
            row = (area_id, name, say_kind(cells.resolution(inside[0])), len(inside), since, digest)
            click.echo("\t".join(str(value) for value in row))


@area.command("show")
@click.argument("area_id", metavar="ID")
def show_area(area_id: str) -> None:
    """What is known of an area, a line each; where its reports are kept."""
    with deployment.owner_connection() as connection:
        row = connection.execute(
            "SELECT name, cells, sparse, time_zone, since, digest FROM area WHERE id = %s", (area_id,)
        ).fetchone()
    if row is None:
        raise click.ClickException("there is no such area: flask area list")
    name, inside, sparse, time_zone, since, digest = row
    at = cells.resolution(inside[0])
    kept = "r9, in sparse cells r8" if at == CITY else f"r{at}, nothing finer"
    lines = {
        "id": area_id,
        "name": name,
        "is": say_kind(at),
        "cells": f"{len(inside)}, {sum(cells.area_km2(cell) for cell in inside):.0f} km²",
        "sparse": len(sparse),
        "reports are kept at": kept,
        "time zone": time_zone,
        "since": since,
        "sha256": digest,
    }
    for key, value in lines.items():
        click.echo(f"{key}\t{value}")


def say_kind(resolution: int) -> str:
    """What an area of cells of this resolution is."""
    return "city, r7" if resolution == CITY else f"rest, r{resolution}"


@area.command("districts")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--level", default="district", show_default=True, help="What they are: ward, district, beat.")
@FIELD
def set_districts(file: Path, level: str, field: str | None) -> None:
    """Take the districts of a level from a GeoJSON FILE of polygons: maps are summed over them.

    The sums are post-processing of what is published anyway, each with the noise of its sum.
    """
    try:
        found = districts.read(file.read_text("utf-8"), level, field)
    except (GeometryError, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from error
    with deployment.owner_connection() as connection:
        number = districts.store(connection, level, found)
    shelf.announce(deployment.current().config.instance)
    click.echo(f"{number} districts of the level {level!r}")


def find_outline(
    connection: Connection, source: str, feature: str | None, radius_km: float | None
) -> tuple[str, BaseGeometry]:
    """The name and the outline that SOURCE and the options speak of.

    Raises:
        GeometryError: there is none, or several.
        PlacesError: the extract was not imported.
        SourceError: the extract is broken.
        UnicodeDecodeError: the file is neither an extract nor text.
    """
    path = Path(source)
    if not path.is_file():
        return find_around(connection, source, radius_km)
    if path.name.lower().endswith(formats.get("osm").endings):
        return find_boundary(connection, path, feature)
    return outlines.pick(outlines.read(path.read_text("utf-8")), feature)


def find_boundary(connection: Connection, extract: Path, name: str | None) -> tuple[str, BaseGeometry]:
    """The widest boundary of this name in an imported extract.

    Raises:
        GeometryError: no name was given, or no whole boundary has it.
        PlacesError: the extract was not imported, so that nobody would be credited.
        SourceError: it can't be read.
    """
    if name is None:
        raise GeometryError("an extract has many boundaries: say which with --feature")
    catalogue.find_credit(connection, extract)
    found = boundaries.find(extract, name)
    if not found:
        raise GeometryError(f"no boundary called {name!r} is in the extract as a whole")
    return name, found[0]


def find_around(connection: Connection, name: str, radius_km: float | None) -> tuple[str, BaseGeometry]:
    """A circle around the best-known place of this name.

    Raises:
        GeometryError: there is none, or no radius was given.
    """
    row = connection.execute(
        "SELECT name, ST_X(centre), ST_Y(centre) FROM place WHERE lower(name) = lower(%s)"
        " ORDER BY importance DESC, id LIMIT 1",
        (name,),
    ).fetchone()
    if row is None:
        raise GeometryError(f"{name!r} is neither a file nor a place of the gazetteer")
    if radius_km is None:
        raise GeometryError(
            "the gazetteer has points, not boundaries: give --radius-km, or a GeoJSON file, or the"
            " extract it was imported from with --feature"
        )
    found, lon, lat = row
    return str(found), outlines.circle(lon, lat, radius_km)


def slug(name: str) -> str:
    """A name in small Latin letters, digits and hyphens.

    Raises:
        AreaError: nothing is left of it.
    """
    plain = re.sub(r"[^a-z0-9]+", "-", anyascii(name).lower()).strip("-")
    if not plain:
        raise AreaError("the area needs a short name in Latin letters: give --id")
    return plain
