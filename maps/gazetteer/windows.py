"""Runs of words that may be names, and the cue words around them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from maps.gazetteer import names, skeletons, typos
from maps.gazetteer.tokens import Token
from maps.gazetteer.vocabulary import AFTER, BEFORE, WEAK, WORDS

MOST_WORDS = 5
"""Words of a run: longer names are said in part."""
LONG = 3
"""Words from which a run may end on an everyday word: "Ahmed Shawky School for Girls"."""
FEW = 6
"""Content words up to which any of them may be a name, cue or no cue."""
CORNER_WORDS = 3
"""Words on either side of "and" that may be a street's name."""

MOST_SPELLINGS = 16
"""Spellings of one run that are tried, those with the fewest slips first."""

_BREAK = re.compile(r"[!?;:,،؛।\n…()\[\]\"“”«»]|\.(?=\s|$)")
_SIGNS = frozenset("/+@")


Readings: TypeAlias = Mapping[int, Sequence[tuple[str, float]]]
"""Token -> spellings to try, with the share of letters kept."""


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens `first` up to, not including, `last`, and how they are spelled for the look-up."""

    first: int
    last: int
    words: tuple[str, ...]
    share: float = 1.0
    """how much of the spelling is the reporter's own: below 1 where a prefix was cut or a slip corrected"""

    def overlaps(self, other: Window) -> bool:
        """Whether both use a token."""
        return self.first < other.last and other.first < self.last


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text's tokens with what was seen in it: which are content, where runs end, which cues stand where."""

    tokens: Sequence[Token]
    content: tuple[int, ...]
    breaks: frozenset[int]
    """tokens after which a run can't go on"""
    before: Mapping[int, frozenset[str]]
    """token -> parts of the cue that stands right before it"""
    behind: Mapping[int, frozenset[str]]
    """token -> parts of the cue that stands right behind it"""
    has_case: bool
    """the text has lower case and capitals, so that a name in lower case is less likely one"""

    @property
    def is_short(self) -> bool:
        """Whether hardly more than a name was written: a place field, an answer to the question."""
        return len(self.content) <= FEW


def read(text: str, tokens: Sequence[Token]) -> Phrase:
    """The phrase these tokens of the text make."""
    content = tuple(
        index
        for index, token in enumerate(tokens)
        if token.word not in WORDS.articles and token.word not in _SIGNS
    )
    before, behind = _cues(tokens)
    pairs = itertools.pairwise(tokens)
    return Phrase(
        tokens,
        content,
        frozenset(index for index, pair in enumerate(pairs) if _is_break(text, *pair)),
        before,
        behind,
        has_case=any(token.is_capital for token in tokens[1:])
        and any(text[t.start].islower() for t in tokens),
    )


def _is_break(text: str, token: Token, following: Token) -> bool:
    found = _BREAK.search(text, token.end, following.start)
    # The full stop of "St. Mary" ends no sentence.
    return found is not None and not (found[0] == "." and token.end - token.start <= 3)


def _cues(tokens: Sequence[Token]) -> tuple[dict[int, frozenset[str]], dict[int, frozenset[str]]]:
    before: dict[int, frozenset[str]] = {}
    behind: dict[int, frozenset[str]] = {}
    words = [token.word for token in tokens]
    index = 0
    while index < len(words):
        run, parts = _cue_at(words, index)
        if parts:
            following = index + run
            while following < len(words) - 1 and words[following] in WORDS.articles:
                following += 1
            before[following] = before.get(following, frozenset()) | parts.intersection((*BEFORE, WEAK))
            behind[index - 1] = parts.intersection((*AFTER, WEAK))
        index += run
    return before, behind


def _cue_at(words: Sequence[str], index: int) -> tuple[int, frozenset[str]]:
    """The longest cue that begins at this token: how many tokens it has (1 if none) and its parts."""
    for run in range(min(WORDS.longest_cue, len(words) - index), 0, -1):
        parts = WORDS.cues.get(tuple(words[index : index + run]))
        if parts:
            return run, parts
    return 1, frozenset()


