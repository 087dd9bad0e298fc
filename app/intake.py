"""One anonymous message becomes one report.

Order matters: the place is found in the raw words, in memory, so that redaction can leave place names
standing; then the words are redacted, everything but what releases count is sealed, and one statement stores
delivery and report together, before the gateway gets its answer (P1, P3, P4, P12).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app import deliveries, geocode, limits, review, seals
from app.database import Connection
from app.deployment import Deployment
from maps import cells
from maps.gazetteer.place import Finding, Place
from sms import categories, identity, parse, redact, replies
from sms.errors import RedactionError
from sms.message import Inbound, Message, Reply
from sms.parse import Draft

LONGEST_TEXT = 10_000
"""Characters of one message that are read; no gateway joins more (39 segments are 5,967 in GSM-7)."""

RESOLUTION = {"spot": 9, "street": 9, "neighbourhood": 9, "town": 6, "city": 5}
"""Precision to the resolution stored; "the city" is a hexagon of its size, a region is no place (P4)."""

INSERT = """
WITH fresh AS (
    INSERT INTO delivery (digest, day)
    SELECT %(digest)s, %(today)s
    WHERE NOT EXISTS (SELECT FROM delivery WHERE digest = ANY(%(earlier)s))
    ON CONFLICT DO NOTHING
    RETURNING 1
)
INSERT INTO report (cell_id, precision, category_group, part_of_day, period, sealed)
SELECT cell.id,
       CASE WHEN cell.id IS NULL AND %(cell)s::text IS NOT NULL THEN 'outside' ELSE %(precision)s END,
       %(group)s, %(part)s, %(period)s, %(sealed)s
FROM fresh LEFT JOIN cell ON cell.id = %(cell)s
"""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a reporter chose on a form beside the words; None where it is left to the words."""

    place: str | None = None
    category: str | None = None
    occurred_on: date | None = None
    part_of_day: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a message: the language it was understood in, and whether it named a place we know."""

    language: str
    is_placed: bool


def take_in(here: Deployment, inbounds: Sequence[Inbound]) -> list[Reply]:
    """Store each message as a report and give the replies that go back.

    Opt-outs and empty messages are answered by silence and stored nowhere.

    Raises:
        UnavailableError: nothing of the message that failed was stored; its gateway should send it again.
        NotReadyError: there is no key to seal to yet.
    """
    taken = [(inbound, take_one(here, inbound)) for inbound in inbounds if is_report(inbound)]
    answers = (
        identity.to_reply(inbound, replies.text("noted", outcome.language)) for inbound, outcome in taken
    )
    return [reply for reply in answers if reply is not None]


def is_report(inbound: Inbound) -> bool:
    """Whether the message says anything that is ours to keep."""
    return bool(inbound.text.strip()) and not inbound.is_opt_out


def take_one(here: Deployment, inbound: Inbound, choices: Choices = Choices()) -> Taken:  # frozen
    """Store one message as a report, once, however often it is delivered.

    Raises:
        UnavailableError, NotReadyError: as `take_in`.
    """
    is_beyond = limits.is_beyond_daily(here, inbound)
    message = identity.strip(inbound)
    with here.database.intake.connect() as connection:
        sealer = seals.get_sealer(connection)
        digests = deliveries.get_digests(connection, inbound, here.clock().date())
        draft, finding, details = understand(here, connection, message, choices)
        details["beyond_daily"] = is_beyond
        row = {
            **clear_part(finding.place, draft, choices, here.local_now().date()),
            "sealed": sealer.seal(details),
            "digest": digests[0],
            "earlier": list(digests[1:]),
            "today": here.clock().date(),
        }
        connection.execute(INSERT, row)
    return Taken(draft.language or "en", finding.place is not None)


def understand(
    here: Deployment, connection: Connection, message: Message, choices: Choices
) -> tuple[Draft, Finding, dict[str, Any]]:
    """What the words mean, where they point, and the details to be sealed, already redacted."""
    text = message.text.replace("\0", " ")[:LONGEST_TEXT]
    draft = parse.read(text, now=here.local_now())
    in_words = geocode.find(connection, text)
    finding = geocode.find(connection, choices.place) if choices.place else in_words
    if finding.place is None and choices.place:
        finding = in_words
    details = {
        "channel": message.channel,
        "language": draft.language,
        "category": choices.category or draft.category,
        "role": draft.role,
        "place_kind": draft.place_kind,
        "occurred_on": _to_iso(choices.occurred_on or draft.occurred_on),
        "reasons": list(draft.reasons),
        "place": finding.place and finding.place.name,
        "candidates": [place.name for place in finding.candidates],
        "accuracy_m": finding.place and finding.place.accuracy_m,
        **_redact("place_phrase", choices.place or "", finding.spans if choices.place else ()),
        **({} if here.config.codes_only else _redact("text", text, in_words.spans)),
    }
    return draft, finding, details


def clear_part(
    place: Place | None, draft: Draft, choices: Choices, today: date
) -> dict[str, str | date | None]:
    """What stands in clear, and nothing else: cell, precision, group, part of day and month (P4)."""
    precision = "none" if place is None else place.precision
    resolution = None if place is None else RESOLUTION.get(precision)
    return {
        "cell": None if place is None or resolution is None else cells.snap(place.lon, place.lat, resolution),
        "precision": precision if resolution else "none",
        "group": categories.get(choices.category).group if choices.category else draft.group,
        "part": choices.part_of_day or draft.part_of_day,
        "period": review.month(today),
    }


def _redact(name: str, text: str, protected: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """The text redacted, with what was cut; nothing of it where redaction failed (P3 fails closed)."""
    try:
        redacted = redact.cut(text, protected)
    except RedactionError:
        return {name: None, f"{name}_failed": True}
    return {name: redacted.text, f"{name}_cuts": [[cut.kind, cut.start, cut.end] for cut in redacted.cuts]}


def _to_iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
