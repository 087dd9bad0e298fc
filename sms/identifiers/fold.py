"""A text as finders read it: plain digits, no invisible characters, no accents, one look for each letter."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

_SAME_LOOK: Final = {
    **dict.fromkeys("أإآٱ", "ا"),
    **dict.fromkeys("ىیئ", "ي"),
    **dict.fromkeys("’‘ʼ`´′", "'"),
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("·•∙⋅‧●٫", "."),
    **dict.fromkeys("٬،", ","),
    "ة": "ه",
    "ؤ": "و",
    "ک": "ك",
    "ı": "i",
    "−": "-",
    "।": ".",
    "؟": "?",
    "؛": ";",
}
_BLANKS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u0640\ufffc")
"""Letters and symbols that show nothing: fillers, the empty braille cell, the Arabic stretch."""

_NUKTA: Final = 7
_HEBREW_POINTS: Final = range(10, 27)
_ARABIC_MARKS: Final = range(27, 37)
_ACCENTS: Final = range(200, 241)
"""Canonical combining classes that names are written with and without (Unicode Standard, table 4-3)."""


def _marks() -> str:
    r"""A regular expression's ranges of the vowel signs and viramas that `\w` does not match."""
    codes = [
        c for c in (*range(0x300, 0x1D00), *range(0xA800, 0xAC00)) if unicodedata.category(chr(c))[0] == "M"
    ]
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\u{low:04x}-\\u{high:04x}" for low, high in ranges)


MARKS: Final = _marks()
LETTER: Final = rf"(?:[^\W\d_]|[{MARKS}])"
"""One letter of any script; `\\w` alone breaks every Hindi word at its first vowel sign."""
SIGN: Final = rf"[\w{MARKS}]"
"""One letter, digit or low line of any script."""
IS_SIGN: Final = re.compile(SIGN)
OPEN: Final = rf"(?:(?<!{SIGN})|(?!{SIGN}))"
CLOSE: Final = rf"(?:(?!{SIGN})|(?<!{SIGN}))"
"""Word edges that also hold beside `$` and `#`, which have none."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, in its own case and in small letters, with the way back to the original."""

    text: str = field(repr=False)
    low: str = field(repr=False)
    origins: tuple[int, ...] | None = field(repr=False)
    """Index in the original for each character and one past the end; None where nothing moved."""

    def to_original(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original that holds this range of the folded text, hidden characters included."""
        if self.origins is None:
            return start, end
        return self.origins[start], max(self.origins[end], self.origins[end - 1] + 1)


def fold(text: str) -> Folded:
    """What finders read; never shorter in meaning, often shorter in characters."""
    if text.isascii() and text.isprintable():
        return Folded(text, text.lower(), None)
    pieces: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(text):
        piece = _character(character)
        pieces.append(piece)
        origins.extend([index] * len(piece))
    origins.append(len(text))
    folded = "".join(pieces)
    return Folded(folded, folded.lower(), tuple(origins))


def fold_word(word: str) -> str:
    """One word of a list or a cue, as `Folded.low` shows it."""
    return fold(word).low


@lru_cache(maxsize=4096)
def _character(character: str) -> str:
    if character in "\n\t\r":
        return " " if character == "\t" else "\n"
    if character in _SAME_LOOK:
        return _SAME_LOOK[character]
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    return "".join(_simple(c) for c in unicodedata.normalize("NFKD", character))


def _simple(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cf", "Cc", "Me") or character in _BLANKS or _is_optional_mark(character, category):
        return ""
    if category in ("Zs", "Zl", "Zp"):
        return " " if category == "Zs" else "\n"
    if category == "Pd":
        return "-"
    return _SAME_LOOK.get(character, character)


def _is_optional_mark(character: str, category: str) -> bool:
    if category != "Mn":
        return False
    if "\ufe00" <= character <= "\ufe0f" or character >= "\U000e0100":
        return True
    order = unicodedata.combining(character)
    return order == _NUKTA or any(order in r for r in (_HEBREW_POINTS, _ARABIC_MARKS, _ACCENTS))
