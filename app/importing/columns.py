"""Which column of a file means what. Only what is listed here is ever read; identity never is (P1)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

_DATA = tomllib.loads(resources.files("app.importing").joinpath("columns.toml").read_text("utf-8"))
FIELDS: Mapping[str, Sequence[str]] = _DATA["fields"]
"""Field to the names its column has elsewhere, folded."""

IDENTITY = re.compile("|".join(_DATA["identity"].values()), re.IGNORECASE)
"""Column names that speak of who someone is."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which column holds which field, by position; and what is left unread, identity apart from the rest."""

    positions: Mapping[str, int]
    identity: tuple[str, ...]
    unused: tuple[str, ...]


def fold(name: str) -> str:
    """A column's name as it is compared: lower case, words apart, without a group's path."""
    last = re.split(r"[/:]", name.strip())[-1] if "/" in name or ":" in name else name
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", last)
    return re.sub(r"[\W_]+", " ", spaced).strip().casefold() or name.strip()


def plan(header: Sequence[str], mapping: Mapping[str, str] | None = None) -> Plan:
    """What of a file is read. `mapping` gives field to column where the names are not known.

    A column that speaks of identity is never read, whatever it is mapped to.
    """
    identity = tuple(name for name in header if IDENTITY.search(fold(name)))
    wanted: dict[str, Sequence[str]] = {field: (fold(column),) for field, column in (mapping or {}).items()}
    positions: dict[str, int] = {}
    for field, aliases in {**FIELDS, **wanted}.items():
        found = [
            at
            for alias in aliases
            for at, name in enumerate(header)
            if fold(name) == alias and name not in identity
        ]
        if found:
            positions[field] = found[0]
    unused = tuple(
        name for at, name in enumerate(header) if at not in positions.values() and name not in identity
    )
    return Plan(positions, identity, unused)
