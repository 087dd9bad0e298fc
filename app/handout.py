"""Exact numbers leave the console by two: one says why, another agrees, and both are on record (P11).

They are true counts, and beside a release they would give its noise away for ever (P6). So nobody takes them
alone: a request lies in the memory that forgets, for two days, and is good for one file.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app import audit
from app.errors import HandoutError
from app.memory import Memory
from app.numbers import Count

KEEP_SECONDS = 2 * 24 * 3600
SHORTEST_WHY = 10
LONGEST_WHY = 200
COLUMNS = ("month", "cell", "group", "part_of_day", "reports")


@dataclass(frozen=True, slots=True)
class Request:
    """Who wants a week's exact numbers, what for, and who agreed."""

    week: str
    organizer: str
    why: str
    reference: str
    second: str | None = None


def find(memory: Memory, week: str) -> Request | None:
    """The open request for a week's numbers.

    Raises:
        redis.RedisError: the memory does not answer.
    """
    held = memory.client.get(_name(week))
    return Request(**json.loads(held)) if isinstance(held, bytes) else None


def ask(memory: Memory, session: Session, week: str, organizer: str, why: str, today: date) -> Request:
    """A new request, on record with its reason. The caller commits.

    Raises:
        HandoutError: the reason says too little, or another request is open.
    """
    plain = " ".join(why.split())[:LONGEST_WHY]
    if len(plain) < SHORTEST_WHY:
        raise HandoutError("the reason says too little")
    made = Request(week, organizer, plain, str(audit.new_reference()))
    if not memory.client.set(_name(week), json.dumps(asdict(made)), nx=True, ex=KEEP_SECONDS):
        raise HandoutError("another request is open")
    _note(session, made, organizer, "numbers out asked", today)
    return made


def agree(
    memory: Memory, session: Session, week: str, reference: str, organizer: str, today: date
) -> Request:
    """The request of this reference with a second organizer behind it. The caller commits.

    Raises:
        HandoutError: there is no such request any more, or it is one's own.
    """
    found = find(memory, week)
    if found is None or found.reference != reference or found.organizer == organizer:
        raise HandoutError("nobody agrees with their own request")
    agreed = replace(found, second=organizer)
    memory.client.set(_name(week), json.dumps(asdict(agreed)), xx=True, keepttl=True)
    _note(session, agreed, organizer, "numbers out agreed", today)
    return agreed


def drop(memory: Memory, session: Session, week: str, organizer: str, today: date) -> None:
    """Refuse a request, or take one's own back. The caller commits."""
    found = find(memory, week)
    if found is not None:
        memory.client.delete(_name(week))
        _note(session, found, organizer, "numbers out refused", today)


def take(
    memory: Memory, session: Session, week: str, organizer: str, counts: Iterable[Count], today: date
) -> str:
    """The week's numbers as CSV, once, for who asked. The caller commits, and hands it over after that.

    Raises:
        HandoutError: nobody else agreed, or it was taken.
    """
    found = find(memory, week)
    if found is None or found.second is None or found.organizer != organizer:
        raise HandoutError("a second organizer must agree")
    if not memory.client.delete(_name(week)):
        raise HandoutError("it was taken")
    _note(session, found, organizer, "numbers out taken", today)
    return to_csv(counts)


def to_csv(counts: Iterable[Count]) -> str:
    """One line a month, cell, group and part of day; empty where that is unknown."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(sorted((astuple(count) for count in counts), key=str))
    return out.getvalue()


def _note(session: Session, request: Request, organizer: str, act: str, today: date) -> None:
    audit.add_line(session, today, organizer, f"{act}: {request.why}", UUID(request.reference))


def _name(week: str) -> str:
    return f"handout:{week}"
