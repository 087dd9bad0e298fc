"""Consonant skeletons: المهندسين, Mohandessin and mohandiseen all give "mhndsn"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from anyascii import anyascii

SHORTEST = 2
"""Consonants a skeleton needs to be looked up: Maadi has two. What it finds is compared by `form`."""

_SOUNDS = {
    **dict.fromkeys(("sh", "ch", "zh", "sch", "tch"), "s"),
    "kh": "k",
    "gh": "g",
    "th": "t",
    "dh": "d",
    "ph": "f",
    "bh": "b",
    "jh": "g",
    "ck": "k",
    "qu": "k",
    "x": "ks",
    "dj": "g",
    "tz": "s",
    "ts": "s",
    "ng": "ng",
    "wh": "w",
    "rh": "r",
    "lh": "l",
    "ll": "l",
    **dict.fromkeys(("ce", "ci", "cy"), "s"),
    "q": "k",
    "c": "k",
    "z": "s",
    "j": "g",
    "p": "b",
    "v": "f",
}
_SOUND = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
_ARTICLE = re.compile(r"(?:al|el|ul)(?=[bcdfghjklmnpqrstvwxyz]{1}[a-z0-9]{3})")
_CHAT_DIGIT = str.maketrans({"2": "", "3": "", "5": "kh", "6": "t", "7": "h", "8": "gh", "9": "s"})
"""Arabic letters as typed on Latin keyboards: 3abbas, 7elwan."""
_CHAT = re.compile(r"(?=(?:.*[a-z]){3})[2356789]?(?:[a-z]+[2356789])*[a-z]+")
_DOUBLE = re.compile(r"([a-z])\1+")
_SILENT = re.compile(r"[^a-z0-9]|[aeiouwy]|h$")
_NASAL = re.compile(r"n(?=b)")


_ARABIC = str.maketrans(
    dict(zip("ابتجحدرزسصضطفقكلمنهويپچگڤء", "abtghdrzssdtfqklmnhwypcgv ", strict=True))
    | {"ث": "th", "خ": "kh", "ذ": "dh", "ش": "sh", "ظ": "z", "غ": "gh", "ع": "", "ء": ""}
)
"""Letter by letter, long vowels kept: common Latin spellings, not a scholar's."""


def roman(word: str) -> str:
    """The word in Latin letters and digits only; Arabic has no short vowels, as it never wrote them."""
    if word.isascii():
        latin = word
    else:
        latin = "".join(filter(str.isalnum, anyascii(word.translate(_ARABIC)).lower()))
    if not latin.isalpha() and _CHAT.fullmatch(latin):
        latin = latin.translate(_CHAT_DIGIT)
    return latin


def one(word: str) -> str:
    """The skeleton of one folded word."""
    return _one(roman(word))


def _one(latin: str) -> str:
    if latin.isdigit():
        return latin
    latin = _ARTICLE.sub("", latin, count=1) if latin[:2] in ("al", "el", "ul") else latin
    sounds = _SOUND.sub(lambda match: _SOUNDS[match[0]], latin)
    first = sounds[:1] if sounds[:1] in ("w", "y") else ""
    return _DOUBLE.sub(r"\1", _NASAL.sub("m", first + _SILENT.sub("", sounds[len(first) :])))


_VOWEL = str.maketrans({"e": "i", "y": "i", "o": "u", "w": "u"})


def form(words: Iterable[str]) -> str:
    """The name as it sounds, vowels kept in three classes: tells names of one skeleton apart."""
    return _form("".join(map(roman, words)))


def _form(latin: str) -> str:
    sounds = _SOUND.sub(lambda match: _SOUNDS[match[0]], latin).translate(_VOWEL)
    return _DOUBLE.sub(r"\1", sounds)


class Ear:
    """How words sound, each worked out once; it lives as long as one text, or one part of an import."""

    __slots__ = ("_forms", "_ones", "_romans")

    def __init__(self) -> None:
        self._ones: dict[str, str] = {}
        self._forms: dict[tuple[str, ...], str] = {}
        self._romans: dict[str, str] = {}

    def join(self, words: Sequence[str]) -> str:
        """As `join`."""
        ones = self._ones
        for word in words:
            if word not in ones:
                ones[word] = _one(self._roman(word))
        return _DOUBLE.sub(r"\1", "".join([ones[word] for word in words]))

    def form(self, words: tuple[str, ...]) -> str:
        """As `form`."""
        known = self._forms.get(words)
        if known is None:
            known = self._forms[words] = _form("".join(map(self._roman, words)))
        return known

    def _roman(self, word: str) -> str:
        known = self._romans.get(word)
        if known is None:
            known = self._romans[word] = roman(word)
        return known


def is_telling(shape: str) -> bool:
    """Whether a skeleton is worth looking up: enough consonants, not digits alone."""
    return sum(map(str.isalpha, shape)) >= SHORTEST


def join(words: Iterable[str]) -> str:
    """The skeleton of a name: no spaces, so that "Shop Rite" and "ShopRite" meet."""
    return _DOUBLE.sub(r"\1", "".join(map(one, words)))
