"""Release files: a stranger with the file and the public key finds whatever was changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import h3
import pytest

from maps.disclosure import area, count, draw
from maps.errors import LedgerError
from maps.ledger import canonical, chain, erratum, release, seal, verify

CENTRE = h3.latlng_to_cell(30.05, 31.24, 7)
CITY = area.Area("city", tuple(sorted(h3.grid_disk(CENTRE, 2))))
SEED = seal.SigningSeed(bytes(range(32)))
KEY = seal.public_key(SEED)
COUNTS = count.tally([(h3.cell_to_center_child(CENTRE, 9), False, "touching", "night", 2_500)])
JANUARY = release.Period(date(2026, 1, 1), date(2026, 3, 31), "quarter")
SHOWN = date(2026, 4, 20)

Entry = dict[str, Any]


@pytest.fixture(scope="module")
def bulletin() -> bytes:
    return release.issue(draw.draw_bulletin(COUNTS, (CITY,)), JANUARY, SHOWN, None, SEED)


@pytest.fixture(scope="module")
def city_map(bulletin: bytes) -> bytes:
    first = canonical.load(bulletin)
    period = release.Period(JANUARY.first, JANUARY.last, "volume")
    drawn = draw.draw_map(COUNTS, (CITY,), chain.published_total(first))
    return release.issue(drawn, period, SHOWN, first["sha256"], SEED)


def resealed(entry: Entry) -> bytes:
    """The entry as a publisher with the key, but without scruples, would hand it out."""
    return release.finish({key: entry[key] for key in entry if key not in canonical.SEALS}, SEED)


def places(text: bytes) -> list[str]:
    return [finding.where for finding in verify.verify(text, KEY)]


def test_a_release_as_published_has_nothing_wrong(bulletin: bytes, city_map: bytes) -> None:
    assert verify.verify(bulletin, KEY) == []
    assert verify.verify(city_map, KEY, canonical.load(bulletin)["sha256"]) == []
    assert chain.verify_chain([bulletin, city_map], KEY) == []


def test_a_changed_count_is_named_by_table_and_line(city_map: bytes) -> None:
    entry = canonical.load(city_map)
    leaf = next(table for table in entry["tables"] if table["name"] == "leaf")
    leaf["counts"][11][0] += 5

    found = places(canonical.dump(entry) + b"\n")

    assert found == ["sha256", f"tables.leaf line 12 ({leaf['rows'][11]})"]


def test_of_several_changed_lines_none_is_named_for_certain_that_only_lies_where_they_cross(
    city_map: bytes,
) -> None:
    entry = canonical.load(city_map)
    leaf = next(table for table in entry["tables"] if table["name"] == "leaf")
    side = len(leaf["checks"]["down"])
    for at in (0, side + 1):
        leaf["counts"][at][0] += 5

    found = verify.verify(canonical.dump(entry) + b"\n", KEY)

    named = {one.where.split()[2]: one.what for one in found if one.where.startswith("tables.leaf")}
    assert named == dict.fromkeys(("1", "2", str(side + 1), str(side + 2)), verify.MAYBE_CHANGED)


def set_at(*path: str | int, to: object) -> Callable[[Entry], None]:
    def change(entry: Entry) -> None:
        inner: Any = entry
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = to

    return change


def drop(*path: str | int) -> Callable[[Entry], None]:
    def change(entry: Entry) -> None:
        inner: Any = entry
        for step in path[:-1]:
            inner = inner[step]
        del inner[path[-1]]

    return change


CHANGES = {
    "an unknown field": (set_at("reports", to=2_500), "reports"),
    "a field in a table": (set_at("tables", 0, "seed", to=7), "tables[0].seed"),
    "a missing field": (drop("unit"), "unit"),
    "a fraction as a count": (set_at("tables", 2, "counts", 0, 0, to=1.5), "tables[2].counts[0][0]"),
    "a boolean as a count": (set_at("tables", 2, "counts", 0, 0, to=True), "tables[2].counts[0][0]"),
    "a count no reader can hold": (set_at("tables", 2, "counts", 0, 0, to=2**60), "tables[2].counts[0][0]"),
    "a period that never ends": (set_at("period", "to", to="9999-12-31"), "period.to"),
    "a period from long ago": (set_at("period", "from", to="0001-01-01"), "period.from"),
    "a publication at the end of days": (set_at("published", to="9999-12-31"), "published"),
    "a finer date": (set_at("published", to="2026-04-20T10:00"), "published"),
    "a date too early": (set_at("published", to="2026-04-10"), "published"),
    "a period that ends within a month": (set_at("period", "to", to="2026-03-30"), "period.to"),
    "another rule": (set_at("period", "closed_by", to="whim"), "period.closed_by"),
    "a smaller epsilon of a table": (set_at("tables", 3, "epsilon", to=0.4), "tables.leaf.epsilon"),
    "a smaller epsilon of the release": (set_at("epsilon", "release", to=0.7), "epsilon.release"),
    "a smaller epsilon of a life": (set_at("epsilon", "life", to=0.9), "epsilon.life"),
    "a smaller noise": (set_at("tables", 3, "noise_sd", to=1), "tables.leaf.noise_sd"),
    "another profile": (set_at("mechanism", "profile", to="wide"), "mechanism.profile"),
    "another leaf rule": (set_at("leaf_rule", "r8_at", to=3), "leaf_rule"),
    "another area hash": (set_at("areas", 0, "sha256", to="0" * 64), "areas[0].sha256"),
    "a table left out": (drop("tables", 1), "tables"),
    "a line left out": (drop("tables", 3, "counts", 0), "tables.leaf.counts"),
    "other columns": (set_at("tables", 0, "columns", 0, to="all"), "tables.r6_group.columns"),
    "a leaf moved": (set_at("tables", 3, "rows", 4, to="872a1072bffffff"), "tables.leaf.rows[4]"),
    "a cell of no grid": (set_at("areas", 0, "cells", 0, to="here"), "areas"),
    "a cell with a sign": (set_at("areas", 0, "cells", 0, to="-1"), "areas"),
    "a digest of a line": (set_at("tables", 3, "checks", "down", 0, to="00000000"), "tables.leaf.checks"),
    "a digest left out": (drop("tables", 3, "checks", "down", 0), "tables.leaf.checks"),
    "a library with biased samplers": (
        set_at("mechanism", "library", to="OpenDP 0.13.0"),
        "mechanism.library",
    ),
    "no library": (set_at("mechanism", "library", to="homemade"), "mechanism.library"),
    "another neighbour": (set_at("neighbours", to="change one report"), "neighbours"),
}


@pytest.mark.parametrize(("change", "where"), CHANGES.values(), ids=CHANGES.keys())
def test_what_even_the_publisher_may_not_change_is_found(
    city_map: bytes, change: Callable[[Entry], None], where: str
) -> None:
    entry = canonical.load(city_map)
    change(entry)

    assert where in places(resealed(entry))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b'{"schema":"hexrelease/1","kind":"map"}',
        b'{"schema":1,"schema":1}',
        b'{"schema":NaN}',
        b"[" * 100_000,
        b'{"schema":"\\ud800"}',
        b'{"schema":' + b"9" * 5_000 + b"}",
    ],
    ids=[
        "empty",
        "cut",
        "list",
        "null",
        "bytes",
        "bare",
        "twice",
        "nan",
        "deep",
        "half a character",
        "long number",
    ],
)
def test_a_file_that_is_no_release_gives_a_finding_and_no_crash(text: bytes) -> None:
    assert verify.verify(text, KEY)


def test_a_partition_that_the_counts_do_not_give_is_found(city_map: bytes) -> None:
    entry = canonical.load(city_map)
    stage1 = next(table for table in entry["tables"] if table["name"] == "r7")
    stage1["counts"] = [[2_000] for _ in stage1["counts"]]

    assert any(where.startswith("tables.leaf.rows[") for where in places(resealed(entry)))


def test_another_signature_or_link_is_found(bulletin: bytes) -> None:
    other = seal.public_key(seal.SigningSeed(bytes(32)))

    assert [finding.where for finding in verify.verify(bulletin, other)] == ["signature"]
    assert [finding.where for finding in verify.verify(bulletin, KEY, "0" * 64)] == ["previous"]


def test_spaces_or_order_in_the_file_are_found(bulletin: bytes) -> None:
    assert places(json.dumps(canonical.load(bulletin)).encode()) == ["file"]


def test_a_second_release_of_one_period_is_found_in_the_chain(bulletin: bytes, city_map: bytes) -> None:
    before = canonical.load(city_map)["sha256"]
    again = release.issue(draw.draw_bulletin(COUNTS, (CITY,)), JANUARY, SHOWN, before, SEED)

    found = chain.verify_chain([bulletin, city_map, again], KEY)

    assert f"entry 3 ({canonical.load(again)['id']}), period.from" in [finding.where for finding in found]


def test_a_chain_with_an_entry_left_out_is_found(bulletin: bytes, city_map: bytes) -> None:
    found = [finding.where for finding in chain.verify_chain([city_map], KEY)]

    stands = f"entry 1 ({canonical.load(city_map)['id']})"
    assert found == [f"{stands}, previous", f"{stands}, period"]


def test_an_erratum_stands_in_the_chain_and_speaks_of_a_release_in_it(
    bulletin: bytes, city_map: bytes
) -> None:
    about = canonical.load(city_map)
    note = erratum.issue(
        about, "flooded by one campaign", SHOWN, about["sha256"], SEED, cells=[CENTRE], withdraw=False
    )
    unknown = {**about, "id": "map-2020-01-01-2020-12-31"}
    stray = erratum.issue(unknown, "of nothing here", SHOWN, about["sha256"], SEED, withdraw=True)

    assert chain.verify_chain([bulletin, city_map, note], KEY) == []
    found = [one.where for one in chain.verify_chain([bulletin, city_map, stray], KEY)]
    assert found == [f"entry 3 ({canonical.load(stray)['id']}), release"]


def test_errata_of_one_day_and_reason_have_ids_of_their_own_by_cells(city_map: bytes) -> None:
    about = canonical.load(city_map)
    other = canonical.load(city_map)["tables"][2]["rows"][0]

    notes = [
        canonical.load(
            erratum.issue(about, "flooded", SHOWN, about["sha256"], SEED, cells=marked, withdraw=not marked)
        )
        for marked in ([CENTRE], [other], [CENTRE, other], [])
    ]

    assert len({note["id"] for note in notes}) == len(notes)
    assert not erratum.is_same(notes[0], notes[1])


def test_an_erratum_whose_id_was_made_without_its_cells_stays_valid(bulletin: bytes, city_map: bytes) -> None:
    about = canonical.load(city_map)
    fresh = erratum.issue(about, "flooded", SHOWN, about["sha256"], SEED, cells=[CENTRE])
    older = canonical.load(fresh) | {"id": "erratum-2026-04-20-1d2c3b4a"}

    assert chain.verify_chain([bulletin, city_map, resealed(older)], KEY) == []
    assert erratum.is_same(older, canonical.load(fresh))


def test_a_release_under_a_hundred_has_totals_only_and_verifies() -> None:
    few = count.tally([])
    drawn = draw.draw_map(few, (CITY,), 40)
    period = release.Period(date(2026, 1, 1), date(2026, 12, 31), "year")

    text = release.issue(drawn, period, date(2027, 1, 18), None, SEED)

    assert drawn.tables == ()
    assert verify.verify(text, KEY) == []


def test_canonical_json_has_one_form_for_one_value() -> None:
    assert canonical.dump({"b": 1.0, "a": [0.5, "ي"]}) == '{"a":[0.5,"ي"],"b":1}'.encode()


def test_a_value_without_a_form_is_refused() -> None:
    with pytest.raises(LedgerError):
        canonical.dump({"a": float("nan")})


def test_a_seed_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(LedgerError):
        seal.sign("hexrelease/1", "0" * 64, seal.SigningSeed(b"short"))


def test_half_a_character_in_a_name_gives_a_finding_and_no_crash(bulletin: bytes) -> None:
    assert verify.verify(bulletin.replace(b'"unit":"one', b'"unit":"\\ud800one'), KEY)
