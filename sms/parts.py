"""Long messages that a gateway delivers in pieces, joined in whatever order they came.

Pieces wait outside, sealed and for two minutes at most; here they are only put together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from sms.message import Inbound

WAIT: Final = timedelta(seconds=120)
"""How long pieces wait for the rest before they are read as they are."""
MAX_TOTAL: Final = 255
"""The header counts pieces in one octet (3GPP TS 23.040, 9.2.3.24.1)."""
GAP: Final = " … "
"""Stands where a piece is missing, so that words on its two sides do not become one."""


def is_piece(inbound: Inbound) -> bool:
    """Whether a message is one of several that belong together; a lone or impossible part is a message."""
    part = inbound.part
    return part is not None and 1 < part.total <= MAX_TOTAL and 1 <= part.number <= part.total


def join(pieces: Iterable[Inbound]) -> Inbound | None:
    """The whole message, once every piece is there; None before. Repeated pieces count once.

    All pieces must be of one sender, one gateway and one reference.
    """
    by_number = _sort(pieces)
    first = next(iter(by_number.values()), None)
    if first is None or first.part is None or len(by_number) < first.part.total:
        return None
    return _put_together(by_number)


def join_late(pieces: Iterable[Inbound]) -> Inbound | None:
    """The message from the pieces that came before waiting ended, with gaps marked; None without any."""
    by_number = _sort(pieces)
    return _put_together(by_number) if by_number else None


def _sort(pieces: Iterable[Inbound]) -> dict[int, Inbound]:
    by_number: dict[int, Inbound] = {}
    for piece in pieces:
        if is_piece(piece) and piece.part is not None:
            by_number.setdefault(piece.part.number, piece)
    return dict(sorted(by_number.items()))


def _put_together(by_number: dict[int, Inbound]) -> Inbound:
    first = next(iter(by_number.values()))
    total = first.part.total if first.part else 0
    texts = [by_number[n].text if n in by_number else None for n in range(1, total + 1)]
    text = "".join(GAP if piece is None else piece for piece in texts)
    # The lowest piece names the whole, so that the same pieces give the same message in any order (P12).
    return replace(first, text=text, part=None)