def runs(phrase: Phrase, readings: Readings | None = None) -> Iterator[Window]:
    """Every run of one to five words that may be a name, longest last.

    `readings` are corrected spellings of tokens with the share of letters kept; given, only runs with at
    least one of them come back.
    """
    for at, first in enumerate(phrase.content):
        spelled: list[tuple[tuple[str, ...], float]] = [((), 1.0)]
        for place, index in enumerate(phrase.content[at : at + MOST_WORDS]):
            ways = _ways(phrase, index, place == 0, readings)
            if not ways:
                break
            spelled = [((*words, way), share * kept) for words, share in spelled for way, kept in ways]
            if len(spelled) > MOST_SPELLINGS:
                spelled = sorted(spelled, key=lambda each: -each[1])[:MOST_SPELLINGS]
            for words, share in spelled:
                if readings is not None and (share == 1 or _is_too_short(words)):
                    continue
                if _may_be_name(phrase, first, index, words):
                    yield Window(first, index + 1, words, share)
            if index in phrase.breaks or (
                index + 1 in phrase.breaks and phrase.tokens[index + 1].word in _SIGNS
            ):
                break


def _ways(phrase: Phrase, index: int, is_first: bool, readings: Readings | None) -> list[tuple[str, float]]:
    """The spellings of one token, the reporter's own first; none for a word that is in no name."""
    token = phrase.tokens[index]
    if readings is not None:
        return list(readings.get(index, ((token.word, 1.0),)))
    if token.others and (is_first or token.word.isascii()):
        return [(token.word, 1.0), *((other, 0.97) for other in token.others)]
    return [(token.word, 1.0)]


def expected(phrase: Phrase) -> Iterator[Window]:
    """The runs that begin where a name is expected: after a cue, with a capital, beside a generic word."""
    for window in runs(phrase):
        if phrase.is_short or _is_expected(phrase, window):
            yield window


def _is_expected(phrase: Phrase, window: Window) -> bool:
    first = phrase.tokens[window.first]
    if window.first in phrase.before or window.last - 1 in phrase.behind:
        return True
    if phrase.has_case and first.is_capital and first.word.isascii():
        return True
    return window.first > 0 and phrase.tokens[window.first - 1].word in WORDS.generic


def _is_too_short(words: Sequence[str]) -> bool:
    return len(words) == 1 and len(words[0]) < typos.SHORTEST_ALONE


def _may_be_name(phrase: Phrase, first: int, last: int, words: Sequence[str]) -> bool:
    if names.is_weak(words):
        return False
    if first == phrase.content[0] and last == phrase.content[-1]:
        return True  # all that was written: a place field, an answer to the question
    return _may_begin(phrase, first, words[0]) and (len(words) >= LONG or _may_begin(phrase, last, words[-1]))


def _may_begin(phrase: Phrase, index: int, word: str) -> bool:
    """Whether a name may begin (or end) here: no everyday word, unless written like a name or after a cue."""
    if word not in WORDS.stop:
        return True
    return phrase.tokens[index].is_capital if phrase.has_case else index in phrase.before


def corners(phrase: Phrase, readings: Readings | None = None) -> Iterator[Window]:
    """The corners two runs around an "and" may name; `words` is the one key of the crossing."""
    ends: dict[int, list[Window]] = {}
    starts: dict[int, list[Window]] = {}
    joints = [index for index, token in enumerate(phrase.tokens) if _is_joint(token)]
    if not joints:
        return
    for window in _sides(phrase, readings):
        ends.setdefault(window.last, []).append(window)
        starts.setdefault(window.first, []).append(window)
    for joint in joints:
        following = next((index for index in phrase.content if index > joint), -1)
        previous = max((index for index in phrase.content if index < joint), default=-1) + 1
        for one in ends.get(previous, ()):
            for other in starts.get(following, ()):
                key = names.crossing_key(one.words, other.words)
                yield Window(one.first, other.last, (key,), one.share * other.share)


def _is_joint(token: Token) -> bool:
    return "joint" in WORDS.cues.get((token.word,), ())


def _sides(phrase: Phrase, readings: Readings | None) -> Iterator[Window]:
    """Runs of up to three words, weak ones too: "Market" is a street's name at a corner."""
    for at, first in enumerate(phrase.content):
        words: tuple[str, ...] = ()
        share = 1.0
        for index in phrase.content[at : at + CORNER_WORDS]:
            token = phrase.tokens[index]
            better = next(iter(readings.get(index, ())), None) if readings else None
            words, share = (
                (*words, better[0] if better else token.word),
                share * (better[1] if better else 1.0),
            )
            if token.word in WORDS.stop:
                break
            yield Window(first, index + 1, words, share)
            if index in phrase.breaks:
                break


def skeleton(window: Window) -> str:
    """The window's skeleton, or "" if it tells nothing: too short, or a short word that may be anything."""
    shape = skeletons.join(window.words)
    if not skeletons.is_telling(shape) or sum(map(len, window.words)) < 4:
        return ""
    return shape
