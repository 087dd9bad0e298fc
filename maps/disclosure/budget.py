"""What each published table costs: the ε table of `hexrelease/1`, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LIFE = 1.0
"""ε of one report over everything ever published: one bulletin and one map (P6)."""

BULLETIN: Mapping[str, float] = MappingProxyType({"total": 0.05, "group_part": 0.15})
"""ε by table of a bulletin; `total` holds the areas and "elsewhere", which no report is both in."""

MAP: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "standard": MappingProxyType({"r6_group": 0.10, "r6_part": 0.05, "r7": 0.05, "leaf": 0.60}),
        "wide": MappingProxyType(
            {"r6_group": 0.10, "r6_part": 0.05, "r7": 0.05, "r7_group": 0.10, "leaf": 0.50}
        ),
    }
)
"""ε by profile and table of a map; `r7` comes before `leaf`, which is split by its published counts.

0.05 for `r7` is enough to tell which cells are busy and how busy an area is; the leaves, by which places
are ranked, get the rest: docs/decisions/leaf-rule.md."""

TOTALS_ONLY_BELOW = 100
"""Published reports under which a release holds totals alone: the noise would be most of any cell."""

WIDE_ABOVE = 20_000
"""Published reports of a map's period above which r7 by category group is worth a fifth of the leaves' ε."""

GROUPS = ("words", "looks", "following", "touching", "other")
"""Category groups; one a report, since a report counted under two would pay twice."""

PARTS = ("morning", "afternoon", "evening", "night")
"""Parts of day, from 5, 12, 17 and 22 o'clock; one a report."""


def profile_for(published_total: int) -> str:
    """The map's profile, chosen by published, noisy totals alone."""
    return "wide" if published_total > WIDE_ABOVE else "standard"


def tables_for(kind: str, profile: str) -> Mapping[str, float]:
    """ε by table of a kind of release ("bulletin" or "map")."""
    return BULLETIN if kind == "bulletin" else MAP[profile]
