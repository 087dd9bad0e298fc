"""What reporters added to a report later, opened for an organizer together with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.amendment import Amendment
from app.sealing import Opener
from sms import categories
from sms.turn import Act

JOINED = "joined"
"""The act of a long message that came in pieces: its words stand in place of the pieces'."""
PIECE = "piece"
"""The act of a piece that was not the first: shown while the whole is not there."""
FILLED = (("category",), ("role",), ("place_kind",), ("occurred_on",), ("place", "accuracy_m"))
"""What an amendment can say of a report; a place goes with how exact it is."""


def find(session: Session, report_id: UUID, opener: Opener) -> list[dict[str, Any]]:
    """Everything added to a report, by day; within a day in an order that says nothing (P5).

    Raises:
        LockedError: this session cannot open it.
    """
    return find_all(session, (report_id,), opener)[report_id]


def find_all(
    session: Session, report_ids: Collection[UUID], opener: Opener
) -> dict[UUID, list[dict[str, Any]]]:
    """As `find`, for several reports in one query.

    Raises:
        LockedError: as `find`.
    """
    found: dict[UUID, list[dict[str, Any]]] = {report_id: [] for report_id in report_ids}
    wanted = select(Amendment).where(Amendment.report_id.in_(report_ids)).order_by(Amendment.id)
    for row in session.scalars(wanted):
        found[row.report_id].append(opener.open(row.sealed))
    return {one: sorted(added, key=lambda each: str(each.get("day", ""))) for one, added in found.items()}


def is_moved(details: Mapping[str, Any], name: str) -> bool:
    """Whether a reporter's correction tells this of a merged report: what was said first tells it no more."""
    return any(one.get("act") == Act.CORRECT and one.get(name) for one in details["amendments"])


def merge(details: Mapping[str, Any], added: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A report's details with what was added: it fills what is missing; a correction replaces what is there.

    What an organizer has corrected stays. A kind that was renamed since has its name of today.
    """
    merged = dict(details)
    joined = next((one for one in added if one.get("act") == JOINED), None)
    if joined is not None:
        merged |= {name: value for name, value in joined.items() if name not in ("act", "day")}
    settled = frozenset(details.get("corrected", ()))
    for one in added:
        for names in FILLED:
            is_replaced = one.get("act") == Act.CORRECT and settled.isdisjoint(names)
            if one.get(names[0]) and (is_replaced or not merged.get(names[0])):
                merged |= {name: one.get(name) for name in names}
    if merged.get("category"):
        merged["category"] = categories.to_current(merged["category"])
    merged["amendments"] = [one for one in added if not joined or one.get("act") not in (JOINED, PIECE)]
    return merged
