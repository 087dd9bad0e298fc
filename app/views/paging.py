"""Long lists, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

LONGEST = 200
"""Characters of what is looked for."""


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is shown: its number from 1, the entries of a page, and how many there are."""

    number: int
    size: int
    total: int

    @property
    def count(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        """How many entries stand before this page."""
        return (self.number - 1) * self.size


def read(total: int, size: int) -> Page:
    """The page that the request's address asks for: the first, or the nearest to what it asks."""
    asked = request.args.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 1
    last = Page(1, size, total).count
    return Page(min(max(1, number), last), size, total)


def read_words() -> str:
    """What is looked for, without the sign that PostgreSQL takes in no text."""
    return request.args.get("sought", "").replace("\0", "").strip()[:LONGEST]
