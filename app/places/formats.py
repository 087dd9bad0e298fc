"""The kinds of files places come in, and which reader takes which."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.errors import PlacesError
from maps.readers import table
from maps.readers.row import Items


@dataclass(frozen=True, slots=True)
class Format:
    """A reader, and the licence and credit its source usually has."""

    read: Callable[[Path], Items]
    endings: tuple[str, ...]
    licence: str = "unknown"
    attribution: str = ""


FORMATS: Mapping[str, Format] = {
    "csv": Format(table.read, (".csv", ".tsv")),
}
"""Every format, by the name `--format` takes; endings are tried in this order."""


def get(name: str) -> Format:
    """The format of this name."""
    return FORMATS[name]


def guess(file: Path) -> str:
    """The format that a file's name speaks of.

    Raises:
        PlacesError: none; `--format` must say.
    """
    for name, known in FORMATS.items():
        if file.name.lower().endswith(known.endings):
            return name
    raise PlacesError(f"can't tell the format of {file.name}: say --format {'|'.join(sorted(FORMATS))}")
