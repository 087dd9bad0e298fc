"""What a message means and where it points: what stands in clear, and what will be sealed, already redacted.

Order matters: the place is found in the raw words, in memory, so that redaction can leave place names
standing; then the words are redacted (P1, P3, P4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app import geocode, redacting, spots
from app.database import Connection
from app.deployment import Deployment
from app.spots import Spot
from maps import cells
from maps.gazetteer.place import Finding, Place
from sms import categories, parse
from sms.errors import RedactionError
from sms.parse import Draft

LONGEST_TEXT = 10_000
"""Characters of one message that are read; no gateway joins more (39 segments are 5,967 in GSM-7)."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a reporter chose on a form or menu beside the words; None where it is left to the words.

    `spot` is a cell that was pointed at; `finest` is the finest resolution that may be kept.
    """

    place: str | None = field(default=None, repr=False)
    category: str | None = None
    group: str | None = None
    occurred_on: date | None = None
    part_of_day: str | None = None
    role: str | None = None
    place_kind: str | None = None
    spot: Spot | None = None
    finest: int = cells.FINEST


@dataclass(frozen=True, slots=True)
class Understood:
    """A message as understood; `text` is what was read of it, raw, and dies with the request."""

    text: str = field(repr=False)
    draft: Draft = field(repr=False)
    finding: Finding = field(repr=False)
    choices: Choices = field(repr=False)
    in_words: Finding = field(repr=False)


def clean(text: str) -> str:
    """The text as it is read: without NUL, which no database takes, and not without end."""
    return text.replace("\0", " ")[:LONGEST_TEXT]


def understand(
    here: Deployment,
    connection: Connection,
    text: str,
    choices: Choices = Choices(),  # frozen
) -> Understood:
    """What the words mean and which place they speak of; a place that was chosen comes first."""
    read = clean(text)
    in_words = geocode.find(here, connection, read)
    finding = geocode.find(here, connection, choices.place) if choices.place else in_words
    if finding.place is None and choices.place:
        finding = in_words
    draft = parse.read(read, now=here.local_now(), places=in_words.spans)
    return Understood(read, draft, finding, choices, in_words)


def to_clear(heard: Understood) -> dict[str, str | None]:
    """What stands in clear, and nothing else: cell, precision, group, part of day (P4)."""
    category = categories.resolve(heard.choices.category)
    chosen = category.group if category else heard.choices.group
    return {
        **_spot_to_clear(heard.choices.spot or _find_spot(heard.finding.place), heard.choices.finest),
        "group": chosen or heard.draft.group,
        "part": heard.choices.part_of_day or heard.draft.part_of_day,
    }


def place_to_clear(place: Place | None) -> dict[str, str | None]:
    """Cell and precision of a place; "none" where there is none that a cell stands for."""
    return _spot_to_clear(_find_spot(place), cells.FINEST)


def _find_spot(place: Place | None) -> Spot | None:
    return None if place is None else spots.of(place)


def _spot_to_clear(spot: Spot | None, finest: int) -> dict[str, str | None]:
    if spot is None:
        return {"cell": None, "precision": "none"}
    kept = spots.coarsen(spot, finest)
    return {"cell": kept.cell, "precision": kept.precision}


def place_to_option(place: Place) -> dict[str, Any]:
    """A place as one of the numbered choices of a menu; nothing finer than its cell (P4)."""
    return {"name": place.name, "accuracy_m": place.accuracy_m, "clear": place_to_clear(place)}


def to_details(here: Deployment, heard: Understood, channel: str) -> dict[str, Any]:
    """What organizers alone will read; with codes only, none of the words."""
    draft, choices, place = heard.draft, heard.choices, heard.finding.place
    day = choices.occurred_on or draft.occurred_on
    return {
        "channel": channel,
        "language": draft.language,
        "category": choices.category or draft.category,
        "role": choices.role or draft.role,
        "place_kind": choices.place_kind or draft.place_kind,
        "occurred_on": None if day is None else day.isoformat(),
        "reasons": list(draft.reasons),
        "place": place and place.name,
        "candidates": [candidate.name for candidate in heard.finding.candidates],
        "accuracy_m": place and place.accuracy_m,
        "is_pointed": choices.spot is not None,
        **_redact(here, "place_phrase", choices.place or "", heard.finding.spans if choices.place else ()),
        **({} if here.config.codes_only else _redact(here, "text", heard.text, heard.in_words.spans)),
    }


def _redact(here: Deployment, name: str, text: str, protected: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """The text redacted, with what was cut; nothing of it where redaction failed (P3 fails closed)."""
    if not text:
        return {name: "", f"{name}_cuts": []}
    try:
        redacted = redacting.cut(here, text, protected)
    except RedactionError:
        return {name: None, f"{name}_failed": True}
    return {name: redacted.text, f"{name}_cuts": [[cut.kind, cut.start, cut.end] for cut in redacted.cuts]}
