"""What the tables answered, put back on the words that asked: mentions, each with its possible places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz import fuzz

from maps.gazetteer import names, skeletons, windows
from maps.gazetteer.phrases import Phrase
from maps.gazetteer.place import LookUp, Row
from maps.gazetteer.skeletons import Ear
from maps.gazetteer.windows import Window

LIKENESS = (1.0, 1.0, 0.9, 0.86, 0.8)
"""How alike two forms of one skeleton must sound to be one name, by the skeleton's length, four or more."""
CORE = 0.8
"""The quality of a name without its generic word."""
ACROSS = 0.22
"""By how much less, where one script writes short vowels and the other doesn't."""


class Match(NamedTuple):
    """One row that bears the name: how well in 0 to 1, and how it was found: name, sound or typo."""

    row: Row
    quality: float
    how: str


class Heard(NamedTuple):
    """How a run of words sounds: all of it, without its generic word, and whether in Latin letters."""

    form: str
    core: str
    is_latin: bool


@dataclass(slots=True)
class Mention:
    """Words that name a place, and all the rows that may be meant."""

    window: Window
    matches: list[Match] = field(default_factory=list)

    @property
    def best(self) -> float:
        """The best match's quality."""
        return max(match.quality for match in self.matches)

    @property
    def is_exact(self) -> bool:
        """Whether some name stands here as it is written."""
        return any(match.how == "name" for match in self.matches)


def exact(phrase: Phrase, runs: Sequence[Window], look_up: LookUp) -> list[Mention]:
    """Names that stand in the text as they stand in the tables, overlapping ones included."""
    return _asked([*runs, *windows.corners(phrase)], look_up, "name")


def corrected(phrase: Phrase, look_up: LookUp, readings: windows.Readings) -> list[Mention]:
    """Names that stand there once these tokens are read as known words."""
    tried = [
        *windows.corrected(phrase, readings),
        *(w for w in windows.corners(phrase, readings) if w.share < 1),
    ]
    return _asked(tried, look_up, "typo")


def _asked(tried: Iterable[Window], look_up: LookUp, how: str) -> list[Mention]:
    asked: dict[str, list[Window]] = {}
    for window in tried:
        asked.setdefault(" ".join(window.words), []).append(window)
    found: dict[Window, Mention] = {}
    for row in look_up.exact(list(asked)) if asked else ():
        for window in asked[row.key]:
            quality = window.share * (CORE if row.is_core else 1.0)
            found.setdefault(window, Mention(window)).matches.append(Match(row, quality, how))
    return list(found.values())


def alike(runs: Sequence[Window], look_up: LookUp, taken: Sequence[Mention]) -> list[Mention]:
    """Names that sound like words of the text, in whatever script, where no exact name stands already."""
    ear = Ear()
    asked: dict[str, list[Window]] = {}
    occupied = {index for mention in taken for index in range(mention.window.first, mention.window.last)}
    for window in runs:
        is_free = occupied.isdisjoint(range(window.first, window.last))
        shape = windows.skeleton(window, ear) if is_free else ""
        if shape:
            asked.setdefault(shape, []).append(window)
            core = names.core(window.words)
            if core and len(core) < len(window.words):
                less = ear.join(core)
                if skeletons.is_telling(less):
                    asked.setdefault(less, []).append(window)
    heard: dict[Window, Heard] = {}
    found: dict[Window, Mention] = {}
    for row in look_up.alike(list(asked)) if asked else ():
        for window in asked[row.key]:
            if window not in heard:
                heard[window] = _hear(window, ear)
            quality = window.share * _likeness(heard[window], row)
            if quality:
                found.setdefault(window, Mention(window)).matches.append(Match(row, quality, "sound"))
    return list(found.values())


def _hear(window: Window, ear: Ear) -> Heard:
    core = tuple(names.core(window.words))
    return Heard(
        ear.form(window.words),
        ear.form(core) if core and core != window.words else "",
        is_latin=all(map(str.isascii, window.words)),
    )


def _likeness(heard: Heard, row: Row) -> float:
    """The quality of a match by sound; 0 if only the skeletons are alike."""
    said = fuzz.ratio(heard.form, row.form)
    if heard.core:
        said = max(said, CORE * fuzz.ratio(heard.core, row.form))
    is_across = heard.is_latin != row.is_latin
    least = LIKENESS[min(len(row.key), len(LIKENESS) - 1)] - (ACROSS if is_across else 0.0)
    if said / 100 < least:
        return 0.0
    return (0.55 + 0.4 * said / 100) * (CORE if row.is_core else 1.0)


def apart(found: Iterable[Mention]) -> list[Mention]:
    """The mentions without those that share words with a longer or better one, in the order of the text.

    Different spellings of the very same words are one mention.
    """
    merged: dict[tuple[int, int], Mention] = {}
    for mention in found:
        same = merged.setdefault((mention.window.first, mention.window.last), Mention(mention.window))
        same.matches.extend(mention.matches)
    kept: list[Mention] = []
    for mention in sorted(merged.values(), key=_weight, reverse=True):
        if not any(mention.window.overlaps(other.window) for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda mention: mention.window.first)


def _weight(mention: Mention) -> float:
    window = mention.window
    return (window.last - window.first) * mention.best
