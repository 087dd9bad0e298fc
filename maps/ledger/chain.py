"""All entries of a publisher, in order: links, periods that tile, one life's ε over all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from maps.disclosure import period
from maps.disclosure.area import ELSEWHERE
from maps.ledger import canonical, erratum, seal
from maps.ledger.shape import Finding
from maps.ledger.verify import verify

Entry = dict[str, Any]


def verify_chain(texts: Sequence[bytes], key: seal.PublicKey) -> list[Finding]:
    """What is wrong with the whole chain, oldest entry first; empty if nothing is.

    A report belongs to one bulletin and one map, since the periods of a kind tile: its ε over a life is the
    sum of the two. A second release of a period is found here, and only here.
    """
    findings = [
        Finding(f"entry {at + 1}, {finding.where}", finding.what)
        for at, text in enumerate(texts)
        for finding in verify(text, key)
    ]
    if findings:
        return findings
    entries = [canonical.load(text) for text in texts]
    checked = (_links, _tiling, _bulletins, _maps, _errata)
    return [
        Finding(f"entry {at + 1} ({entries[at]['id']}), {where}", what)
        for check in checked
        for at, where, what in check(entries)
    ]


def published_total(bulletin: Entry) -> int:
    """The noisy total of a bulletin's areas, "elsewhere" left out: what closes maps."""
    table = next(table for table in bulletin["tables"] if table["name"] == "total")
    return sum(row[0] for name, row in zip(table["rows"], table["counts"], strict=True) if name != ELSEWHERE)


def published(bulletin: Entry) -> period.Published:
    """The bulletin's days and total, as the rules of periods read them."""
    first, last = _days(bulletin)
    return period.Published(first, last, published_total(bulletin))


_Wrong = Iterator[tuple[int, str, str]]


def _days(entry: Entry) -> tuple[date, date]:
    return date.fromisoformat(entry["period"]["from"]), date.fromisoformat(entry["period"]["to"])


def _of_kind(entries: Sequence[Entry], kind: str) -> list[tuple[int, Entry]]:
    return [(at, entry) for at, entry in enumerate(entries) if entry.get("kind") == kind]


def _links(entries: Sequence[Entry]) -> _Wrong:
    before, day = None, date.min
    for at, entry in enumerate(entries):
        if entry["previous"] != before:
            yield at, "previous", "is not the hash of the entry before"
        if date.fromisoformat(entry["published"]) < day:
            yield at, "published", "is earlier than the entry before"
        before, day = entry["sha256"], date.fromisoformat(entry["published"])


def _tiling(entries: Sequence[Entry]) -> _Wrong:
    """Periods of a kind begin where the last of that kind ended: none twice, none left out."""
    for kind in ("bulletin", "map"):
        end = None
        for at, entry in _of_kind(entries, kind):
            first, last = _days(entry)
            if end is not None and first != end + timedelta(days=1):
                yield at, "period.from", f"does not follow the {kind} that ended {end}"
            end = last


def _bulletins(entries: Sequence[Entry]) -> _Wrong:
    """Every bulletin is as long as the published total before it says."""
    before = None
    for at, entry in _of_kind(entries, "bulletin"):
        first, last = _days(entry)
        if (last, entry["period"]["closed_by"]) != period.bulletin_end(first, before):
            yield at, "period", "is not the month or quarter the bulletin before calls for"
        before = published(entry)


def _maps(entries: Sequence[Entry]) -> _Wrong:
    """Every map closes where its bulletins' published totals say, over areas that stood still meanwhile."""
    for at, entry in _of_kind(entries, "map"):
        first, last = _days(entry)
        covered = [one for _, one in _of_kind(entries[:at], "bulletin") if _days(one)[0] >= first]
        stated = period.Closing(first, last, entry["period"]["closed_by"], entry["published_total"])
        tiled = period.map_closing([published(one) for one in covered]) if _tiles(covered) else None
        if tiled != stated:
            yield at, "period", "is not what the bulletins' published totals close"
        hashes = [(area["id"], area["sha256"]) for area in entry["areas"]]
        within = [one for one in covered if _days(one)[1] <= last]
        if any([(area["id"], area["sha256"]) for area in one["areas"]] != hashes for one in within):
            yield at, "areas", "changed within the map's period"


def _tiles(bulletins: Sequence[Entry]) -> bool:
    days = [_days(one) for one in bulletins]
    return all(after[0] == before[1] + timedelta(days=1) for before, after in pairwise(days))


def _errata(entries: Sequence[Entry]) -> _Wrong:
    known: set[tuple[str, str]] = set()
    for at, entry in enumerate(entries):
        if entry["schema"] != erratum.SCHEMA:
            known.add((entry["id"], entry["sha256"]))
        elif (entry["release"], entry["release_sha256"]) not in known:
            yield at, "release", "is no release before it in this chain"
