"""Drawn tables -> the release's file, and back to tables."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from maps.disclosure import budget, laplace, partition
from maps.disclosure.area import Area
from maps.disclosure.table import Drawn, Table
from maps.ledger import canonical, checks, seal

SCHEMA = "hexrelease/1"
UNIT = "one report"
NEIGHBOURS = "add or remove one report"
NOISE = "discrete Laplace"

Entry = dict[str, Any]
"""A release or erratum as JSON holds it; the fields are described in the package."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days a release covers, both included, and the rule that closed it."""

    first: date
    last: date
    closed_by: str


def issue(
    drawn: Drawn, period: Period, published: date, previous: str | None, seed: seal.SigningSeed
) -> bytes:
    """The finished file of a release: store exactly these bytes.

    `published` is the day it may be shown; `previous` the chain's last sha256, None for the first.
    """
    return finish(compose(drawn, period, published, previous), seed)


def compose(drawn: Drawn, period: Period, published: date, previous: str | None) -> Entry:
    """The release as a mapping, not yet hashed and signed."""
    return {
        "schema": SCHEMA,
        "id": f"{drawn.kind}-{period.first}-{period.last}",
        "kind": drawn.kind,
        "areas": [_area(area, with_cells=drawn.kind == "map") for area in drawn.areas],
        "period": {"from": str(period.first), "to": str(period.last), "closed_by": period.closed_by},
        "published": str(published),
        "published_total": drawn.published_total,
        "unit": UNIT,
        "neighbours": NEIGHBOURS,
        "epsilon": {"release": total_epsilon(drawn.tables), "life": budget.LIFE},
        "mechanism": {"noise": NOISE, "library": laplace.LIBRARY, "profile": drawn.profile},
        "leaf_rule": leaf_rule(drawn.profile) if drawn.kind == "map" else None,
        "tables": [_table(table) for table in drawn.tables],
        "previous": previous,
    }


def finish(entry: Mapping[str, object], seed: seal.SigningSeed) -> bytes:
    """The entry hashed, signed and written out, one line."""
    sha256 = canonical.digest(entry)
    signature = seal.sign(str(entry["schema"]), sha256, seed)
    return canonical.dump({**entry, "sha256": sha256, "signature": signature}) + b"\n"


def tables(entry: Mapping[str, Any]) -> tuple[Table, ...]:
    """The tables of a release's mapping, as they were drawn."""
    return tuple(
        Table(
            name=str(table["name"]),
            epsilon=float(table["epsilon"]),
            rows=tuple(table["rows"]),
            columns=tuple(table["columns"]),
            counts=tuple(number for row in table["counts"] for number in row),
        )
        for table in entry["tables"]
    )


def total_epsilon(drawn: tuple[Table, ...]) -> float:
    """The ε the tables sum to, to the six decimals that budgets have."""
    return round(math.fsum(table.epsilon for table in drawn), 6)


def leaf_rule(profile: str) -> dict[str, int]:
    """The leaf rule as the file states it."""
    rule = partition.rule(budget.MAP[profile]["leaf"])
    return {"r9_at": rule.r9_at, "r8_at": rule.r8_at, "all_at": rule.all_at}


def noise_sd(epsilon: float) -> float:
    """The noise's standard deviation as the file states it, two decimals."""
    return round(laplace.sd(epsilon), 2)


def _area(area: Area, *, with_cells: bool) -> Entry:
    entry: Entry = {"id": area.id, "sha256": area.sha256}
    if with_cells:
        entry |= {"cells": area.cells, "sparse": area.sparse}
    return entry


def _table(table: Table) -> Entry:
    rows = table.array().tolist()
    return {
        "name": table.name,
        "epsilon": table.epsilon,
        "noise_sd": noise_sd(table.epsilon),
        "rows": table.rows,
        "columns": table.columns,
        "counts": rows,
        "checks": checks.digests(table.rows, rows),
    }
