"""What a phone is answered, in the organizers' own words where they wrote some, else in ours (P9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.deployment import Deployment
from app.errors import UnavailableError
from app.models.wording import ReplyWording
from sms import receipt, replies, segments
from sms.segments import Count

Wordings = Mapping[tuple[str, str], str]
"""Language and key to template."""
UNBOUNDED = frozenset({"services", "ask_which"})
"""Replies whose length is what they list."""
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Preview:
    """A template as a phone would show it, its size, and what speaks against it."""

    text: str
    size: Count
    problems: tuple[str, ...]


def text(here: Deployment, key: str, language: str | None, **values: str) -> str:
    """The reply of a key in a language, its placeholders filled."""
    template = _find_all(here).get((language or replies.DEFAULT_LANGUAGE, key))
    return template.format_map(values) if template else replies.text(key, language, **values)


def _find_all(here: Deployment) -> Wordings:
    try:
        return here.shortly.get("wordings", lambda: _read(here))
    except UnavailableError:
        return {}


def _read(here: Deployment) -> Wordings:
    with here.database.intake.connect() as connection:
        rows = connection.execute("SELECT language, key, template FROM reply_wording").fetchall()
    return {(language, key): template for language, key, template in rows}


def preview(here: Deployment, key: str, language: str, template: str) -> Preview:
    """How a wording would look, whether or not it may be stored.

    Raises:
        KeyError: there is no such reply.
    """
    found = replies.problems(key, language, template)
    is_filled = not any(problem.startswith(("missing", "unknown", "braces")) for problem in found)
    filled = template.format_map(_samples(here, language)) if is_filled else template
    size = segments.count(filled)
    if size.segments > 1 and key not in UNBOUNDED:
        found = (*found, f"segments: {size.segments}")
    if not template.strip():
        found = (*found, "empty")
    return Preview(filled, size, found)


def _samples(here: Deployment, language: str) -> dict[str, str]:
    return {
        "number": here.config.emergency_number,
        "receipt": receipt.say(receipt.Receipt(receipt.SPACE - 1), language),
        "choices": "1 … 2 …",
        "services": "…",
    }


def store(session: Session, key: str, language: str, template: str) -> None:
    """Take a wording that was found good. The caller commits."""
    row = insert(ReplyWording).values(language=language, key=key, template=template)
    keys = (ReplyWording.language, ReplyWording.key)
    session.execute(row.on_conflict_do_update(index_elements=keys, set_={"template": template}))


def reset(session: Session, key: str, language: str) -> None:
    """Go back to the words that come with the program. The caller commits."""
    session.execute(delete(ReplyWording).where(ReplyWording.language == language, ReplyWording.key == key))
