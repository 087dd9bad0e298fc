"""What organizers' judgements teach: a suggested kind for the next report, never more than a suggestion.

Learnt weights are sealed like the words they were learnt from, so that two copies of a disk do not tell what
the reports in between said (P2). Only an organizer's page opens them: what a message becomes in clear follows
from that message alone, so that no report moves another one's count (P6).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nacl.exceptions import CryptoError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import amendments
from app.errors import LockedError
from app.models.report import Report
from app.sealing import Opener, Sealer
from sms import parse
from sms.weights import Weights

NAME = "categories.sealed"
"""The file in the instance's folder."""
CORRECTED = ("accepted", "kept")
"""The states of reports whose kind an organizer has settled."""


def find_settled(session: Session, opener: Opener) -> Iterator[tuple[str, str]]:
    """Words and kind of each report whose kind an organizer accepted or corrected.

    Raises:
        LockedError: one is sealed to a key that the opener does not hold.
    """
    for report in session.scalars(select(Report).where(Report.state.in_(CORRECTED)).order_by(Report.id)):
        details = amendments.merge(opener.open(report.sealed), amendments.find(session, report.id, opener))
        is_corrected = "category" in details.get("corrected", ())
        # A kind that a reporter's correction told is that of other words.
        is_of_text = is_corrected or not amendments.is_moved(details, "category")
        is_settled = report.state == "accepted" or is_corrected
        if is_settled and is_of_text and details.get("text") and details.get("category"):
            yield details["text"], details["category"]


def store(instance: Path, sealer: Sealer, weights: Weights) -> None:
    """Keep the weights for the organizers' pages, in place of what was learnt before."""
    fresh = instance / f"{NAME}.new"
    fresh.write_bytes(sealer.seal(weights.to_json()))
    fresh.replace(instance / NAME)


def load(instance: Path, opener: Opener) -> Weights | None:
    """What was learnt; None where nothing was, or the file cannot be opened: then train again."""
    path = instance / NAME
    if not path.exists():
        return None
    try:
        return Weights.from_json(opener.open(path.read_bytes()))
    except (LockedError, CryptoError, KeyError, ValueError):
        return None


def suggest(weights: Weights | None, details: Mapping[str, Any]) -> str | None:
    """The kind that past judgements speak for, where it is another than the report has."""
    if weights is None or not details.get("text"):
        return None
    ranked = weights.rank(parse.features(details["text"]))
    return ranked[0] if ranked and ranked[0] != details.get("category") else None
