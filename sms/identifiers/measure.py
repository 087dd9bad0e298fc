"""How much of what was planted redaction finds, and how much else it takes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from sms.identifiers import fold
from sms.identifiers.plant import Planted
from sms.identifiers.span import Span

Find = Callable[[str, Sequence[tuple[int, int]]], Iterable[Span]]

_WORD: Final = re.compile(rf"{fold.SIGN}+")


@dataclass(slots=True)
class Tally:
    """Found of planted."""

    found: int = 0
    planted: int = 0

    @property
    def percent(self) -> float:
        """Share in percent; nothing planted is nothing missed."""
        return 100 * self.found / self.planted if self.planted else 100.0


@dataclass(frozen=True, slots=True)
class Score:
    """Recall by kind and language, and words lost that were no identity."""

    recall: dict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    other_words: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    """Of the words that are neither planted nor of a place, those cut; by language."""
    place_words: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))


def score(messages: Iterable[Planted], find: Find) -> Score:
    """What `find`, given each text and its places, found.

    An identity counts as found where every letter and digit of it lies in cut spans, of whatever kind: half a
    telephone number is a miss.
    """
    result = Score()
    for message in messages:
        cut = bytearray(len(message.text))
        for span in find(message.text, message.places):
            cut[span.start : span.end] = b"\x01" * (span.end - span.start)
        for span in message.spans:
            tally = result.recall[span.kind, message.lang]
            tally.planted += 1
            tally.found += _is_cut(message.text, span.start, span.end, cut)
        _count_losses(message, cut, result)
    return result


def _is_cut(text: str, start: int, end: int, cut: bytearray) -> bool:
    return all(cut[i] for i in range(start, end) if text[i].isalnum())


def _count_losses(message: Planted, cut: bytearray, result: Score) -> None:
    for match in _WORD.finditer(message.text):
        start, end = match.span()
        if any(start < span.end and span.start < end for span in message.spans):
            continue
        is_place = any(start < high and low < end for low, high in message.places)
        tally = (result.place_words if is_place else result.other_words)[message.lang]
        tally.planted += 1
        tally.found += any(cut[start:end])
