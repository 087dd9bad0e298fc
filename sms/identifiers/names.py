"""Names of people, where they are recognised: announced by a cue, listed, or capitalised and unknown.

No rule finds every name; what this one finds is measured by `flask redact measure` and stated (P3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sms.identifiers import fold, lists, made, name_cues, vocabulary
from sms.identifiers.phrases import Phrases
from sms.identifiers.reading import Reading, Shape, Token, without_joined
from sms.identifiers.span import Span

_words = vocabulary.words
_TIES: Final = re.compile(r" {1,2}|-|'|\. ?| - ")
_MOST_PARTS: Final = 4
_SHORTEST: Final = 3
_PARTICLES: Final = _words("names", "particle")
_SUFFIXES: Final = _words("names", "suffix")
_CONJUNCTIONS: Final = _words("names", "conjunction")
_PLACES: Final = _words("names", "place_noun")
_PLACE_CUES: Final = Phrases(
    {topic: _words("names", topic) for topic in ("place_before", "place_strict")}, backwards=True
)


def find(folded: fold.Folded) -> Iterator[Span]:
    """Names with every further occurrence of each; neighbours that belong to them included.

    Raises:
        RedactionError: the lists of names are missing.
    """
    return find_with(made.load(), folded)


def find_with(known: lists.Lists, folded: fold.Folded) -> Iterator[Span]:
    """As `find`, from other lists."""
    reading = Reading(folded, known)
    cued = name_cues.find(reading)
    found = _without_places(
        reading, {i for i, token in enumerate(reading.tokens) if _is_seen(reading, i, token)}
    )
    found |= cued
    for index in sorted(found):
        for step in (1, -1):
            found.update(_grow(reading, index, step, found, cued))
    found |= _repeated(reading, found)
    for first, last in _runs(reading, found):
        yield Span(reading.tokens[first].start, reading.tokens[last].end, "name")


def _is_seen(reading: Reading, index: int, token: Token) -> bool:
    """True for a name that needs no announcement."""
    if len(token.word) < _SHORTEST or reading.is_stop(token) or reading.folded.low[token.start - 1] in "#@_":
        return False
    if reading.is_sure(token):
        return (
            token.shape is not Shape.CAPITAL
            or not _stands_in(reading, index, "place_strict")
            or _owns(reading, token)
        )
    return _is_unknown_capital(reading, token) and not _stands_in(reading, index, "place_before")


def _is_unknown_capital(reading: Reading, token: Token) -> bool:
    """True for a capital inside a sentence that no language asks for."""
    if not reading.is_capital(token) or token.word in _PLACES:
        return False
    if token.word in reading.known.doubtful:
        return not token.opens
    return not reading.is_usual(token) and (not token.opens or reading.is_understood)


def _stands_in(reading: Reading, index: int, topic: str) -> bool:
    """True after a word like "in" or "near"."""
    if not index or not reading.gap(index - 1).isspace():
        return False
    return any(found == topic for found, _ in _PLACE_CUES.match(reading.tokens, index - 1))


def _owns(reading: Reading, token: Token) -> bool:
    return reading.folded.low.startswith("'s", token.end)


def _without_places(reading: Reading, found: set[int]) -> set[int]:
    """Without names that stand in a place's name: Kenyatta Avenue, شارع رمسيس, rue Pasteur."""
    kept = set(found)
    for first, last in _runs(reading, found):
        is_after = first > 0 and _is_beside(reading, first - 1) and reading.tokens[first - 1].word in _PLACES
        has_noun = last + 1 < len(reading.tokens) and _is_beside(reading, last)
        if is_after or (has_noun and reading.tokens[last + 1].word in _PLACES):
            kept.difference_update(range(first, last + 1))
    return kept


def _is_beside(reading: Reading, index: int) -> bool:
    return reading.gap(index).strip() in ("", "-")


def _runs(reading: Reading, indices: set[int]) -> list[tuple[int, int]]:
    """First and last index of each row of neighbouring words."""
    runs: list[tuple[int, int]] = []
    for index in sorted(indices):
        if runs and runs[-1][1] == index - 1 and _TIES.fullmatch(reading.gap(index - 1)):
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs


def _grow(reading: Reading, index: int, step: int, found: set[int], cued: set[int]) -> Iterator[int]:
    """Further parts of a name to one side, and the second of two that "and" joins."""
    for following in range(index + step, index + step * _MOST_PARTS, step):
        if not 0 <= following < len(reading.tokens) or following in found:
            return
        if not _TIES.fullmatch(reading.gap(min(following, following - step))):
            return
        if not _is_part(reading, following, step, found, cued):
            if following == index + step and reading.tokens[following].word in _CONJUNCTIONS:
                yield from _partner(reading, following + step)
            return
        yield following


def _partner(reading: Reading, index: int) -> Iterator[int]:
    if 0 <= index < len(reading.tokens):
        token = reading.tokens[index]
        has_weight = reading.is_capital(token) and not reading.is_usual(token)
        if (
            not reading.is_stop(token)
            and token.word not in _PLACES
            and (has_weight or (reading.is_name(token) and token.shape is not Shape.SMALL))
        ):
            yield index


def _is_part(reading: Reading, index: int, step: int, found: set[int], cued: set[int]) -> bool:
    token = reading.tokens[index]
    if step > 0 and (token.word in _SUFFIXES or _is_joined_name(reading, token)):
        return True
    if token.word in _PARTICLES:
        beyond = index + step
        if len(token.word) == 1:  # O'Connor and D'Souza, but no "o" that means "or"
            return step < 0 and reading.gap(index) == "'"
        return 0 <= beyond < len(reading.tokens) and (
            beyond in found or _is_name_like(reading, reading.tokens[beyond])
        )
    if step > 0 and index - 1 in cued and reading.is_capital(token) and not token.opens:
        return not reading.is_stop(token) and token.word not in _PLACES
    return _is_name_like(reading, token) and not (token.opens and reading.is_usual(token))


def _is_joined_name(reading: Reading, token: Token) -> bool:
    """True for "and" and a name, which Arabic writes as one word."""
    rest = token.word[1:]
    return token.word[0] == "و" and (rest in reading.known.sure or rest in reading.known.doubtful)


def _is_name_like(reading: Reading, token: Token) -> bool:
    """True for what may stand beside a name as a part of it."""
    if reading.is_stop(token) or token.word in _PLACES:
        return False
    if reading.is_capital(token):
        return reading.is_name(token) or not reading.is_usual(token)
    return reading.is_sure(token) or (token.shape is Shape.CASELESS and token.word in reading.known.doubtful)


def _repeated(reading: Reading, found: set[int]) -> set[int]:
    """Every other occurrence of each name, in any case; an everyday word must look like a name."""
    words = {reading.tokens[index].word for index in found} - _PARTICLES
    return {
        index
        for index, token in enumerate(reading.tokens)
        if (
            token.word in words
            or without_joined(token.word) in words
            or token.word.removesuffix("s") in words
        )
        and (token.shape is not Shape.SMALL or not reading.is_usual(token))
    }
