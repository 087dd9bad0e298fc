"""Misspelt words, one or two slips each, and the known words they may be."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from maps.gazetteer.vocabulary import WORDS

SHORTEST = 3
"""Letters of a word that is corrected."""
SHORTEST_ALONE = 4
"""Letters of a corrected word that is a name by itself: shorter ones are a slip away from dozens."""
MOST_CORRECTIONS = 8


def is_correctable(word: str) -> bool:
    """Whether slips in the word are looked for: long enough, no digits, no everyday word."""
    return len(word) >= SHORTEST and not any(map(str.isdigit, word)) and word not in WORDS.stop


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
