"""Names of people, where they are recognised: announced by a cue, listed, or capitalised and unknown.

No rule finds every name; what this one finds is measured by `flask redact measure` and stated (P3).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from sms.identifiers import fold, lists, vocabulary
from sms.identifiers.span import Span


class Shape(Enum):
    """How a word is written."""

    SMALL = "small"
    CAPITAL = "Capital"
    UPPER = "UPPER"
    CASELESS = "of a script without capitals"


@dataclass(frozen=True, slots=True)
class Token:
    """One word and what stands before it."""

    start: int
    end: int
    word: str
    shape: Shape
    opens: bool
    """First of a sentence, where a capital says nothing."""


Accepts = Callable[[Token], bool]
_TOKEN: Final = re.compile(rf"{fold.LETTER}+")
_OPENING: Final = re.compile(r"(?:^|[.!?\n:…])[\s\"'(\[*>\-#]*$")
_TIES: Final = re.compile(r"[ ]{1,2}|-|'|\. ?| - ")
_NAME_GAP: Final = re.compile(r"[\s:=,\"'(*_.\-]{0,4}")
_MOST_PARTS = 4


def _topic(name: str) -> frozenset[str]:
    return vocabulary.words("names", name)


_cue = vocabulary.cue
_COPULA: Final = rf"(?:\s{{1,2}}(?:{vocabulary.any_of(vocabulary.words('contacts', 'copula'))}){fold.CLOSE})?"
_INTRO: Final = re.compile(_cue("names", "intro") + _COPULA)
_TITLE: Final = re.compile(_cue("names", "title") + r"\.?")
_KIN: Final = re.compile(_cue("names", "kin") + _COPULA)
_WEAK: Final = re.compile(_cue("names", "weak"))
_ARTICLE: Final = re.compile(_cue("names", "article"))
_AFTER: Final = _topic("after")
_PARTICLES: Final = _topic("particle")
_PLACE_BEFORE: Final = re.compile(_cue("names", "place_before") + r"\s{1,2}$")
_PLACE_NOUNS: Final = _topic("place_noun")
_STOP: Final = _topic("never")


def find(folded: fold.Folded) -> Iterator[Span]:
    """Names with every further occurrence of each; neighbours that belong to them included."""
    tokens = _tokens(folded.text)
    if not tokens:
        return
    marks = _Marks(folded, tokens)
    marks.follow_cues()
    marks.look_up()
    marks.drop_places()
    marks.grow()
    marks.repeat()
    yield from marks.spans()


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        before = text[max(0, match.start() - 6) : match.start()]
        opens = match.start() == 0 or bool(_OPENING.search(before))
        tokens.append(Token(*match.span(), word.lower(), _shape(word), opens))
    return tokens


def _shape(word: str) -> Shape:
    if word.islower():
        return Shape.SMALL
    if word[0].isupper():
        return Shape.UPPER if word.isupper() and len(word) > 1 else Shape.CAPITAL
    return Shape.CASELESS if word.upper() == word.lower() else Shape.SMALL


def is_listed(word: str, names: frozenset[str], ordinary: Iterable[str]) -> bool:
    """True for a name that is no ordinary word, also behind what Arabic writes together with it."""
    if word in names:
        return word not in ordinary
    return any(
        word[len(prefix) :] in names and len(word) - len(prefix) > 2 and word[len(prefix) :] not in ordinary
        for prefix in lists.ARABIC_PREFIXES
        if word.startswith(prefix)
    )


class _Marks:
    """Which words of one text are names, found step by step."""

    def __init__(self, folded: fold.Folded, tokens: Sequence[Token]) -> None:
        self._folded = folded
        self._tokens = tokens
        self._starts = [token.start for token in tokens]
        self._lists = lists.load()
        self._cued: set[int] = set()
        self._found: set[int] = set()
        self._says_case = self._has_meaningful_case()
        self._is_known = self._speaks_known_language()

    def _has_meaningful_case(self) -> bool:
        """False for a text all in capitals, in title case or in small letters only."""
        cased = [t for t in self._tokens if t.shape is not Shape.CASELESS]
        small = sum(t.shape is Shape.SMALL for t in cased)
        return 2 * small >= len(cased)

    def _speaks_known_language(self) -> bool:
        """True where most words are usual ones, so that an unusual one at a sentence's start means something."""
        usual = sum(t.word in self._lists.common for t in self._tokens)
        return 3 * usual >= 2 * (len(self._tokens) - 1)

    def _gap(self, index: int) -> str:
        """What stands between a token and the next."""
        return self._folded.text[self._tokens[index].end : self._tokens[index + 1].start]

    def _is_listed(self, token: Token) -> bool:
        return is_listed(token.word, self._lists.names, self._lists.ordinary)

    def _is_usual(self, token: Token) -> bool:
        return token.word in self._lists.common or token.word in _STOP or len(token.word) < 2

    def _is_capital(self, token: Token) -> bool:
        return token.shape is Shape.CAPITAL and self._says_case

    # Cues -----------------------------------------------------------------------------------------

    def follow_cues(self) -> None:
        """What cue words announce."""
        low = self._folded.low
        for pattern, accepts in (
            (_INTRO, self._after_intro),
            (_TITLE, self._after_title),
            (_KIN, self._after_kin),
            (_WEAK, self._after_weak),
            (_ARTICLE, self._after_weak),
        ):
            for match in pattern.finditer(low):
                self._take_after(match.end(), accepts)
        for index, token in enumerate(self._tokens[1:]):
            if (
                token.word in _AFTER
                and self._gap(index).isspace()
                and not self._is_usual(self._tokens[index])
            ):
                self._cued.add(index)

    def _take_after(self, end: int, accepts: Accepts) -> None:
        index = bisect_left(self._starts, end)
        if index == len(self._tokens) or not _NAME_GAP.fullmatch(self._folded.low, end, self._starts[index]):
            return
        if self._tokens[index].word in _PARTICLES and index + 1 < len(self._tokens):
            index += 1
        if accepts(self._tokens[index]):
            self._cued.add(index)

    def _after_intro(self, token: Token) -> bool:
        if token.word in _STOP:
            return False
        if self._is_capital(token) or token.word in self._lists.names:
            return True
        return not self._is_usual(token)

    def _after_title(self, token: Token) -> bool:
        if token.word in _PLACE_NOUNS or token.word in _STOP:
            return False
        return not self._is_usual(token) or (self._is_capital(token) and token.word in self._lists.names)

    def _after_kin(self, token: Token) -> bool:
        if self._is_capital(token):
            return not self._is_usual(token) or token.word in self._lists.names
        return self._is_listed(token)

    def _after_weak(self, token: Token) -> bool:
        if self._is_capital(token):
            return not self._is_usual(token)
        return self._is_listed(token)

    # Lists and capitals ---------------------------------------------------------------------------

    def look_up(self) -> None:
        """Listed names, and capitalised words that no language served knows."""
        for index, token in enumerate(self._tokens):
            if token.word in _STOP or len(token.word) < 3:
                continue
            if self._is_listed(token) or self._is_unknown_capital(index, token):
                self._found.add(index)

    def _is_unknown_capital(self, index: int, token: Token) -> bool:
        if not self._is_capital(token) or self._is_usual(token) or token.word in _PLACE_NOUNS:
            return False
        if token.opens and not self._is_known:
            return False
        before = self._folded.low[max(0, token.start - 24) : token.start]
        return not before.endswith(("#", "@", "_")) and not _PLACE_BEFORE.search(before)

    def drop_places(self) -> None:
        """Names that stand in a place's name: Kenyatta Avenue, شارع رمسيس, rue Pasteur."""
        for first, last in self._runs(self._found):
            before = (
                self._tokens[first - 1].word if first and self._gap(first - 1).strip() in ("", "-") else ""
            )
            after = (
                self._tokens[last + 1].word
                if last + 1 < len(self._tokens) and self._gap(last) in " -"
                else ""
            )
            if before in _PLACE_NOUNS or after in _PLACE_NOUNS:
                self._found.difference_update(range(first, last + 1))

    def _runs(self, indices: set[int]) -> list[tuple[int, int]]:
        """First and last index of each row of neighbouring words."""
        runs: list[tuple[int, int]] = []
        for index in sorted(indices):
            if runs and runs[-1][1] == index - 1 and _TIES.fullmatch(self._gap(index - 1)):
                runs[-1] = (runs[-1][0], index)
            else:
                runs.append((index, index))
        return runs

    # The rest of a name ---------------------------------------------------------------------------

    def grow(self) -> None:
        """The other parts of each name, to both sides."""
        self._found |= self._cued
        for index in sorted(self._found):
            for step in (1, -1):
                self._grow_towards(index, step)

    def _grow_towards(self, index: int, step: int) -> None:
        for _ in range(_MOST_PARTS - 1):
            following = index + step
            if not 0 <= following < len(self._tokens) or following in self._found:
                return
            if not _TIES.fullmatch(self._gap(min(index, following))):
                return
            if not self._is_part(self._tokens[following], following, step):
                return
            self._found.add(following)
            index = following

    def _is_part(self, token: Token, index: int, step: int) -> bool:
        if token.word in _PARTICLES:
            beyond = index + step
            return 0 <= beyond < len(self._tokens) and (
                beyond in self._found or self._is_name_like(self._tokens[beyond])
            )
        return self._is_name_like(token) and not (token.opens and step < 0 and self._is_usual(token))

    def _is_name_like(self, token: Token) -> bool:
        if token.word in _STOP or token.word in _PLACE_NOUNS:
            return False
        if self._is_capital(token):
            return token.word in self._lists.names or not self._is_usual(token)
        return self._is_listed(token)

    def repeat(self) -> None:
        """Every other occurrence of each name, in any case; of an ordinary word only where it is a name by shape."""
        words = {self._tokens[i].word for i in self._found} - _PARTICLES
        for index, token in enumerate(self._tokens):
            if token.word in words or any(
                token.word.startswith(prefix) and token.word[len(prefix) :] in words
                for prefix in lists.ARABIC_PREFIXES
            ):
                if not self._is_usual(token) or token.shape is not Shape.SMALL:
                    self._found.add(index)

    def spans(self) -> Iterator[Span]:
        """One span for each name, its parts joined."""
        for first, last in self._runs(self._found):
            yield Span(self._tokens[first].start, self._tokens[last].end, "name")
