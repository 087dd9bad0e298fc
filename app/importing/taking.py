"""Rows of other platforms become reports: redacted, coarsened and sealed as any message (P1, P3, P4)."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from app import review, seals, understanding
from app.database import Connection
from app.deployment import Deployment
from app.importing.reader import Row, Unreadable
from app.understanding import Choices
from maps.gazetteer.place import KINDS, Place
from sms import categories, parse

INSERT = """
WITH fresh AS (
    INSERT INTO import_row (digest) VALUES (%(digest)s) ON CONFLICT DO NOTHING RETURNING 1
)
INSERT INTO report (cell_id, precision, category_group, part_of_day, period, sealed)
SELECT cell.id,
       CASE WHEN cell.id IS NULL AND %(cell)s::text IS NOT NULL THEN 'outside' ELSE %(precision)s END,
       %(group)s, %(part)s, %(period)s, %(sealed)s
FROM fresh LEFT JOIN cell ON cell.id = kept_cell(%(cell)s)
"""
CHUNK = 500
"""Rows whose digests are looked up at once."""
SEVERAL = re.compile(r"[,;|]")
"""What stands between the names of several categories in one field."""
MOST_REASONS = 200
"""Rows of which the reason is told one by one; the others are counted."""


@dataclass(slots=True)
class Outcome:
    """What became of a file's rows: counts by what happened, and the first rows that were left out."""

    counts: Counter[str] = field(default_factory=Counter)
    left_out: list[Unreadable] = field(default_factory=list)

    def leave_out(self, row: Unreadable) -> None:
        """Count a row that is not kept, and remember the reason of the first ones."""
        self.counts["left out"] += 1
        if len(self.left_out) < MOST_REASONS:
            self.left_out.append(row)


def take_all(
    here: Deployment,
    source: str,
    rows: Iterable[Row | Unreadable],
    advance: Callable[[int], object],
    *,
    is_dry: bool = False,
) -> Outcome:
    """Store every row that is not stored yet; each is committed alone, so that a broken run can go on.

    `source` names the file's origin: the same row of the same source is stored once, for ever.

    Raises:
        UnavailableError, NotReadyError: what was stored is stored; run it again.
    """
    outcome = Outcome()
    with here.database.intake.connect() as connection:
        for chunk in _chunks(rows):
            keyed = [(row, _digest(here.config.secret_key, source, row)) for row in chunk]
            known = _find_known(connection, [digest for _, digest in keyed])
            for row, digest in keyed:
                if isinstance(row, Unreadable):
                    outcome.leave_out(row)
                elif digest in known:
                    outcome.counts["stored before"] += 1
                else:
                    outcome.counts[_take(here, connection, source, row, digest, is_dry)] += 1
                advance(1)
    return outcome


def _chunks(rows: Iterable[Row | Unreadable]) -> Iterator[list[Row | Unreadable]]:
    """The rows, some hundreds at a time."""
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _find_known(connection: Connection, digests: list[bytes]) -> set[bytes]:
    """Those of the digests whose rows are stored: going on with a broken run need not read them again."""
    found = connection.execute("SELECT digest FROM import_row WHERE digest = ANY(%s)", [digests])
    return {digest for (digest,) in found}


def take_one(here: Deployment, channel: str, row: Row) -> None:
    """Store one row that another program posted; it is never compared with anything.

    Raises:
        UnavailableError, NotReadyError: nothing was stored.
    """
    with here.database.intake.connect() as connection:
        _take(here, connection, channel, row, secrets.token_bytes(16), is_dry=False)


def _find_category(here: Deployment, named: str) -> str | None:
    """The gravest of the categories that another platform filed a row under; None where no name tells one.

    A name that nobody has listed is read as words of any of our languages: "Tocamientos", "छेड़छाड़".
    """
    found = [one for name in SEVERAL.split(named) if (one := categories.find(name))]
    if found:
        return max(found, key=lambda one: one.severity).key
    told = parse.read(named, now=here.local_now())
    return told.category if told.is_certain else None


def _take(
    here: Deployment,
    connection: Connection,
    source: str,
    row: Row,
    digest: bytes,
    is_dry: bool,
) -> str:
    """What became of the row: "stored", "stored before"; or, dry, "placed" or "without a place"."""
    today = here.local_now().date()
    category = _find_category(here, row.category)
    choices = Choices(
        place=row.place[:200] or None,
        category=category,
        occurred_on=row.day if row.day is None or row.day <= today else None,
        part_of_day=row.part,
    )
    heard = understanding.understand(here, connection, row.text or row.category, choices)
    given = _point(row)
    heard = heard if given is None else replace(heard, finding=replace(heard.finding, place=given))
    if is_dry:
        return "placed" if heard.finding.place else "without a place"
    details = understanding.to_details(here, heard, source)
    if details["occurred_on"] == today.isoformat() and row.day != today:
        details["occurred_on"] = None  # "today" in an old text is not our today
    values = {
        **understanding.to_clear(heard),
        "period": review.month(today),
        "sealed": seals.get_sealer(here, connection).seal(details),
        "digest": digest,
    }
    return "stored" if connection.execute(INSERT, values).rowcount else "stored before"


def _point(row: Row) -> Place | None:
    """The row's own point, gone once it is snapped to a cell (P4); a default pin says the town at most."""
    if row.lon is None or row.lat is None:
        return None
    kind = "town" if row.is_default_point else "pin"
    return Place(
        None, "", kind, row.lon, row.lat, KINDS[kind].accuracy_m, 1.0, ("given",), row.is_default_point
    )


def _digest(secret_key: str, source: str, row: Row | Unreadable) -> bytes:
    """What knows a row again: a keyed digest of source and id, or of what it says where it has no id.

    In a table of its own, without any tie to a report; empty for a row that says nothing.
    """
    if isinstance(row, Unreadable):
        return b""
    own = row.source_id or f"{row.text}|{row.place}|{row.category}|{row.day}|{row.lon}|{row.lat}"
    return hmac.new(secret_key.encode(), f"import\0{source}\0{own}".encode(), hashlib.sha256).digest()[:16]
