"""A stretch of text that points to a person."""

from __future__ import annotations

from typing import Final, NamedTuple

KINDS: Final = (
    "point",
    "link",
    "e-mail",
    "handle",
    "plate",
    "id",
    "house number",
    "number",
    "name",
)
"""Every kind there is, the one that wins where two overlap first."""

CERTAIN: Final = frozenset({"point", "link", "e-mail", "handle", "id", "number"})
"""Kinds whose shape alone proves them: cut inside a place name too (P3, P4).

Plates, house numbers and names are guesses from context, so there a place found by the gazetteer wins.
"""


class Span(NamedTuple):
    """A half-open range of characters and the kind of thing that stands there."""

    start: int
    end: int
    kind: str
