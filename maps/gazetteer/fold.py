"""One spelling for every way a character can be written: the first step of every key."""

from __future__ import annotations

import unicodedata

VIRAMA = 9
"""Canonical combining class of the Indic virama, which joins consonants and must stay (Unicode, UAX #44)."""

_ZEROES = (0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0)

_LETTERS: dict[str, str] = {
    **dict(zip("ةىکیۀەھہ", "هيكيهههه", strict=True)),
    "ı": "i",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ħ": "h",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ð": "d",
    "ɓ": "b",
    "ɗ": "d",
    "ƙ": "k",
    "ŋ": "ng",
    "ɛ": "e",
    "ɔ": "o",
    "ँ": "ं",
    # Signs inside a word that carry no letter: apostrophes of all kinds, tatweel, half-rings, hyphens.
    **dict.fromkeys("'’‘ʼʻ`´ʿʾ′ـ‐‑-.", ""),
}
_FORMS = str.maketrans(_LETTERS | {chr(zero + value): str(value) for zero in _ZEROES for value in range(10)})


def fold(word: str) -> str:
    """The word in lower case with compatibility forms, marks, controls and bidi signs gone; digits are 0-9.

    Arabic forms fall together (أ إ آ ا, ة ه, ى ي), Devanagari keeps its vowel signs and loses the nukta.
    """
    if word.isascii():
        return word.lower() if word.isalnum() else word.lower().translate(_FORMS)
    wide = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold())
    kept = [letter for letter in wide if _stays(letter)]
    return unicodedata.normalize("NFC", "".join(kept).translate(_FORMS))


def bare(folded: str) -> str:
    """A folded word without the Arabic article, unless hardly anything else is left."""
    return folded[2:] if folded.startswith("ال") and len(folded) >= 5 else folded


def _stays(letter: str) -> bool:
    if unicodedata.combining(letter) not in (0, VIRAMA):
        return False
    return unicodedata.category(letter) not in ("Cf", "Cc", "Co", "Cs", "Mn") or _is_indic_sign(letter)


def _is_indic_sign(letter: str) -> bool:
    """Vowel signs of the Indic blocks are spelling, not decoration."""
    return "\u0900" <= letter <= "\u0dff"
