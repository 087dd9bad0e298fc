"""What the front page of the console says: what waits, what comes next, what was kept for how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import archive
from app.archive import Stored
from app.database import Connection
from app.models.audit import AuditBlock
from app.models.organizer import WrappedKey
from maps.disclosure import budget, period
from maps.ledger import release as ledger

if TYPE_CHECKING:
    from config import Config


@dataclass(frozen=True, slots=True)
class NextRelease:
    """The open period's last day, when its release appears, and the newest published total, if any."""

    last: date
    published_on: date
    published_total: int | None
    shows: str


@dataclass(frozen=True, slots=True)
class Kept:
    """How long something is kept, and from which day on it is still there."""

    what: str
    days: int
    since: date


def find_next_release(connection: Connection) -> NextRelease | None:
    """The next release and what it shows at the volume last published; None before there is an area.

    Everything is read from published files: an exact count of the open period is nobody's to see early (P6).
    """
    last = archive.find_next_day(connection)
    if last is None:
        return None
    bulletins = [stored for stored in archive.find_all(connection) if stored.kind == "bulletin"]
    total = _read_total(bulletins[-1]) if bulletins else None
    return NextRelease(last, period.publication(last, archive.WEEKDAY), total, _foresee(total))


def _read_total(stored: Stored) -> int:
    """The noisy total that a bulletin published for its areas."""
    table = next(table for table in ledger.tables(stored.entry) if table.name == "total")
    return max(0, sum(table.counts[:-1]))


def _foresee(total: int | None) -> str:
    """What a volume can show, as a key of the page's words."""
    if total is None:
        return "first"
    return (
        "totals" if total < budget.TOTALS_ONLY_BELOW else "tables" if total < period.MAP_CLOSES_AT else "map"
    )


def list_kept(config: Config, today: date) -> list[Kept]:
    """The retention calendar, from the settings that the purge obeys (P13)."""
    days = {
        "pending": config.keep_pending_days,
        "narrative": config.keep_narrative_days,
        "rejected": config.keep_rejected_days,
        "audit": config.keep_audit_days,
        "backup": config.keep_backup_days,
    }
    return [Kept(what, kept, today - timedelta(days=kept)) for what, kept in days.items()]


def find_last_block(session: Session) -> AuditBlock | None:
    """The newest closed day of the audit log."""
    return session.scalar(select(AuditBlock).order_by(AuditBlock.day.desc()).limit(1))


def count_keepers(session: Session) -> int:
    """How many organizers can open what is sealed now; one alone must not lose the passphrase (P2)."""
    return session.scalar(select(func.count(func.distinct(WrappedKey.organizer_id)))) or 0
