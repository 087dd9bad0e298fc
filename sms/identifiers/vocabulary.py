"""The words that announce an identity, by language, from `data/*.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from sms.identifiers import fold

_DATA: Final = Path(__file__).parent / "data"

ARTICLE: Final = "(?:[وفبلك]?(?:ال)?|لل)"
"""What Arabic writes together with the next word: and, so, with, to, like, the."""


@cache
def table(file: str) -> dict[str, dict[str, list[str]]]:
    """One data file: topic, then language, then words."""
    return tomllib.loads((_DATA / f"{file}.toml").read_text(encoding="utf-8"))


def words(file: str, topic: str) -> frozenset[str]:
    """The words of one topic in every language, folded as texts are."""
    return frozenset(fold.fold_word(word) for each in table(file)[topic].values() for word in each)


def spelled_digits() -> dict[str, dict[str, list[str]]]:
    """Number words by language and value; the value 10 stands for all of two digits."""
    languages = {key: table("numbers")[key] for key in table("numbers") if key.startswith("digits_")}
    return dict(languages)


def words_in_order(file: str, topic: str, key: str) -> list[str]:
    """One list of a data file as it stands there, unfolded."""
    return list(table(file)[topic][key])


def number(file: str, topic: str, key: str) -> int:
    """One whole number of a data file."""
    return int(str(table(file)[topic][key]))


def any_of(candidates: Iterable[str]) -> str:
    """A regular expression for any of these, longest first; a space stands for any short blank."""
    ordered = sorted(candidates, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"[\s]{1,3}") for word in ordered) + ")"


def cue(file: str, topic: str) -> str:
    """A regular expression for a whole cue word of one topic, with what Arabic writes before it."""
    return fold.OPEN + ARTICLE + any_of(words(file, topic)) + fold.CLOSE
