"""What reporters added to a report later, opened for an organizer together with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.amendment import Amendment
from app.sealing import Opener

JOINED = "joined"
"""The act of a long message that came in pieces: its words stand in place of the pieces'."""
PIECE = "piece"
"""The act of a piece that was not the first: shown while the whole is not there."""


def find(session: Session, report_id: UUID, opener: Opener) -> list[dict[str, Any]]:
    """Everything added to a report, by day; within a day in an order that says nothing (P5).

    Raises:
        LockedError: this session cannot open it.
    """
    rows = session.scalars(select(Amendment).where(Amendment.report_id == report_id).order_by(Amendment.id))
    return sorted((opener.open(row.sealed) for row in rows), key=lambda added: str(added.get("day", "")))


def merge(details: Mapping[str, Any], added: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A report's details with what was added; where the place was asked for, the answer fills it in."""
    merged = dict(details)
    joined = next((one for one in added if one.get("act") == JOINED), None)
    if joined is not None:
        merged |= {name: value for name, value in joined.items() if name not in ("act", "day")}
    for one in added:
        for name in ("category", "role", "place_kind", "occurred_on", "place", "accuracy_m"):
            if not merged.get(name):
                merged[name] = one.get(name)
    merged["amendments"] = [one for one in added if not joined or one.get("act") not in (JOINED, PIECE)]
    return merged
