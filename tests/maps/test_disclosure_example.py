"""The shape of a release from counts to file, as the page and the wiring see it."""

from __future__ import annotations

from datetime import date

import h3

from maps.disclosure import area, count, draw
from maps.ledger import canonical, release, seal

CENTRE = h3.latlng_to_cell(30.05, 31.24, 7)
CITY = area.Area("city", tuple(sorted(h3.grid_disk(CENTRE, 2))))
SEED = seal.SigningSeed(bytes(range(32)))
ROWS: list[count.Row] = [
    (h3.cell_to_center_child(CENTRE, 9), False, "touching", "night", 300),
    (h3.cell_to_center_child(CENTRE, 8), False, "words", None, 40),
    (h3.cell_to_parent(CENTRE, 6), True, None, "evening", 10),
    (h3.latlng_to_cell(0.0, 0.0, 9), False, "looks", "morning", 3),
]


def test_counts_become_a_bulletin_and_a_map_with_all_their_tables() -> None:
    counts = count.tally(ROWS)
    period = release.Period(date(2026, 1, 1), date(2026, 1, 31), "month")

    bulletin = release.issue(draw.draw_bulletin(counts, (CITY,)), period, date(2026, 2, 16), None, SEED)
    first = canonical.load(bulletin)
    drawn = draw.draw_map(counts, (CITY,), published_total=2_100)
    second = canonical.load(release.issue(drawn, period, date(2026, 2, 16), first["sha256"], SEED))

    assert [table["name"] for table in first["tables"]] == ["total", "group_part"]
    assert [table["name"] for table in second["tables"]] == ["r6_group", "r6_part", "r7", "leaf"]
    assert len(second["tables"][2]["rows"]) == 19
    assert second["previous"] == first["sha256"]
    assert release.tables(second) == drawn.tables
