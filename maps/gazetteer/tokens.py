"""A text cut into words that keep their place in it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from maps.gazetteer import fold
from maps.gazetteer.vocabulary import WORDS

MOST_TOKENS = 400
"""Words of one text that are looked at: ten joined text messages hold fewer."""
LONGEST_WORD = 60
"""Characters of one word that are looked at: no name's word is longer, a pasted blob is."""

# `\w` lacks the vowel signs of the Indic scripts and Arabic marks; controls may hide inside a word.
_LETTER = r"[^\W_]"
_MARKS = (
    r"\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"  # Latin, Arabic
    r"\u0900-\u0903\u093a-\u094f\u0955-\u0957\u0962\u0963"  # Devanagari
    r"\u0981-\u0983\u09bc-\u09cd\u0a01-\u0a03\u0a3c-\u0a4d\u0a81-\u0a83\u0abc-\u0acd"  # Bengali to Gujarati
    r"\u0b82\u0bbe-\u0bcd\u0c00-\u0c03\u0c3e-\u0c4d\u0c81-\u0c83\u0cbc-\u0ccd\u0d00-\u0d03\u0d3e-\u0d4d"
)
_HIDDEN = r"\u200b-\u200f\u202a-\u202e\u2066-\u2069"
_INNER = rf"{_LETTER}|[{_MARKS}{_HIDDEN}]"
_WORD = re.compile(
    rf"(?P<elided>\b[ldjsctnmLDJSCTNM]['’](?={_LETTER}))"  # l'hôpital: an article, then the word
    rf"|(?P<initials>(?:[^\W\d_]\.){{2,}}(?:[^\W\d_]\b)?)"  # U.N.
    rf"|(?P<word>{_LETTER}(?:{_INNER}|['’ʼ](?={_LETTER}))*)"
    r"|(?P<sign>[&@+/])"
)
_NUMBERED = re.compile(r"(?P<name>[^\W\d_]{3,})(?P<number>\d{1,4})")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")

_PROCLITICS = ("وبال", "وال", "فال", "بال", "كال", "ولل", "لل", "وب", "ول", "و", "ف", "ب", "ل", "ك")
"""Arabic "and", "in", "to", "as", written together with the word, with or without the article."""


class Token(NamedTuple):
    """One word: `text[start:end]`.

    `letters` is it folded and without the Arabic article; `word` is that in its one spelling; `others` are
    readings without prefix or suffix.
    """

    start: int
    end: int
    letters: str
    word: str
    others: tuple[str, ...] = ()
    is_capital: bool = False


def split(text: str) -> list[Token]:
    """The words of the text in order, each with its span; what lies past the limit is left out."""
    tokens: list[Token] = []
    for start, end, is_elided in _pieces(text):
        if len(tokens) >= MOST_TOKENS:
            break
        if is_elided or end - start > LONGEST_WORD:
            continue
        raw = text[start:end]
        if raw.isascii() and raw.isalnum():  # nearly every word of a Latin text, and nothing to fold
            letters = raw.lower()
            tokens.append(Token(start, end, letters, WORDS.canonical(letters), (), raw[0].isupper()))
            continue
        folded = fold.fold(raw)
        if folded:
            letters = fold.bare(folded)
            word = WORDS.canonical(letters)
            tokens.append(Token(start, end, letters, word, _others(raw, folded), raw[0].isupper()))
    return tokens


def _pieces(text: str) -> Iterator[tuple[int, int, bool]]:
    for match in _WORD.finditer(text):
        start, end = match.span()
        is_numbered = match.lastgroup == "word" and text[end - 1].isdigit()
        numbered = _NUMBERED.fullmatch(text, start, end) if is_numbered else None
        if numbered:
            yield (*numbered.span("name"), False)
            yield (*numbered.span("number"), False)
        elif start and text[start - 1] == "#":
            yield from ((a, b, False) for a, b in _humps(text, start, end))
        else:
            yield start, end, match.lastgroup == "elided"


def _humps(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A hashtag's parts: #NairobiFloods is two words."""
    edges = [start, *(match.start() for match in _HUMP.finditer(text, start, end)), end]
    yield from itertools.pairwise(edges)


def plain(folded: str) -> str:
    """A folded word without the Arabic article, in its one spelling."""
    return WORDS.canonical(fold.bare(folded))


def _others(raw: str, folded: str) -> tuple[str, ...]:
    if "\u0621" <= folded[0] <= "\u064a":
        rests = (folded[len(prefix) :] for prefix in _PROCLITICS if folded.startswith(prefix))
        return tuple(dict.fromkeys(plain(rest) for rest in rests if len(rest) >= 3))[:2]
    if raw.isalnum():
        return ()
    apostrophe = max(raw.rfind("'"), raw.rfind("’"))
    if apostrophe >= 2 and len(raw) - apostrophe <= 4:  # Nairobi's
        return (plain(fold.fold(raw[:apostrophe])),)
    return ()
