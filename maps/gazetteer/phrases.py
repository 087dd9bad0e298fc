"""A text as the finder sees it: its words, where a name can't go on, and the cue words around each."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from maps.gazetteer import names
from maps.gazetteer.tokens import Token
from maps.gazetteer.vocabulary import AFTER, BEFORE, WEAK, WORDS

FEW = 6
"""Content words up to which any of them may be a name, cue or no cue."""

SPOKEN = 2
"""Everyday words and cues of a language that show it is spoken here."""
SHARE = 0.4
"""Of the hits of the language spoken most, from which another one is spoken too: people mix them."""

_BREAK = re.compile(r"[!?;:,،؛।\n…()\[\]\"“”«»]|\.(?=\s|$)")
_SIGNS = frozenset("/+@")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text's tokens with what was seen in it; all numbers are places in `tokens`."""

    tokens: Sequence[Token]
    content: tuple[int, ...]
    """tokens that are no article and no sign"""
    breaks: frozenset[int]
    """tokens after which a name can't go on"""
    before: Mapping[int, frozenset[str]]
    """token -> parts of the cue that stands right before it"""
    behind: Mapping[int, frozenset[str]]
    """token -> parts of the cue that stands right behind it"""
    stop: frozenset[str]
    """the everyday words of the languages it is written in"""
    has_case: bool
    """the text has lower case and capitals, so that a name in lower case is less likely one"""

    @property
    def is_short(self) -> bool:
        """Whether hardly more than a name was written: a place field, an answer to the question."""
        return len(self.content) <= FEW

    def may_end(self, index: int) -> bool:
        """Whether a name may begin or end here: no everyday word, unless like a name or after a cue."""
        if self.tokens[index].word not in self.stop:
            return True
        return self.tokens[index].is_capital if self.has_case else index in self.before

    def is_capital(self, index: int) -> bool:
        """Whether this begins with a capital where that tells anything: not the first word of the text."""
        return self.has_case and index > 0 and self.tokens[index].is_capital

    def is_common(self, index: int) -> bool:
        """Whether this is an everyday word, or one that only says the kind of place."""
        word = self.tokens[index].word
        return (word in self.stop and not self._is_named(index)) or word in WORDS.generic

    def is_street(self, indexes: Sequence[int]) -> bool:
        """Whether these are two words that name a street together, though each only says a kind."""
        return len(indexes) == 2 and names.is_street([self.tokens[index].word for index in indexes])

    def is_everyday(self, indexes: Iterable[int]) -> bool:
        """Whether all of these are everyday words: "I do not" is no Donut Farm."""
        return all(self.tokens[index].word in self.stop for index in indexes)

    def _is_named(self, index: int) -> bool:
        """Whether a capital makes a name of an everyday word: behind "near", or as in "Moi Avenue"."""
        cue = self.before.get(index, frozenset())
        beside = (each.word for each in self.tokens[max(index - 1, 0) : index + 2])
        is_told = ("near" in cue and WEAK not in cue) or not WORDS.generic.keys().isdisjoint(beside)
        return self.has_case and self.tokens[index].is_capital and is_told


def read(text: str, tokens: Sequence[Token]) -> Phrase:
    """The phrase these tokens of the text make."""
    before, behind = _cues(tokens)
    content = [
        i for i, token in enumerate(tokens) if token.word not in WORDS.articles and token.word not in _SIGNS
    ]
    return Phrase(
        tokens,
        tuple(content),
        frozenset(i for i, pair in enumerate(itertools.pairwise(tokens)) if _is_break(text, *pair)),
        before,
        behind,
        _stop(tokens),
        has_case=any(token.is_capital for token in tokens[1:])
        and any(text[each.start].islower() for each in tokens),
    )


def _stop(tokens: Sequence[Token]) -> frozenset[str]:
    """The everyday words that count here: of languages that several words speak for, and one-word cues.

    What the leading language says as well ("a", "me") speaks for no other: else "me" makes French of English,
    and "Moi Avenue" everyday words.
    """
    words = {token.word for token in tokens}
    hits = {language: signs & words for language, signs in WORDS.signs.items()}
    leading = max(hits, key=lambda language: len(hits[language]))
    most = len(hits[leading])
    own = {language: len(said - hits[leading]) for language, said in hits.items()} | {leading: most}
    spoken = (WORDS.stops[language] for language, count in own.items() if count >= max(SPOKEN, most * SHARE))
    return frozenset().union(words & WORDS.single_cues, *(stop & words for stop in spoken))


def _is_break(text: str, token: Token, following: Token) -> bool:
    if following.start - token.end == 1 and text[token.end] == " ":
        return False
    if following.word in _SIGNS and following.word != "/":
        return False
    found = _BREAK.search(text, token.end, following.start)
    # The full stop of "St. Mary" ends no sentence.
    return found is not None and not (found[0] == "." and token.end - token.start <= 3)


def _cues(tokens: Sequence[Token]) -> tuple[dict[int, frozenset[str]], dict[int, frozenset[str]]]:
    before: dict[int, frozenset[str]] = {}
    behind: dict[int, frozenset[str]] = {}
    words = [token.word for token in tokens]
    beyond = 0
    for index in [index for index, word in enumerate(words) if word in WORDS.cue_heads]:
        run, parts = _cue_at(words, index) if index >= beyond else (0, None)
        if parts:
            beyond = following = index + run
            while following < len(words) - 1 and words[following] in WORDS.articles:
                following += 1
            before[following] = before.get(following, frozenset()) | parts.intersection((*BEFORE, WEAK))
            behind[index - 1] = parts.intersection((*AFTER, WEAK))
    return _told(before, BEFORE), _told(behind, AFTER)


def _cue_at(words: Sequence[str], index: int) -> tuple[int, frozenset[str]]:
    """The longest cue that begins at this token: how many tokens it has (1 if none) and its parts."""
    for run in range(min(WORDS.longest_cue, len(words) - index), 0, -1):
        parts = WORDS.cues.get(tuple(words[index : index + run]))
        if parts:
            return run, parts
    return 1, frozenset()


def _told(found: Mapping[int, frozenset[str]], parts: Sequence[str]) -> dict[int, frozenset[str]]:
    """The places where a cue says anything on its own: being weak alone is nothing."""
    return {index: told for index, told in found.items() if told.intersection(parts)}
