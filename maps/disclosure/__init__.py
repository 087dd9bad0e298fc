"""Exact counts in, publishable counts out: the only door between reports and the public.

Mechanism `hexrelease/1`: pure ε-differential privacy, neighbours add or remove one report, discrete Laplace
on integers, a two-stage adaptive grid (Qardaji, Yang & Li, ICDE 2013) on the H3 hierarchy. One report costs
at most ε = 1 over its life: 0.20 in one bulletin, 0.80 in one map.

    counts = count.tally(rows)                    rows: (cell, is_imprecise, group, part, n), aggregated
    drawn = draw.draw_bulletin(counts, areas)     areas: tuple of area.Area, disjoint
    drawn = draw.draw_map(counts, areas, published_total)
    text = issue.issue(drawn, ...)                in maps.ledger: the signed, chained file as bytes

Everything after a draw reads published integers only: `estimate` (what a map shows), `period` (when a release
closes), `maps.hotspots`, pages, exports. The file's mapping is described in `maps.ledger`.

May import numpy, OpenDP (`noise` alone) and h3; no clock, no database, never a report.
"""
