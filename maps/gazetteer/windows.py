"""Runs of words that may be names."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from maps.gazetteer import names, skeletons, typos
from maps.gazetteer.phrases import Phrase
from maps.gazetteer.vocabulary import WORDS

MOST_WORDS = 5
"""Words of a run: longer names are said in part."""
LONG = 3
"""Words from which a run may end on an everyday word: "Ahmed Shawky School for Girls"."""
CORNER_WORDS = 3
"""Words on either side of "and" that may be a street's name."""
MOST_SPELLINGS = 16
"""Spellings of one run that are tried, the likeliest first."""
MOST_SLIPS = 2
"""Words of one run that may be misspelt."""
CUT = 0.97
"""The share of a word's own spelling left where a prefix or suffix was cut."""

Readings: TypeAlias = Mapping[int, Sequence[tuple[str, float]]]
"""Token -> spellings to try, with the share of letters kept."""


class Window(NamedTuple):
    """Tokens `first` up to, not including, `last`, and how they are spelled for the look-up."""

    first: int
    last: int
    words: tuple[str, ...]
    share: float = 1.0
    """how much of the spelling is the reporter's own"""

    def overlaps(self, other: Window) -> bool:
        """Whether both use a token."""
        return self.first < other.last and other.first < self.last


def runs(phrase: Phrase) -> list[Window]:
    """Every run of one to five words that may be a name, as written or without a prefix or suffix."""
    found: list[Window] = []
    words = tuple([phrase.tokens[index].word for index in phrase.content])
    for at, first in enumerate(phrase.content):
        if phrase.may_end(first) or at == 0:
            for indexes in _spans(phrase, at):
                said = words[at : at + len(indexes)]
                found.append(Window(first, indexes[-1] + 1, said))
                if phrase.tokens[first].others or phrase.tokens[indexes[-1]].others:
                    found.extend(_cut(phrase, indexes, said))
    return found


def _cut(phrase: Phrase, indexes: Sequence[int], said: tuple[str, ...]) -> Iterator[Window]:
    """The run without the Arabic proclitic of its first word, or the possessive of its last."""
    first, last = phrase.tokens[indexes[0]], phrase.tokens[indexes[-1]]
    prefixed = first.others if not first.word.isascii() else ()
    possessed = last.others if last.word.isascii() else ()
    for words in (*((other, *said[1:]) for other in prefixed), *((*said[:-1], other) for other in possessed)):
        if not names.is_weak(words):
            yield Window(indexes[0], indexes[-1] + 1, words, CUT)


def _spans(phrase: Phrase, at: int) -> Iterator[tuple[int, ...]]:
    """The runs that begin at this content word, shortest first: those that are more than everyday words."""
    content = phrase.content
    is_common, may_begin = True, phrase.may_end(content[at])
    for size, index in enumerate(content[at : at + MOST_WORDS], start=1):
        is_common = is_common and phrase.is_common(index)
        is_all = size == len(content)  # a place field, an answer to the question
        if is_all or (may_begin and (size >= LONG or phrase.may_end(index))):
            run = content[at : at + size]
            if not is_common or size >= names.ENOUGH_WORDS or phrase.is_street(run):
                yield run
        if index in phrase.breaks:
            return


def corrected(phrase: Phrase, readings: Readings) -> Iterator[Window]:
    """The runs with at least one of these readings in them; a token with none is in no name."""
    for at, first in enumerate(phrase.content):
        for indexes in _spans(phrase, at):
            if any(not readings.get(index, True) for index in indexes):
                break
            if any(index in readings for index in indexes):
                yield from _spelled(phrase, first, indexes, readings)


