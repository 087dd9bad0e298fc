"""A message as plain words: one spelling where people have several, and where its clauses part."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from sms import digits

# Letters that Arabic, Persian and Urdu keyboards give for the same sound, and marks people leave out.
_ARABIC = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ی": "ي", "ے": "ي", "ؤ": "و", "ة": "ه",
     "ہ": "ه", "ھ": "ه", "ۃ": "ه", "ۀ": "ه", "ک": "ك", "ں": "ن", "ء": "", "ـ": ""}
)  # fmt: skip
_DEVANAGARI = str.maketrans({"ँ": "ं", "़": ""})
# The one picture that is a word.
_SIGNS = str.maketrans({"🆘": " sos "})
_ELISION = re.compile(r"\b(qu|[cdjlmnst])['’ʼ](?=\w)")
_APOSTROPHE = re.compile(r"['’‘ʼ`´]")
_DRAWN_OUT = re.compile(r"(\D)\1{2,}")
_DOUBLED = re.compile(r"([^\W\d])\1")
# \w leaves out vowel signs and Arabic marks, so their blocks are named.
_WORD_OR_BREAK = re.compile(r"[\w\u0900-\u0963\u0971-\u097f]+|[.!?;,،؛؟۔।\n()]")
_SENTENCE_ENDS = frozenset(".!?؟۔।\n")
_MIN_DOUBLED = 6


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one message; `clauses` and `sentences` give for each word which one it stands in.

    `folded` is the whole text in one spelling, with its marks.
    """

    folded: str = field(repr=False)
    words: tuple[str, ...] = field(repr=False)
    clauses: tuple[int, ...]
    sentences: tuple[int, ...]


def fold(text: str) -> str:
    """The text in one spelling: compatibility forms, case, accents, marks, digits, drawn-out letters."""
    plain = text.casefold() if text.isascii() else _fold_marks(digits.to_ascii(text).casefold())
    plain = _APOSTROPHE.sub("", _ELISION.sub(r"\1 ", plain))
    return _DRAWN_OUT.sub(r"\1", plain)


def squeeze(word: str) -> str:
    """The word without doubled letters, which is how many misspell it; short words stay as they are."""
    return _DOUBLED.sub(r"\1", word) if len(word) >= _MIN_DOUBLED else word


def split(text: str) -> Words:
    """The folded words of a text, each with its clause and sentence numbered from 0."""
    words, clauses, sentences = [], [], []
    clause = sentence = 0
    folded = fold(text)
    for match in _WORD_OR_BREAK.finditer(folded):
        part = match.group()
        if part[0].isalnum() or part[0] == "_" or len(part) > 1:
            words.append(part)
            clauses.append(clause)
            sentences.append(sentence)
            continue
        clause += 1
        sentence += part in _SENTENCE_ENDS
    return Words(folded, tuple(words), tuple(clauses), tuple(sentences))


def _fold_marks(text: str) -> str:
    """The text without accents and Arabic vowel marks, one letter for those that keyboards confuse."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", text) if not _is_droppable_mark(letter)
    )
    return unicodedata.normalize("NFC", plain).translate(_ARABIC).translate(_DEVANAGARI).translate(_SIGNS)


def _is_droppable_mark(letter: str) -> bool:
    """True for accents and Arabic vowel marks; Devanagari's signs are letters to its readers."""
    return unicodedata.combining(letter) != 0 and not "\u0900" <= letter <= "\u097f"
