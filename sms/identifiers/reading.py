"""A text as words, with what their spelling tells."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final, NamedTuple

from sms.identifiers import fold, lists, vocabulary


class Shape(Enum):
    """How a word is written."""

    SMALL = "small"
    CAPITAL = "Capital"
    UPPER = "UPPER"
    CASELESS = "of a script without capitals"


class Token(NamedTuple):
    """One word, folded, and where it stands in the folded text."""

    start: int
    end: int
    word: str
    shape: Shape
    opens: bool
    """First of a sentence, where a capital says nothing."""


_TOKEN: Final = re.compile(rf"{fold.LETTER}+")
_OPENING: Final = re.compile(r"[.!?\n:…][\s\"'(\[*>\-#]*$")
_REACH: Final = 6
_JOINED: Final = frozenset("وبلفك")
"""And, with, to, so, like: Arabic writes them together with the next word."""
_STOP: Final = vocabulary.words("names", "never")


class Reading:
    """The words of one text and the lists they are looked up in."""

    __slots__ = ("folded", "has_case", "is_understood", "known", "tokens")

    def __init__(self, folded: fold.Folded, known: lists.Lists) -> None:
        self.folded = folded
        self.known = known
        self.tokens = _tokens(folded)
        self.has_case = self._has_case()
        self.is_understood = self._is_understood()

    def _has_case(self) -> bool:
        """False for a text in capitals or in title case, where a capital marks nothing."""
        shapes = [token.shape for token in self.tokens if token.shape is Shape.SMALL or not token.opens]
        return 2 * shapes.count(Shape.SMALL) >= len(shapes) - shapes.count(Shape.CASELESS)

    def _is_understood(self) -> bool:
        """True where two words of three are usual, so that an unusual one means something."""
        common = self.known.common
        usual = sum(token.word in common for token in self.tokens)
        return 3 * usual >= 2 * (len(self.tokens) - 1)

    def gap(self, index: int) -> str:
        """What stands between a token and the next."""
        return self.folded.text[self.tokens[index].end : self.tokens[index + 1].start]

    def is_capital(self, token: Token) -> bool:
        """True for a capital that means something."""
        return self.has_case and token.shape is Shape.CAPITAL

    def is_usual(self, token: Token) -> bool:
        """True for an everyday word, doubtful and ordinary names among them."""
        return token.word in self.known.common or token.word in _STOP or len(token.word) == 1

    def is_sure(self, token: Token) -> bool:
        """True for a name that is hardly ever a word, also behind the letters Arabic joins to it."""
        word, sure = token.word, self.known.sure
        if word in sure:
            return True
        return word[0] in _JOINED and len(word) > 3 and word[1:] in sure and word not in self.known.common

    def is_name(self, token: Token) -> bool:
        """True for any listed name."""
        return self.known.is_name(token.word)

    def is_stop(self, token: Token) -> bool:
        """True for what is never a name by itself."""
        return token.word in _STOP


def without_joined(word: str) -> str:
    """The word without the one letter that Arabic may join to its front."""
    return word[1:] if word[0] in _JOINED else word


def _tokens(folded: fold.Folded) -> list[Token]:
    text, low = folded.text, folded.low
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        opens = start == 0 or bool(_OPENING.search(text, max(0, start - _REACH), start))
        tokens.append(Token(start, end, low[start:end], _shape(match.group()), opens))
    return tokens


def _shape(word: str) -> Shape:
    if word.islower():
        return Shape.SMALL
    if word[0].isupper():
        return Shape.UPPER if len(word) > 1 and word.isupper() else Shape.CAPITAL
    return Shape.SMALL if word.upper() != word.lower() else Shape.CASELESS