def _spelled(phrase: Phrase, first: int, indexes: Sequence[int], readings: Readings) -> Iterator[Window]:
    """The run with its unknown words replaced; without any, with one known word taken for a slip."""
    own = tuple(phrase.tokens[index].word for index in indexes)
    doubtful = [at for at, index in enumerate(indexes) if index in readings]
    unknown = [at for at in doubtful if readings[indexes[at]][0][1] < 1]
    if len(unknown) > MOST_SLIPS:
        return
    chosen = [(at,) for at in doubtful] if not unknown else [tuple(unknown)]
    if phrase.is_short and len(unknown) < MOST_SLIPS:
        chosen += [pair for pair in itertools.combinations(doubtful, MOST_SLIPS) if set(unknown) <= set(pair)]
    for places in chosen:
        ways = [[way for way in readings[indexes[at]] if way[1] < 1] for at in places]
        for way in itertools.islice(itertools.product(*ways), MOST_SPELLINGS):
            window = _replaced(first, indexes[-1] + 1, own, dict(zip(places, way, strict=True)))
            if not _is_too_short(window.words):
                yield window


def _replaced(first: int, last: int, own: Sequence[str], better: Mapping[int, tuple[str, float]]) -> Window:
    words, share = list(own), 1.0
    for at, (word, kept) in better.items():
        words[at], share = word, share * kept
    return Window(first, last, tuple(words), share)


def _is_too_short(words: Sequence[str]) -> bool:
    return names.is_weak(words) or (len(words) == 1 and len(words[0]) < typos.SHORTEST_ALONE)


def expected(phrase: Phrase, found: Sequence[Window]) -> list[Window]:
    """The runs that stand where a name is expected: after a cue, with a capital, beside a generic word."""
    firsts = {index for index in phrase.content if phrase.is_short or _is_expected(phrase, index)}
    return [
        window
        for window in found
        if (window.first in firsts or window.last - 1 in phrase.behind)
        and not phrase.is_everyday(range(window.first, window.last))
    ]


def _is_expected(phrase: Phrase, index: int) -> bool:
    """Whether a name is to be expected to begin here."""
    first = phrase.tokens[index]
    if index in phrase.before:
        return True
    if phrase.has_case and first.is_capital and first.word.isascii():
        return True
    return index > 0 and phrase.tokens[index - 1].word in WORDS.generic


def corners(phrase: Phrase, readings: Readings | None = None) -> Iterator[Window]:
    """The corners two runs around an "and" may name; `words` is the one key of the crossing."""
    joints = [i for i, token in enumerate(phrase.tokens) if "joint" in WORDS.cues.get((token.word,), ())]
    if not joints:
        return
    content = phrase.content
    for joint in joints:
        before, behind = bisect.bisect_left(content, joint), bisect.bisect_right(content, joint)
        if before == 0 or behind == len(content):
            continue
        starts = range(max(0, before - CORNER_WORDS), before)
        end = content[before - 1] + 1
        ending = [each for at in starts for each in _sides(phrase, at, readings or {}) if each.last == end]
        for one, other in itertools.product(ending, _sides(phrase, behind, readings or {}) if ending else ()):
            key = names.crossing_key(one.words, other.words)
            yield Window(one.first, other.last, (key,), one.share * other.share)


def _sides(phrase: Phrase, at: int, readings: Readings) -> Iterator[Window]:
    """Runs of up to three words from a content word, weak ones too: "Market" is a street at a corner."""
    first = phrase.content[at]
    words: tuple[str, ...] = ()
    share = 1.0
    for index in phrase.content[at : at + CORNER_WORDS]:
        if phrase.tokens[index].word in phrase.stop:
            break
        word, kept = next(iter(readings.get(index, ())), (phrase.tokens[index].word, 1.0))
        words, share = (*words, word), share * kept
        yield Window(first, index + 1, words, share)
        if index in phrase.breaks:
            break


def skeleton(window: Window, ear: skeletons.Ear) -> str:
    """The window's skeleton, or "" if it tells nothing: too short, or a short word that may be anything."""
    if sum(map(len, window.words)) < 4:
        return ""
    shape = ear.join(window.words)
    return shape if skeletons.is_telling(shape) else ""
