"""The lexicons: one data file a language under `data/lexicon`, read once and compiled."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from sms import words
from sms.pattern import Lexicon

LANGUAGES = ("en", "ar", "sw", "hi", "es", "fr", "fil", "ur")


@cache
def read(language: str) -> Mapping[str, Any]:
    """The data file of a language as it stands: tables of phrases, `sets`, `spelling`, `numbers`, ..."""
    path = resources.files("sms").joinpath("data", "lexicon", f"{language}.toml")
    return tomllib.loads(path.read_text("utf-8"))


@cache
def get(language: str) -> Lexicon:
    """The compiled lexicon of a language; its labels are the paths of the data file's `phrases` tables."""
    data = read(language)
    sets = {name: [words.fold(glob) for glob in globs] for name, globs in data.get("sets", {}).items()}
    phrases = {
        label: [_fold_phrase(phrase) for phrase in group] for label, group in _flatten(data["phrases"])
    }
    prefixes = [words.fold(prefix) for prefix in data.get("prefixes", ())]
    return Lexicon(phrases, sets, _speller(data.get("spelling", {})), prefixes)


def _flatten(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, list[str]]]:
    for name, value in table.items():
        here = f"{path}.{name}" if path else name
        if isinstance(value, list):
            yield here, value
        else:
            yield from _flatten(value, here)


def _fold_phrase(phrase: str) -> str:
    """The phrase with its words folded as a message's are, its own signs kept."""
    return words.fold(phrase)


def _speller(rules: Mapping[str, str]) -> Callable[[str], str]:
    """What maps a word to the one spelling that its variants share: first the rules, then no doubles."""
    table = [(words.fold(old), words.fold(new)) for old, new in rules.items()]

    def spell(word: str) -> str:
        for old, new in table:
            word = word.replace(old, new)
        return words.squeeze(word)

    return spell
