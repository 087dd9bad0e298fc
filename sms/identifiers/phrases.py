"""Cue phrases found word by word: the time grows with the text, not with the number of cues."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sms.identifiers import fold
from sms.identifiers.reading import Token, without_joined

_WORD: Final = re.compile(rf"{fold.LETTER}+")
_ARTICLE: Final = "ال"


class Phrases:
    """Phrases by topic, looked up by their first word, or by their last."""

    __slots__ = ("_by_word", "_step")

    def __init__(self, topics: Mapping[str, frozenset[str]], *, backwards: bool = False) -> None:
        self._step = -1 if backwards else 1
        self._by_word: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for topic, phrases in topics.items():
            for phrase in phrases:
                words = tuple(_WORD.findall(phrase))[:: self._step]
                self._by_word.setdefault(words[0], []).append((words, topic))

    def match(self, tokens: Sequence[Token], index: int) -> Iterator[tuple[str, int]]:
        """Topic and the index beyond it, for each phrase that begins here (backwards: that ends here)."""
        if not 0 <= index < len(tokens):
            return
        for head in _heads(tokens[index].word):
            for words, topic in self._by_word.get(head, ()):
                beyond = index + self._step * len(words)
                if len(words) == 1 or words[1:] == self._slice(tokens, index, beyond):
                    yield topic, beyond

    def _slice(self, tokens: Sequence[Token], index: int, beyond: int) -> tuple[str, ...]:
        if beyond < -1:
            return ()
        low, high = (index + 1, beyond) if self._step > 0 else (beyond + 1, index)
        return tuple(token.word for token in tokens[low:high])[:: self._step]


def _heads(word: str) -> Iterator[str]:
    """The word, and what remains of an Arabic one without "and" and "the"."""
    yield word
    if word.isascii():
        return
    bare = without_joined(word)
    if bare and bare != word:
        yield bare
    if bare.startswith(_ARTICLE) and len(bare) > len(_ARTICLE):
        yield bare.removeprefix(_ARTICLE)
