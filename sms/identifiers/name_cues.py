"""Names that the words beside them announce: "my name is", "Mr", "عمو", "ako si", "... जी"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from sms.identifiers import vocabulary
from sms.identifiers.phrases import Phrases
from sms.identifiers.reading import Reading, Shape, Token

Accepts = Callable[[Reading, Token], bool]

_words = vocabulary.words
_GAP: Final = re.compile(r"[\s:=,\"'(*_.\-]{0,4}")
_MOST_PARTS: Final = 4
_COPULAS: Final = _words("contacts", "copula")
_AFTER: Final = _words("names", "after")
_HONORIFICS: Final = _words("names", "honorific")
_ROLES: Final = frozenset().union(*(_words("names", topic) for topic in ("title", "kin", "everyday")))
_ACTS: Final = _words("names", "acts")
_PARTICLES: Final = _words("names", "particle")
_PLACES: Final = _words("names", "place_noun")
_SAID: Final = _words("names", "said")
"""Ends what "मेरा नाम" began: all between is the name."""
_SERVANT: Final = "عبد"
"""Servant of: the first half of many names."""
_CASE: Final = re.compile(r"\s(?:ने|को|की|का|के|से|पर)(?!\S)")
"""Hindi's marks of case; they follow nouns alone."""
_DONE_TO_ME: Final = re.compile("(?:[^\\W\\d_]){3,}ني")
"""Arabic verbs that end in "me": the unknown word before one is who did it."""
_PRESENT: Final = re.compile("(?:بي|بت|هي|هت)..")
"""How Egyptian verbs of now and soon begin."""


def find(reading: Reading) -> set[int]:
    """Indices of announced words."""
    found: set[int] = set()
    for index, token in enumerate(reading.tokens):
        for topic, beyond in _CUES.match(reading.tokens, index):
            found.update(_announced(reading, beyond, topic))
        if (
            index
            and reading.gap(index - 1).isspace()
            and _is_before(reading, reading.tokens[index - 1], token)
        ):
            found.add(index - 1)
    return found


def _announced(reading: Reading, index: int, topic: str) -> Iterator[int]:
    """The word after a cue and those that clearly belong to it."""
    tokens = reading.tokens
    if topic in _LINKED and index < len(tokens) and tokens[index].word in _COPULAS:
        index += 1
    if index + 1 < len(tokens) and tokens[index].word in _PARTICLES:
        index += 1
    if index >= len(tokens) or not _GAP.fullmatch(reading.gap(index - 1)):
        return
    if _is_joined(reading, tokens[index]) or _is_verb(reading, tokens[index]):
        return
    if _ACCEPTS[topic](reading, tokens[index]):
        yield index
        yield from _second(reading, index)


def _second(reading: Reading, index: int) -> Iterator[int]:
    """The family name, where the script has no capitals to tell it by."""
    tokens = reading.tokens
    if (
        index + 1 == len(tokens)
        or tokens[index].shape is not Shape.CASELESS
        or not reading.gap(index).isspace()
    ):
        return
    rest = tokens[index + 1 : index + _MOST_PARTS]
    said = next((n for n, token in enumerate(rest) if token.word in _SAID), 0)
    yield from range(index + 1, index + 1 + said)
    second = rest[0]
    is_free = not _is_joined(reading, second) and not _is_verb(reading, second)
    if second.shape is Shape.CASELESS and is_free and not reading.is_usual(second):
        yield index + 1


def _is_joined(reading: Reading, token: Token) -> bool:
    """True for an Arabic word that begins with "and", so that nothing was announced before it."""
    return token.word[0] == "و" and not reading.is_name(token)


def _is_verb(reading: Reading, token: Token) -> bool:
    """True for an Egyptian verb of now or soon."""
    return token.shape is Shape.CASELESS and bool(_PRESENT.match(token.word)) and not reading.is_name(token)


def _is_before(reading: Reading, token: Token, following: Token) -> bool:
    """True for what stands before "ji" or "bhai", for a doubtful name that acts, and for "عبد ال..."."""
    if following.word in _HONORIFICS:
        return not reading.is_stop(token) and token.word not in _ROLES
    if following.word in _AFTER:
        return not reading.is_stop(token) and (not reading.is_usual(token) or reading.is_name(token))
    if token.word == _SERVANT:
        return following.word.startswith("ال")
    if reading.is_stop(token):
        return False
    if _DONE_TO_ME.fullmatch(following.word):
        return (
            not reading.is_usual(token) and not token.word.startswith("ال") and not _is_joined(reading, token)
        )
    if following.word not in _ACTS:
        return False
    if token.shape is Shape.CASELESS:
        return token.word in reading.known.doubtful or not reading.is_usual(token)
    return reading.is_capital(token) and reading.is_name(token) and token.word not in reading.known.everyday


def _after_intro(reading: Reading, token: Token) -> bool:
    if reading.is_stop(token) or len(token.word) == 1:
        return False
    return reading.is_capital(token) or reading.is_name(token) or not reading.is_usual(token)


def _after_title(reading: Reading, token: Token) -> bool:
    if token.word in _PLACES or reading.is_stop(token):
        return False
    has_weight = reading.is_capital(token) or token.shape is Shape.CASELESS
    if reading.is_usual(token):
        return has_weight and reading.is_name(token)
    return has_weight or reading.is_sure(token) or reading.is_understood


def _after_kin(reading: Reading, token: Token) -> bool:
    if token.word in _PLACES or reading.is_stop(token):
        return False
    if token.shape is Shape.CASELESS:
        is_marked = not reading.is_usual(token) and bool(_CASE.match(reading.folded.low, token.end))
        return reading.is_name(token) or is_marked
    return _after_near(reading, token)


def _after_near(reading: Reading, token: Token) -> bool:
    if reading.is_capital(token):
        return not reading.is_usual(token) or reading.is_name(token)
    return reading.is_sure(token)


def _after_article(reading: Reading, token: Token) -> bool:
    return not reading.is_stop(token) and (reading.is_capital(token) or _after_kin(reading, token))


_ACCEPTS: Final[dict[str, Accepts]] = {
    "intro": _after_intro,
    "title": _after_title,
    "kin": _after_kin,
    "article": _after_article,
    "near": _after_near,
    "weak": _after_near,
}
_LINKED: Final = frozenset({"intro", "kin"})
"""After these "is" may follow."""
_CUES: Final = Phrases({topic: _words("names", topic) for topic in _ACCEPTS})
