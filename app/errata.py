"""What is said later about a release: it marks cells or withdraws the display; no number is drawn anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app import archive
from app.archive import Stored
from app.database import Connection
from app.errors import ErratumError
from app.review import FREEZE_LOCK
from maps import cells as hexagons
from maps.ledger import canonical, erratum

LONGEST_REASON = 300


def issue(
    connection: Connection,
    release_id: str,
    reason: str,
    today: date,
    secret_key: str,
    *,
    cells: Sequence[str] = (),
    withdraw: bool = False,
) -> str:
    """Sign a correction and put it at the end of the chain; gives its id.

    Raises:
        ErratumError: there is no such release, nothing to say, or a cell outside the release.
    """
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (FREEZE_LOCK,))
        chain = archive.find_all(connection)
        about = next((one for one in chain if one.id == release_id and one.kind != "erratum"), None)
        if about is None:
            raise ErratumError("there is no such release: flask release list")
        reason = " ".join(reason.split())
        _check(about, reason, cells, withdraw=withdraw)
        # A clock that was set back dates no entry before the one it follows.
        day = max(today, chain[-1].published_on)
        file = erratum.issue(
            about.entry,
            reason,
            day,
            chain[-1].digest,
            archive.signing_seed(secret_key),
            cells=sorted(set(cells)),
            withdraw=withdraw,
        )
        fresh = canonical.load(file)
        if any(one.kind == "erratum" and erratum.is_same(one.entry, fresh) for one in chain):
            raise ErratumError("this correction was published already")
        return archive.append(connection, chain, "erratum", (about.first, about.last), day, file)


def _check(about: Stored, reason: str, cells: Sequence[str], *, withdraw: bool) -> None:
    if not reason or len(reason) > LONGEST_REASON:
        raise ErratumError(f"say why, in at most {LONGEST_REASON} letters; it is public and names nobody")
    if withdraw == bool(cells):
        raise ErratumError("a correction either marks cells or withdraws the display")
    if cells and about.kind != "map":
        raise ErratumError("a bulletin has no cells to mark")
    area = {cell for part in about.entry["areas"] for cell in part.get("cells", ())}
    for cell in cells:
        if not hexagons.is_cell(cell):
            raise ErratumError(f"{cell!r} is no cell")
        level = hexagons.resolution(cell)
        inside = (
            hexagons.parent(cell, 7) in area
            if level >= 7
            else any(hexagons.parent(one, level) == cell for one in area if hexagons.resolution(one) >= level)
        )
        if not inside:
            raise ErratumError(f"{cell} lies outside the release")
