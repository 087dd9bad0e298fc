"""A release or erratum checked from its file alone, without a database: what a journalist runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from maps.disclosure import budget, period
from maps.disclosure.table import GROUP_PARTS, ONE
from maps.errors import LedgerError
from maps.ledger import canonical, checks, erratum, release, seal
from maps.ledger.accounting import accounting
from maps.ledger.domain import domains
from maps.ledger.shape import SHAPES, Finding, differences

Entry = dict[str, Any]

COLUMNS = {
    "total": ONE,
    "group_part": GROUP_PARTS,
    "r6_group": budget.GROUPS,
    "r6_part": budget.PARTS,
    "r7": ONE,
    "r7_group": budget.GROUPS,
    "leaf": ONE,
}
OLDEST_SOUND = (0, 16)
"""Additive samplers of OpenDP were biased before 0.14.2."""

CHANGED = "was changed after publication"
MAYBE_CHANGED = "may have been changed after publication: several lines were, and this is one they cross at"

CLOSED_BY = {"bulletin": ("month", "quarter"), "map": ("volume", "year")}


def verify(text: bytes, key: seal.PublicKey, previous: str | None = None) -> list[Finding]:
    """What is wrong with a file; empty if nothing is.

    `previous` is the sha256 of the entry before it, where the reader has that; None leaves that unchecked.
    Hash, signature, partition, domains and ε are derived anew; a changed line is named by table and row.
    """
    try:
        entry = canonical.load(text)
        known = SHAPES.get(_kind(entry))
        if known is None:
            return [Finding("schema", "is neither a release nor an erratum this program knows")]
        wrong = list(differences(entry, known))
        if wrong:
            return wrong
        is_canonical = canonical.dump(entry) + b"\n" == text
    except LedgerError as error:
        return [Finding("file", str(error))]
    findings = [] if is_canonical else [Finding("file", "is not in canonical form: spaces, order or numbers")]
    findings += _sealed(entry, key, previous)
    return findings + list(_erratum(entry) if entry["schema"] == erratum.SCHEMA else _release(entry))


def _kind(entry: object) -> str:
    if not isinstance(entry, dict):
        return ""
    kinds = {erratum.SCHEMA: "erratum", release.SCHEMA: str(entry.get("kind"))}
    return kinds.get(str(entry.get("schema")), "")


def _sealed(entry: Entry, key: seal.PublicKey, previous: str | None) -> Iterator[Finding]:
    if canonical.digest(entry) != entry["sha256"]:
        yield Finding("sha256", "is not the hash of this content")
    if not seal.is_signed(entry["schema"], entry["sha256"], entry["signature"], key):
        yield Finding("signature", "is not this publisher's over this hash")
    if previous is not None and entry["previous"] != previous:
        yield Finding("previous", "is not the hash of the entry before")


def _erratum(entry: Entry) -> Iterator[Finding]:
    if not entry["withdraw"] and not entry["cells"]:
        yield Finding("cells", "an erratum marks cells or withdraws the display")
    if entry["previous"] is None:
        yield Finding("previous", "an erratum follows the release it is about")


def _release(entry: Entry) -> Iterator[Finding]:
    yield from _constants(entry)
    yield from _days(entry)
    wrong = list(_forms(entry))
    # What does not fill its table cannot be read any further.
    yield from wrong or [*_lines(entry), *accounting(entry)]
    if not wrong and not any(accounting(entry)):
        yield from domains(entry)


def _constants(entry: Entry) -> Iterator[Finding]:
    must = {"unit": release.UNIT, "neighbours": release.NEIGHBOURS}
    yield from (Finding(name, f"must be {text!r}") for name, text in must.items() if entry[name] != text)
    if entry["mechanism"]["noise"] != release.NOISE:
        yield Finding("mechanism.noise", f"must be {release.NOISE!r}")
    if not _is_sound(entry["mechanism"]["library"]):
        yield Finding("mechanism.library", "must be OpenDP 0.16 or later: earlier samplers were biased")
    if entry["period"]["closed_by"] not in CLOSED_BY[entry["kind"]]:
        yield Finding("period.closed_by", f"must be one of {', '.join(CLOSED_BY[entry['kind']])}")


def _is_sound(library: str) -> bool:
    found = re.fullmatch(r"OpenDP ([0-9]{1,6})\.([0-9]{1,6})\.[0-9]{1,6}", library)
    return found is not None and (int(found[1]), int(found[2])) >= OLDEST_SOUND


def _days(entry: Entry) -> Iterator[Finding]:
    first, last = (date.fromisoformat(entry["period"][end]) for end in ("from", "to"))
    if first > last:
        yield Finding("period.to", "lies before period.from")
    if last != period.month_end(last):
        yield Finding("period.to", "is not the end of a month")
    if entry["id"] != f"{entry['kind']}-{first}-{last}":
        yield Finding("id", "is not kind, first and last day")
    if date.fromisoformat(entry["published"]) < last + timedelta(days=period.DELAY_DAYS):
        yield Finding("published", f"is earlier than {period.DELAY_DAYS} days after the period")


def _forms(entry: Entry) -> Iterator[Finding]:
    for table in entry["tables"]:
        name, columns, counts = table["name"], table["columns"], table["counts"]
        if tuple(columns) != COLUMNS.get(name):
            yield Finding(f"tables.{name}.columns", "are not those of a table of this mechanism")
        elif len(table["rows"]) != len(counts) or any(len(row) != len(columns) for row in counts):
            yield Finding(f"tables.{name}.counts", "do not fill rows and columns")


def _lines(entry: Entry) -> Iterator[Finding]:
    """The lines that do not fit their table's digests."""
    for table in entry["tables"]:
        name, rows = table["name"], table["rows"]
        lines = checks.changed(rows, table["counts"], table["checks"])
        if lines is None:
            yield Finding(f"tables.{name}.checks", "are no digests of these lines")
        what = CHANGED if checks.is_sure(lines or [], table["checks"]) else MAYBE_CHANGED
        yield from (Finding(f"tables.{name} line {at + 1} ({rows[at]})", what) for at in lines or ())
