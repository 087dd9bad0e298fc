"""Names of two words that only say a kind of place: "City Hall", "Hotel Embassy".

"The police station" may be any. A place called so, the only one of the area, is worth the one question where
it is written like a name; it is never the answer by itself.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from maps.gazetteer import names
from maps.gazetteer.mentions import Match, Mention
from maps.gazetteer.phrases import Phrase
from maps.gazetteer.place import AreaPrior, LookUp, Row, distance_m
from maps.gazetteer.windows import Window

SAME_M = 500.0
"""Metres within which two rows of one name are one place, mapped twice."""


def find(phrase: Phrase, look_up: LookUp, area: AreaPrior | None) -> list[Mention]:
    """The names of this kind that one place of the area bears, in the order of the text."""
    pairs = list(_pairs(phrase))
    asked = dict.fromkeys(" ".join(window.words) for window in pairs)
    rows = look_up.exact(list(asked)) if asked else ()
    found = []
    for window in pairs:
        only = _only([row for row in rows if row.key == " ".join(window.words)], area)
        if only:
            found.append(Mention(window, [Match(only, 1.0, "name")]))
    return found


def _pairs(phrase: Phrase) -> Iterator[Window]:
    """Two words of a kind side by side: both with a capital, or hardly anything else written."""
    for first, last in itertools.pairwise(phrase.content):
        one, other = phrase.tokens[first], phrase.tokens[last]
        is_like_name = len(phrase.content) == 2 or (phrase.has_case and one.is_capital and other.is_capital)
        words = (one.word, other.word)
        if is_like_name and first not in phrase.breaks and names.is_plain(words):
            yield Window(first, last + 1, words)


def _only(rows: Sequence[Row], area: AreaPrior | None) -> Row | None:
    """The one place that bears the name in the area, if there is just one."""
    inside = [row for row in rows if area is None or area.gap_m(row.lon, row.lat) == 0]
    if not inside or any(row.is_core for row in inside):
        return None
    best, *others = inside
    is_one = all(distance_m(best.lon, best.lat, row.lon, row.lat) <= SAME_M for row in others)
    return best if is_one and best.kind != "region" else None
