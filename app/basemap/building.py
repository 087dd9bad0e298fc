"""An imported extract becomes the file of tiles."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.basemap import file
from app.database import Connection
from app.deployment import Deployment
from app.places import catalogue
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
    credit = catalogue.find_credit(connection, extract, source)
    drawn = shapes.read(extract, here.config.languages)
    path = here.config.instance / file.NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    return Built(archive.write(path, drawn, credit), path.stat().st_size)
