"""The first word of a message, where it is one of those that steer the dialog."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from rapidfuzz.distance import DamerauLevenshtein

from sms import words

# Shorter words lie within one letter of too many others.
MIN_GUESSED = 4

# \w leaves out vowel signs and marks, so their blocks are named: Devanagari, Arabic, combining.
_FIRST = re.compile(r"[\W_]*([\w\u0900-\u0963\u064b-\u065f\u0670\u0300-\u036f]+)[\W_]*")


@dataclass(frozen=True, slots=True)
class Keyword:
    """What a first word asks for, the languages it is a word of, and the text after it."""

    meaning: str
    languages: tuple[str, ...]
    rest: str = field(repr=False)


def find(text: str) -> Keyword | None:
    """The keyword that the text begins with, or None; words that must stand alone count only then."""
    match = _FIRST.match(text)
    found = _table().get(words.fold(match[1])) if match else None
    if match is None or found is None:
        return None
    meaning, languages = found
    rest = text[match.end() :].strip()
    if rest and meaning in _data()["alone"]:
        return None
    return Keyword(meaning, languages, rest)


def guess(word: str) -> Keyword | None:
    """The keyword that a misspelt word was meant as: one slip of a finger away, and the only one so near.

    Never one that must stand alone, since something follows a word that is guessed.
    """
    folded = words.fold(word)
    if len(folded) < MIN_GUESSED:
        return None
    near = {entry for key, entry in _table().items() if DamerauLevenshtein.distance(folded, key) <= 1}
    near = {(meaning, languages) for meaning, languages in near if meaning not in _data()["alone"]}
    return Keyword(*near.pop(), "") if len(near) == 1 else None


def meanings() -> tuple[str, ...]:
    """All that a first word can ask for."""
    return tuple(_data()["words"])


def first_words(meaning: str, language: str) -> tuple[str, ...]:
    """The words of a language for a meaning, the one to teach first."""
    return tuple(_data()["words"][meaning][language])


def reserved() -> frozenset[str]:
    """Words that carriers and providers answer or block themselves: never ours."""
    return frozenset(_data()["reserved"])


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("sms").joinpath("data", "keywords.toml").read_text("utf-8"))


@cache
def _table() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """Folded first word to its meaning and languages."""
    table: dict[str, tuple[str, tuple[str, ...]]] = {}
    for meaning, by_language in _data()["words"].items():
        for language, group in by_language.items():
            for word in group:
                _, languages = table.get(words.fold(word), (meaning, ()))
                table[words.fold(word)] = (meaning, (*languages, language))
    return table
