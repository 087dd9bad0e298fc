"""Which words are names and which are everyday words, from lists that other packages carry.

Read once, at first use: about half a second and 15 MB for good; the packages' own data is let go.
"""

from __future__ import annotations

import gzip
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import wordfreq

from sms.errors import RedactionError
from sms.identifiers import fold, vocabulary

_SOURCES: Final = vocabulary.table("lists")
_PERSON: Final = "faker.providers.person"
_ATTRIBUTE: Final = re.compile(r"(?:first|last|middle)_(?:romanized_)?names(?:_\w+)?")
_ENTRY: Final = re.compile(r'"a": "([^"]+)", "e": "([^"]*)"')
_CENTIBELS = 100
_MOST_ZIPF = 9
_LEAST_LETTERS = 2

ARABIC_PREFIXES: Final = ("وال", "بال", "لل", "ال", "و", "ب", "ل", "ف", "ك")


@dataclass(frozen=True, slots=True)
class Lists:
    """Folded words: names of people, and words that are usual in some language served."""

    names: frozenset[str]
    common: frozenset[str]
    ordinary: frozenset[str]
    """Names that are more often a word: Rose, Will, كريم. They need a cue or a second name beside them."""


@cache
def load(without: frozenset[str] = frozenset()) -> Lists:
    """The lists, but for the sources named: Faker's locales or `egyptian`. For measuring, mostly.

    Raises:
        RedactionError: a source is missing or unreadable, so that names would be missed in silence (P3).
    """
    try:
        names = frozenset(word for word in _names(without) if len(word) >= _LEAST_LETTERS)
        common = frozenset(word for word in _common())
    except (ImportError, OSError, KeyError) as error:
        raise RedactionError(
            "a list of names or words is missing: install the pinned requirements"
        ) from error
    ordinary = vocabulary.words("names", "ordinary")
    return Lists(names - vocabulary.words("names", "never"), (common - names) | ordinary, ordinary)


def is_common(word: str) -> bool:
    """True for a folded word that some language served uses every day."""
    return word in load().common


def _names(without: frozenset[str]) -> Iterator[str]:
    yield from vocabulary.words("names", "given")
    for locale in set(_SOURCES["faker"]["locales"]) - without:
        provider = importlib.import_module(f"{_PERSON}.{locale}").Provider
        for attribute, values in vars(provider).items():
            if _ATTRIBUTE.fullmatch(attribute) and isinstance(values, (list, tuple, dict)):
                yield from _parts(values)
    if "egyptian" not in without:
        yield from _parts(_egyptian(int(str(_SOURCES["egyptian"]["most"]))))


def _parts(names: object) -> Iterator[str]:
    for name in names if isinstance(names, (list, tuple, dict)) else ():
        yield from re.split(r"[\s\-.']+", fold.fold_word(name)) if isinstance(name, str) else ()


def _egyptian(most: int) -> list[str]:
    """The most frequent names of the package's list, read no further than that: the whole takes 300 MB."""
    names: list[str] = []
    path = resources.files("egy_names") / "data" / "names.json.gz"
    with path.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as text:
        tail = ""
        while len(names) < 2 * most and (block := text.read(1 << 16)):
            tail += block
            last = 0
            for match in _ENTRY.finditer(tail):
                names.extend(match.groups())
                last = match.end()
            tail = tail[last:]
    return names


def _common() -> Iterator[str]:
    files = wordfreq.available_languages("small")
    for language, least_zipf in _SOURCES["wordfreq"].items():
        buckets = wordfreq.read_cBpack(files[language])
        for bucket in buckets[: int((_MOST_ZIPF - float(str(least_zipf))) * _CENTIBELS) + 1]:
            yield from map(fold.fold_word, bucket)
    yield from vocabulary.words("names", "everyday")
