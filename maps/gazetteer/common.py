"""Words that are common in some language: written so, they are no slip of the hand in a sentence."""

from __future__ import annotations

import functools
import gzip
from collections.abc import Iterator, Sequence
from importlib import metadata

import msgpack

from maps.gazetteer import fold

LANGUAGES = ("ar", "en", "es", "fil", "fr", "hi")
"""Those that wordfreq (R. Speer; data CC BY-SA 4.0) knows of ours: Swahili is not among them."""
LEAST_ZIPF = 4.0
"""Ten times in a million words or more: about 7,000 words a language. Rarer ones may be a misspelt name."""


@functools.cache
def load() -> frozenset[str]:
    """The common words of all languages, folded as keys are; read once, 4 MB."""
    return frozenset(fold.bare(fold.fold(word)) for language in LANGUAGES for word in _read(language))


def is_common(letters: str) -> bool:
    """Whether a folded word is common in some language."""
    return letters in load()


def _read(language: str) -> Iterator[str]:
    """The list at index n holds the words with a frequency of -n centibels; the first entry is a header."""
    name = f"wordfreq/data/small_{language}.msgpack.gz"
    file = next(file for file in metadata.files("wordfreq") or () if str(file) == name)
    with gzip.open(str(file.locate())) as packed:
        levels: Sequence[Sequence[str]] = msgpack.load(packed)[1:]
    for words in levels[: round((9.0 - LEAST_ZIPF) * 100) + 1]:
        yield from words
