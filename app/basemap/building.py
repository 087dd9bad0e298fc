"""An imported extract becomes the file of tiles."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.basemap import file
from app.database import Connection
from app.deployment import Deployment
from app.errors import PlacesError
from app.places import importing
from maps.basemap import archive, shapes


@dataclass(frozen=True, slots=True)
class Built:
    """What a build gave: tiles, and the size of their file in bytes."""

    tiles: int
    size: int


def build(here: Deployment, connection: Connection, extract: Path, source: str | None = None) -> Built:
    """Turn an extract into the file, in place of the one before, which stays if it fails.

    Raises:
        PlacesError: the extract is not the one that was imported, so nobody knows whom to credit.
        maps.errors.SourceError: the extract can't be read or has nothing to draw.
    """
    credit = _find_credit(connection, extract, source)
    drawn = shapes.read(extract, here.config.languages)
    path = here.config.instance / file.NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    return Built(archive.write(path, drawn, credit), path.stat().st_size)


def _find_credit(connection: Connection, extract: Path, source: str | None) -> str:
    """What the extract's licence asks to show: pages show it for as long as the source is imported."""
    found = connection.execute(
        "SELECT attribution FROM place_source WHERE checksum = %s AND name = coalesce(%s, name)",
        (importing.survey(extract)[0], source),
    ).fetchone()
    if found is None:
        raise PlacesError(
            f"{extract.name} is not an imported source as it is: flask places import it first, so that its"
            " credit is shown"
        )
    return str(found[0])
