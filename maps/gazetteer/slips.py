"""Which words of a text may be misspelt parts of a name, and the names they are parts of."""

from __future__ import annotations

from collections.abc import Sequence

from maps.gazetteer import common, mentions, typos
from maps.gazetteer.mentions import Mention
from maps.gazetteer.phrases import Phrase
from maps.gazetteer.place import LookUp
from maps.gazetteer.scoring import Scored
from maps.gazetteer.vocabulary import WORDS

SOLID = 0.6
"""Score from which a name as written is the answer, unless a misspelt word beside it makes it longer."""
REACH = 5
"""Words beside a cue in which a name is expected."""
MOST = 8
"""Words of one text that are looked up as slips."""


def find(
    phrase: Phrase, look_up: LookUp, found: Sequence[Mention], scored: Sequence[Scored]
) -> list[Mention]:
    """Mentions once doubtful words are read as the known words they are a slip or two away from."""
    doubtful = _doubtful(phrase, found, scored)
    spelled = sorted({phrase.tokens[index].letters for index in doubtful})
    known: dict[str, list[tuple[str, int]]] = {}
    for word, other, uses in look_up.words(spelled) if spelled else ():
        known.setdefault(word, []).append((other, uses))
    readings = {}
    for index in doubtful:
        word = phrase.tokens[index].letters
        near = known.get(word, ())
        better = typos.corrections(word, near)
        # A word in no name can't be a part of one as it stands.
        as_is = [(phrase.tokens[index].word, 1.0)] if any(word == other for other, _ in near) else []
        readings[index] = as_is + [(WORDS.canonical(other), share) for other, share in better]
    return mentions.corrected(phrase, look_up, readings) if any(readings.values()) else []


def _doubtful(phrase: Phrase, found: Sequence[Mention], scored: Sequence[Scored]) -> list[int]:
    """Tokens that may be misspelt parts of a name: where a name is to be expected, and none of it found."""
    solid = [each.mention for each in scored if each.score >= SOLID and each.mention.is_exact]
    taken = {i for each in found if each.is_exact for i in range(each.window.first, each.window.last)}
    if solid:
        expected = _beside(solid)
    else:
        expected = set(phrase.content) if phrase.is_short else _expected(phrase, found)
    if any(phrase.is_capital(each.window.first) for each in found if each.is_exact):
        # Where a name has its capital, words in lower case are none, but for the rest of a name beside them.
        rest = {i for each in found for i in (each.window.first - 1, each.window.last)}
        expected = {i for i in expected.intersection(phrase.content) if phrase.is_capital(i) or i in rest}
    return [
        index
        for index in phrase.content
        if index in expected and index not in taken and _is_correctable(phrase, index)
    ][:MOST]


def _is_correctable(phrase: Phrase, index: int) -> bool:
    token = phrase.tokens[index]
    if not typos.is_correctable(token.letters) or token.word in WORDS.generic:
        return False
    # In a sentence a common word is what it says; only a capital, or hardly any words, make it doubtful.
    is_plain = not (phrase.is_short or (phrase.has_case and token.is_capital))
    return not (is_plain and common.is_common(token.letters))


def _expected(phrase: Phrase, found: Sequence[Mention]) -> set[int]:
    """Tokens right behind a cue, right before one that follows its name, and beside names."""
    expected = _beside(found)
    for index in phrase.before:
        expected.update(range(index, index + REACH))
    for index in phrase.behind:
        expected.update(range(index - REACH + 1, index + 1))
    return expected


def _beside(found: Sequence[Mention]) -> set[int]:
    """The two tokens on either side of each mention, where the rest of a longer name would stand."""
    edges = [edge for each in found for edge in (each.window.first - 2, each.window.last)]
    return {index for edge in edges for index in (edge, edge + 1)}
