"""Which words are names and which are everyday words.

Made from lists that other packages carry: seconds, therefore kept in a file (`made`); under 2 MB for good.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from sms.errors import RedactionError
from sms.identifiers import fold, sources, vocabulary
from sms.identifiers.wordset import WordSet, digest

_SEPARATORS: Final = re.compile(r"[\s\-.']+")
_CENTIBELS: Final = 100
_MOST_ZIPF: Final = 9
_SURE: Final = 3
"""A name in as many lists is taken for a name even where it is also a usual word: Brian, not Camps."""
_OWN_WORDS: Final = {
    "names": ("ordinary", "everyday", "intro", "title", "kin", "near", "weak", "after", "acts", "place_noun"),
    "addresses": ("unit", "month", "street_after", "street_before"),
    "papers": ("plate", "id"),
    "numbers": ("ride", "unit_after", "call", "numbered"),
    "contacts": ("service", "account", "at", "dot"),
}
"""Topics whose words are read as words first: "Station" is a family name somewhere."""


@dataclass(frozen=True, slots=True)
class Lists:
    """Folded words; every name is in one of the first three."""

    sure: WordSet
    """Names that are hardly ever anything else."""
    doubtful: WordSet
    """Names that some language uses as a word, too: a capital inside a sentence decides."""
    ordinary: WordSet
    """Names that are more often a word (Rose, Will, أمل): only a cue or a name beside them decides."""
    common: WordSet
    """Words of the languages served; doubtful and ordinary names among them, sure ones not."""
    everyday: frozenset[str]
    """Words of languages that no word list has, a part of `common`."""

    def is_name(self, word: str) -> bool:
        """True for any listed name, however doubtful."""
        return word in self.sure or word in self.doubtful or word in self.ordinary


def make(without: frozenset[str] = frozenset()) -> Lists:
    """The lists, but for the sources named: locales of Faker, or `egyptian`; for measuring on unseen names.

    Raises:
        RedactionError: a source is missing or unreadable, so that names would be missed in silence (P3).
    """
    own = _own_words()
    try:
        counts = _names(without)
        usual, also_words = _usual(counts.keys())
    except (ImportError, OSError, KeyError, ValueError, SyntaxError) as error:
        raise RedactionError(
            "a list of names or words is missing: install the pinned requirements"
        ) from error
    names = counts.keys() - vocabulary.words("names", "never")
    given = _parts(vocabulary.words("names", "given"))
    ordinary = (own & names) - given
    doubtful = {name for name in also_words & names if counts[name] < _SURE} - ordinary - given
    sure = names - ordinary - doubtful
    return Lists(
        sure=WordSet(sure),
        doubtful=WordSet(doubtful),
        ordinary=WordSet(ordinary),
        common=WordSet(own | doubtful, more=usual, without=sure),
        everyday=vocabulary.words("names", "everyday"),
    )


def _own_words() -> frozenset[str]:
    return frozenset(
        word
        for file, topics in _OWN_WORDS.items()
        for topic in topics
        for phrase in vocabulary.words(file, topic)
        for word in phrase.split()
    )


def _names(without: frozenset[str]) -> Counter[str]:
    """How many lists have each name."""
    counts = Counter(dict.fromkeys(_parts(vocabulary.words("names", "given")), _SURE))
    for locale in vocabulary.words_in_order("lists", "faker", "locales"):
        if locale not in without:
            counts.update(_parts(name for names in sources.people(locale) for name in names))
    if "egyptian" not in without:
        most, sure = (vocabulary.number("lists", "egyptian", key) for key in ("most", "sure"))
        for rank, spellings in zip(range(most), sources.egyptian(), strict=False):
            counts.update(dict.fromkeys(_parts(spellings), _SURE if rank < sure else 1))
    return counts


def _parts(names: Iterable[str]) -> set[str]:
    """The words of names, folded; single letters are none."""
    return {part for name in names for part in _SEPARATORS.split(fold.fold_word(name)) if len(part) > 1}


def _usual(names: Collection[str]) -> tuple[array[int], set[str]]:
    """Hashes of usual words, and those of the names that are words, too, however rare."""
    usual = array("q", map(digest, vocabulary.words("names", "everyday")))
    also_words: set[str] = set()
    for language, least_zipf in vocabulary.table("lists")["wordfreq"].items():
        limit = round((_MOST_ZIPF - float(str(least_zipf))) * _CENTIBELS)
        for centibels, bucket in enumerate(sources.usual_words(language)):
            words = [fold.fold_word(word) for word in bucket]
            also_words.update(word for word in words if word in names)
            if centibels <= limit:
                usual.extend(map(digest, words))
    return usual, also_words
