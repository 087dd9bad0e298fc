"""What rows a release must have: from its areas, and for the leaves from its own published partition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from maps.disclosure import hexindex, partition
from maps.disclosure.area import ELSEWHERE, Area, coarse_cells, fine_cells, ordered
from maps.disclosure.budget import MAP
from maps.disclosure.table import Table, leaves_for
from maps.errors import AreaError
from maps.ledger import release
from maps.ledger.shape import Finding

Entry = dict[str, Any]


def domains(entry: Entry) -> Iterator[Finding]:
    """The rows of every table against the areas, and the leaves against the published partition."""
    tables = {table.name: table for table in release.tables(entry)}
    if entry["kind"] == "bulletin":
        yield from _bulletin(entry, tables)
        return
    try:
        listed = [Area(area["id"], tuple(area["cells"]), tuple(area["sparse"])) for area in entry["areas"]]
        areas = ordered(listed)
    except AreaError as error:
        yield Finding("areas", str(error))
        return
    yield from _areas(entry, listed, areas)
    yield from _map(tables, areas, entry["mechanism"]["profile"])


def _bulletin(entry: Entry, tables: dict[str, Table]) -> Iterator[Finding]:
    ids = [area["id"] for area in entry["areas"]]
    if ids != sorted(set(ids)):
        yield Finding("areas", "must be sorted by id, each once")
    for name, rows in (("total", [*ids, ELSEWHERE]), ("group_part", ids)):
        if name in tables:
            yield from _rows(name, tables[name].rows, rows)


def _areas(entry: Entry, listed: Sequence[Area], areas: Sequence[Area]) -> Iterator[Finding]:
    if tuple(listed) != tuple(areas):
        yield Finding("areas", "must be sorted by id")
    for at, area in enumerate(listed):
        if entry["areas"][at]["sha256"] != area.sha256:
            yield Finding(f"areas[{at}].sha256", "is not the hash of this area's cells")
    if entry["leaf_rule"] != release.leaf_rule(entry["mechanism"]["profile"]):
        yield Finding("leaf_rule", "is not the mechanism's for this profile")


def _map(tables: dict[str, Table], areas: Sequence[Area], profile: str) -> Iterator[Finding]:
    rows6, rows7 = (hexindex.write(cells) for cells in (coarse_cells(areas), fine_cells(areas)))
    due = {"r6_group": rows6, "r6_part": rows6, "r7": rows7, "r7_group": rows7}
    wrong = [one for name in due if name in tables for one in _rows(name, tables[name].rows, due[name])]
    yield from wrong
    if not wrong and "leaf" in tables:
        derived = leaves_for(tables["r7"], areas, partition.rule(MAP[profile]["leaf"]))
        yield from _rows("leaf", tables["leaf"].rows, hexindex.write(derived))


def _rows(name: str, stated: Sequence[str], due: Sequence[str]) -> Iterator[Finding]:
    """The first row that is not what areas and leaf rule give."""
    for at, (one, other) in enumerate(zip_longest(stated, due)):
        if one != other:
            yield Finding(f"tables.{name}.rows[{at}]", f"is {one}, where areas and leaf rule give {other}")
            return
