"""Misspelt words, one or two slips each: words meet where some of their letters left out are the same.

Symmetric deletion after W. Garbe (SymSpell, 2012), over the letters for short words and over the consonant
skeleton for all, so that wrong vowels cost nothing.
"""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from maps.gazetteer import skeletons
from maps.gazetteer.vocabulary import WORDS

SHORTEST = 4
"""Letters of a word that is corrected: most shorter ones are a slip away from dozens."""
MOST_CORRECTIONS = 4
LONGEST_LETTERS = 9
"""Letters up to which deletions of the letters are made; beyond, the skeleton is long enough to tell."""


def is_correctable(word: str) -> bool:
    """Whether slips in the word are looked for: long enough, no digits, no everyday word."""
    return len(word) >= SHORTEST and not any(map(str.isdigit, word)) and word not in WORDS.stop


def neighbours(word: str) -> list[int]:
    """Numbers of the word with letters left out; two words a slip or two apart share at least one."""
    letters, shape = skeletons.roman(word), skeletons.one(word)
    spelled = {f"={letters}"}
    if len(letters) <= LONGEST_LETTERS:
        spelled.update(f"={less}" for less in _without(letters, 1))
    if len(shape) >= 3:
        spelled.add(f"~{shape}")
    if len(shape) >= 4:
        spelled.update(f"~{less}" for less in _without(shape, 1))
    if len(shape) >= 6:
        spelled.update(f"~{less}" for less in _without(shape, 2))
    return sorted(zlib.crc32(each.encode()) for each in spelled)


def _without(letters: str, count: int) -> Iterator[str]:
    for kept in itertools.combinations(letters, len(letters) - count):
        yield "".join(kept)


def slips_allowed(word: str) -> int:
    """Slips that still make it this word: one in four or five letters, two up to nine, three beyond."""
    return 1 if len(word) <= 5 else 2 if len(word) <= 9 else 3


def corrections(word: str, known: Iterable[str]) -> list[tuple[str, float]]:
    """The nearest known words, best first, with the share of letters that is right, in 0 to 1."""
    letters = skeletons.roman(word)
    most = slips_allowed(letters)
    near = []
    for other in known:
        theirs = skeletons.roman(other)
        slips = OSA.distance(letters, theirs, score_cutoff=most)
        if 0 <= slips <= most and other != word:
            near.append(
                (slips - 0.5 * (theirs[:1] == letters[:1]), other, 1 - slips / max(len(letters), len(theirs)))
            )
    return [(other, share) for _, other, share in sorted(near)[:MOST_CORRECTIONS]]
