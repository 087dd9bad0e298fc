"""Misspelt words, one or two slips each: words meet where some of their letters left out are the same.

Symmetric deletion after W. Garbe (SymSpell, 2012), over the letters for short words and over the consonant
skeleton for all, so that wrong vowels cost nothing.
"""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterable, Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

from maps.gazetteer import skeletons
from maps.gazetteer.vocabulary import WORDS

SHORTEST = 3
"""Letters of a word that is corrected."""
SHORTEST_ALONE = 4
"""Letters of a corrected word that is a name by itself: shorter ones are a slip away from dozens."""
MOST_CORRECTIONS = 8
LONGEST_LETTERS = 9
"""Letters up to which deletions of the letters are made; beyond, the skeleton is long enough to tell."""
PAIR_LETTERS = 7
"""Letters from which two at once are left out."""


def is_correctable(word: str) -> bool:
    """Whether slips in the word are looked for: long enough, no digits, no everyday word."""
    return len(word) >= SHORTEST and not any(map(str.isdigit, word)) and word not in WORDS.stop


def neighbours(word: str) -> list[int]:
    """Numbers of the word with letters left out; two words a slip or two apart share at least one."""
    shape = skeletons.one(word)
    spelled = {f"={word}"}
    if len(word) <= LONGEST_LETTERS:
        spelled.update(f"={less}" for less in _without(word, 1))
    if PAIR_LETTERS <= len(word) < LONGEST_LETTERS:
        spelled.update(f"={less}" for less in _without(word, 2))
    # Never down to fewer than four consonants: too many words are alike.
    for count in range(max(0, min(3, len(shape) - 3))):
        spelled.update(f"~{less}" for less in _without(shape, count))
    return sorted(zlib.crc32(each.encode()) for each in spelled)


def _without(letters: str, count: int) -> Iterator[str]:
    for kept in itertools.combinations(letters, len(letters) - count):
        yield "".join(kept)


def slips_allowed(word: str) -> int:
    """Slips that still make it this word: one in up to five letters, two up to nine, three beyond."""
    return 1 if len(word) <= 5 else 2 if len(word) <= 9 else 3


def corrections(word: str, known: Iterable[tuple[str, int]]) -> list[tuple[str, float]]:
    """The nearest of the known words, best first, with the share of letters that is right, in 0 to 1.

    Known words come with the number of names they are in: of two equally near ones the more common is meant.
    """
    uses = dict(known)
    cutoff = slips_allowed(word)
    # One call over all of them: the loop stays outside of Python.
    found = process.extract(word, list(uses), scorer=OSA.distance, score_cutoff=cutoff, limit=None)
    near = [
        (slips - 0.5 * (other[0] == word[0]), -uses[other], other, 1 - slips / max(len(word), len(other)))
        for other, slips, _ in found
        if slips > 0
    ]
    return [(other, share) for _, _, other, share in sorted(near)[:MOST_CORRECTIONS]]
