"""What one accepted report teaches: a name that the gazetteer lacks, and the cell that a person gave it.

It is sealed before it is stored, in a table of its own, so that the proposals need open no report.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import accounts, amendments, withdrawals
from app.models.learned import LearnedName
from app.models.place import Place, PlaceKey
from app.models.report import Report
from app.sealing import Opener
from maps import cells
from maps.gazetteer import learning
from maps.gazetteer.finder import FAR_M
from maps.gazetteer.learning import Name
from maps.gazetteer.place import distance_m

COARSEST = 8
"""The coarsest cell that says where something is; a town's hexagon teaches nothing."""
BESIDE = 0.2
"""Degrees around a cell in which places of the same name are compared: beyond any town's own accuracy."""


def follow(session: Session, report: Report, opener: Opener, secret_key: str) -> None:
    """Keep what the report teaches while it is accepted, and nothing of it otherwise. The caller commits.

    Once a report, however often it is judged or corrected.

    Raises:
        LockedError: this session cannot open it.
    """
    digest = withdrawals.digest(secret_key, report.id)
    lesson = _find_lesson(session, report, opener) if report.state == "accepted" else None
    if lesson is None:
        session.execute(delete(LearnedName).where(LearnedName.digest == digest))
        return
    sealed = accounts.get_sealer(session).seal(lesson)
    known = session.scalar(select(LearnedName).where(LearnedName.digest == digest))
    if known is None:
        session.add(LearnedName(id=uuid4(), digest=digest, period=report.period, sealed=sealed))
    else:
        known.sealed = sealed


def _find_lesson(session: Session, report: Report, opener: Opener) -> dict[str, Any] | None:
    if report.cell_id is None or cells.resolution(report.cell_id) < COARSEST or not report.sealed:
        return None
    details = amendments.merge(opener.open(report.sealed), amendments.find(session, report.id, opener))
    if not _is_given(details):
        return None
    name = learning.read_name(_find_phrase(details))
    if name is None or is_held(session, name, *cells.centre(report.cell_id)):
        return None
    return {"key": name.key, "written": name.written, "cell": report.cell_id}


def _is_given(details: Mapping[str, Any]) -> bool:
    """Whether a person said which cell: the reporter on a map or list, or an organizer's correction.

    Where the reporter has put another place in the pointed one's place, the first words are not its name.
    """
    is_pointed = bool(details.get("is_pointed")) and not amendments.is_moved(details, "place")
    return is_pointed or "place" in details.get("corrected", ())


def _find_phrase(details: Mapping[str, Any]) -> str:
    """The words for the place alone; nothing where some were cut: the name may be a person's (P3)."""
    if details.get("place_phrase"):
        return "" if details.get("place_phrase_cuts") else str(details["place_phrase"])
    answers = [str(one.get("text") or "") for one in details.get("amendments", ()) if _is_whole_answer(one)]
    return next(filter(None, answers), "")


def _is_whole_answer(added: Mapping[str, Any]) -> bool:
    return added.get("act") == "place" and not added.get("text_cuts")


def is_held(session: Session, name: Name, lon: float, lat: float) -> bool:
    """Whether the gazetteer has the name there: what lies farther off is another place of that name."""
    rows = session.execute(
        select(PlaceKey.lon, PlaceKey.lat, Place.accuracy_m)
        .join(Place, Place.id == PlaceKey.place_id)
        .where(
            PlaceKey.key == name.key,
            PlaceKey.lon.between(lon - BESIDE, lon + BESIDE),
            PlaceKey.lat.between(lat - BESIDE, lat + BESIDE),
        )
    )
    return any(distance_m(lon, lat, at[0], at[1]) <= max(FAR_M, accuracy_m) for *at, accuracy_m in rows)
