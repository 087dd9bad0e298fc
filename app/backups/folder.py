"""The folder of backups: their names, and which of them have been kept as long as was said."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

NAME = re.compile(r"safelight-(\d{4}-\d{2}-\d{2})(?:-\d+)?\.backup")


def choose_path(folder: Path, today: date) -> Path:
    """A free name for a backup of this day."""
    path = folder / f"safelight-{today}.backup"
    number = 1
    while path.exists():
        number += 1
        path = folder / f"safelight-{today}-{number}.backup"
    return path


def find_day(path: Path) -> date | None:
    """The day a backup was made on, by its name; None where the file is no backup."""
    matched = NAME.fullmatch(path.name)
    return date.fromisoformat(matched[1]) if matched else None


def find_all(folder: Path) -> list[tuple[date, Path]]:
    """The backups in a folder by day, oldest first; empty where there is no folder."""
    found = [(find_day(path), path) for path in folder.glob("*.backup")]
    return sorted((day, path) for day, path in found if day is not None)


def is_expired(day: date, today: date, keep_days: int) -> bool:
    """Whether a backup of this day has been kept as long as was said."""
    return (today - day).days >= keep_days


def find_expired(folder: Path, today: date, keep_days: int) -> list[Path]:
    """The backups that have to go."""
    return [path for day, path in find_all(folder) if is_expired(day, today, keep_days)]
