"""Numbers written out in words: "oh seven seven double oh", "zéro six douze", "صفر واحد اتنين"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sms.identifiers import fold, vocabulary
from sms.identifiers.span import Span

_TOKEN: Final = re.compile(rf"\d+|{fold.LETTER}+")
_GAP: Final = re.compile(r"[\s,.;:\-/_*|…]{0,4}")
_TENS = "10"
_LEAST_WORDS = 4
_LEAST_DIGITS = 5
"""Fewer are an age, a price or an hour."""


def _digit_words() -> dict[str, int]:
    """How many digits each number word stands for; words that some language needs for something else, too."""
    return {
        fold.fold_word(part): 2 if value == _TENS else 1
        for language in vocabulary.spelled_digits().values()
        for value, words in language.items()
        for word in words
        for part in word.split()
    }


_DIGITS: Final = _digit_words()
_JOINING: Final = vocabulary.words("numbers", "joining")


def find(folded: fold.Folded) -> Iterator[Span]:
    """Runs of number words, digits among them."""
    run = _Run()
    previous = 0
    for match in _TOKEN.finditer(folded.low):
        if run.words and not _GAP.fullmatch(folded.low, previous, match.start()):
            yield from run.close()
            run = _Run()
        if not run.take(match):
            yield from run.close()
            run = _Run()
        previous = match.end()
    yield from run.close()


class _Run:
    """Number words met in a row so far."""

    __slots__ = ("digits", "end", "start", "words")

    def __init__(self) -> None:
        self.words = self.digits = self.start = self.end = 0

    def take(self, match: re.Match[str]) -> bool:
        """True where the word belongs to the run; joining words do, without counting."""
        token = match.group()
        is_digits = token.isdigit()
        count = len(token) if is_digits else _DIGITS.get(token) or _DIGITS.get(token.removeprefix("و"))
        if count is None:
            return bool(self.end) and token in _JOINING
        if not self.end:
            self.start = match.start()
        self.end = match.end()
        self.digits += count
        self.words += not is_digits
        return True

    def close(self) -> Iterator[Span]:
        """The run as a span, where it is long enough to reach a person."""
        if self.words >= _LEAST_WORDS and self.digits >= _LEAST_DIGITS:
            yield Span(self.start, self.end, "number")
