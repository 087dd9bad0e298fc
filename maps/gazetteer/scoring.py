"""How likely each mention and each place of its name is what was meant.

Two questions, two weights. Which of the places that bear one name: by kind, importance, the area, and how
near it lies to the other places named. Which of the mentions: by quality and length of the match, cue words,
and how precise its kind is.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from maps.gazetteer import names
from maps.gazetteer.mentions import Match, Mention
from maps.gazetteer.phrases import Phrase
from maps.gazetteer.place import KINDS, AreaPrior, Row, distance_m
from maps.gazetteer.vocabulary import WEAK, WORDS

AREA_SCALE_M = 20_000.0
"""Metres outside the area at which a place counts half."""
NEAR_M = 3_000.0
"""Places named together lie this near, or within the reach of the larger one."""
MOST_ROWS = 6
MOST_MENTIONS = 5
"""What agreement is weighed over: all pairs of more would cost milliseconds."""

CUE = 1.35
"""A name right after "near", or right before "ke paas"."""
WEAK_CUE = 1.12
"""The same for "in" and "from", which stand before anything."""
LESS_KNOWN = 0.5
"""One word that is no city and has no real cue may be an everyday word: what its importance must make up."""
OTHER_KIND = 0.4
"""A name without its generic word, where the text has another one: "Nile Corniche" is no "Nile Pharmacy"."""
HINT = 1.5
"""The generic word beside the name speaks of the place's kind."""
LOWER_CASE = 0.55
"""One word without a cue, in lower case in a text that has capitals, or only like a name."""
SECOND = 0.6
"""The end of "from A to B"."""


@dataclass(slots=True)
class Reading:
    """One place a mention may mean, with its weight among the places of this name."""

    match: Match
    weight: float
    support: float = 0.0

    @property
    def row(self) -> Row:
        """The place's row."""
        return self.match.row


@dataclass(slots=True)
class Scored:
    """A mention, its readings best first, and its weight among the mentions."""

    mention: Mention
    readings: list[Reading]
    cues: frozenset[str]
    score: float = 0.0

    @property
    def top(self) -> Reading:
        """The likeliest place."""
        return self.readings[0]


def score(phrase: Phrase, found: Sequence[Mention], area: AreaPrior | None) -> list[Scored]:
    """The mentions with their readings, weighed against each other; in the order of the text."""
    scored = [_readings(phrase, mention, area) for mention in found]
    _agree(scored)
    _mark_journeys(scored)
    for each in scored:
        each.score = _mention_score(phrase, each, area)
    return scored


def area_weight(row: Row, area: AreaPrior | None) -> float:
    """1 inside the area, half at 20 km from it, falling with the square; 1 everywhere without one."""
    if area is None:
        return 1.0
    gap_m = area.gap_m(row.lon, row.lat)
    return 1 / (1 + (gap_m / AREA_SCALE_M) ** 2)


def _readings(phrase: Phrase, mention: Mention, area: AreaPrior | None) -> Scored:
    hint = _hint(phrase, mention)
    readings = []
    for match in mention.matches:
        row = match.row
        weight = (
            match.quality**3
            * KINDS[row.kind].salience
            * (0.4 + 0.6 * row.importance)
            * area_weight(row, area)
        )
        if hint:
            weight *= HINT if row.kind == hint else OTHER_KIND if row.is_core else 0.9
        readings.append(Reading(match, weight))
    readings.sort(key=lambda reading: -reading.weight)
    return Scored(mention, readings[:MOST_ROWS], _cues(phrase, mention))


def _hint(phrase: Phrase, mention: Mention) -> str | None:
    """The kind that a generic word in the name's edges or right beside it speaks of."""
    window = mention.window
    inside = names.kind_hint(window.words)
    if inside:
        return inside
    beside = [index for index in (window.last, window.first - 1) if 0 <= index < len(phrase.tokens)]
    if window.first >= 2 and _is_filler(phrase.tokens[window.first - 1].word):
        beside.append(window.first - 2)  # stage ya Kencom
    words = [phrase.tokens[index].word for index in beside]
    return next((WORDS.generic[word] for word in words if word in WORDS.generic), None)


def _is_filler(word: str) -> bool:
    return word in WORDS.stop or word in WORDS.articles


def _cues(phrase: Phrase, mention: Mention) -> frozenset[str]:
    window = mention.window
    start = window.first
    # "near hotel Sarova", "karibu na soko la Toi": the generic word is a part of what the cue points at.
    while start > 0 and start not in phrase.before and phrase.tokens[start - 1].word in WORDS.generic:
        start -= 1
    return phrase.before.get(start, frozenset()) | phrase.behind.get(window.last - 1, frozenset())


def _agree(scored: Sequence[Scored]) -> None:
    """Give every reading the support of the other mentions' places, and sort anew."""
    few = sorted(scored, key=lambda each: -each.mention.best * each.top.weight)[:MOST_MENTIONS]
    if len(few) < 2:
        return
    for each in few:
        others = [other for other in few if other is not each]
        for reading in each.readings:
            reading.support = sum(_support(reading.row, other) for other in others)
    for each in few:
        for reading in each.readings:
            reading.weight *= 0.35 + min(reading.support, 1.5)
        each.readings.sort(key=lambda reading: -reading.weight)


def _support(row: Row, other: Scored) -> float:
    """The share of the other mention's weight that lies near this place."""
    best = 0.0
    most = other.readings[0].weight
    for reading in other.readings:
        beside, share = reading.match.row, reading.weight / most
        if beside.id == row.id or share <= best:
            continue
        reach_m = max(NEAR_M, 2.0 * row.accuracy_m, 2.0 * beside.accuracy_m)
        gap = distance_m(row.lon, row.lat, beside.lon, beside.lat) / reach_m
        best = max(best, share / (1 + gap * gap))
    return best


def _mark_journeys(scored: Sequence[Scored]) -> None:
    """Where "from A to B" is said, B counts for less: what happened on the way is counted where it began."""
    for each, following in itertools.pairwise(scored):
        is_origin = each.cues & {"origin", "origin_after"}
        is_near = following.mention.window.first - each.mention.window.last <= 4
        if is_origin and is_near and following.cues & {"target", "target_after"}:
            following.cues |= {"end"}


def _mention_score(phrase: Phrase, each: Scored, area: AreaPrior | None) -> float:
    top, words = each.top, each.mention.window.words
    length = min(1.0, 0.4 + 0.06 * sum(map(len, words)) + 0.1 * (len(words) - 1))
    place = KINDS[top.row.kind].specificity * (0.25 + 0.75 * area_weight(top.row, area))
    value = top.match.quality * length * place * (0.75 + 0.25 * min(top.support, 1.0))
    value *= _cue_weight(phrase, each)
    return value * SECOND if "end" in each.cues else value


def _cue_weight(phrase: Phrase, each: Scored) -> float:
    """What the words around say for the mention; one word without any may be an everyday word."""
    if each.cues and WEAK not in each.cues:
        return CUE
    weight = WEAK_CUE if each.cues else 1.0
    if len(each.mention.window.words) > 1 or phrase.is_short:
        return weight
    weight *= LESS_KNOWN + (1 - LESS_KNOWN) * each.top.row.importance
    is_doubtful = not each.mention.is_exact or (phrase.has_case and _is_lower(phrase, each))
    return weight * LOWER_CASE if is_doubtful and not each.cues else weight


def _is_lower(phrase: Phrase, each: Scored) -> bool:
    token = phrase.tokens[each.mention.window.first]
    return not token.is_capital and token.word.isascii()
