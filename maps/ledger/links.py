"""What files of one publisher prove beside one another, in whatever order: forks, and what is not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import Any

from maps.ledger.shape import Finding

Entry = Mapping[str, Any]


def forks(entries: Mapping[str, Entry]) -> Iterator[Finding]:
    """The pairs that no one chain holds, by name: two draws of the same days, two followers of one entry.

    Such a pair is proof by itself, whatever else is missing: a report counted in both spent its ε twice (P6).
    """
    for (name, one), (other_name, other) in combinations(entries.items(), 2):
        if _share_days(one, other):
            yield Finding(other_name, f"is a second {one['kind']} for days that {name} has drawn already")
        elif one["previous"] == other["previous"]:
            place = "is first" if one["previous"] is None else "follows the same entry"
            yield Finding(other_name, f"{place} in the chain, and so does {name}: these are two chains")


def gaps(entries: Mapping[str, Entry]) -> Iterator[Finding]:
    """The entries, by name, whose entry before is not here: empty for a whole chain up to some day."""
    here: set[str | None] = {None, *(entry["sha256"] for entry in entries.values())}
    for name, entry in entries.items():
        if entry["previous"] not in here:
            yield Finding(name, f"follows an entry that is not here: {entry['previous']}")


def in_order(entries: Mapping[str, Entry]) -> list[str]:
    """The names from the first on, each after the one it follows; without forks and gaps, all of them."""
    after = {entry["previous"]: name for name, entry in entries.items()}
    ordered: list[str] = []
    before: str | None = None
    while before in after:
        ordered.append(after.pop(before))
        before = entries[ordered[-1]]["sha256"]
    return ordered


def _share_days(one: Entry, other: Entry) -> bool:
    """Whether two releases of a kind count the same day; errata have neither kind nor days."""
    if "kind" not in one or one["kind"] != other.get("kind"):
        return False
    (first, last), (other_first, other_last) = (
        (date.fromisoformat(entry["period"]["from"]), date.fromisoformat(entry["period"]["to"]))
        for entry in (one, other)
    )
    return first <= other_last and other_first <= last
