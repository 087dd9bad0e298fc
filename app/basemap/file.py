"""Where the file of tiles is."""

from __future__ import annotations

from pathlib import Path

from app.deployment import Deployment

NAME = "basemap.pmtiles"


def find(here: Deployment) -> Path | None:
    """The file; None where none was built."""
    path = here.config.instance / NAME
    return path if path.is_file() else None


def find_version(here: Deployment) -> str:
    """A name for what the file holds, which changes with every build; empty where there is none."""
    path = find(here)
    return "" if path is None else f"{path.stat().st_mtime_ns:x}"
