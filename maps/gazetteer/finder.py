"""From a message to a place: coordinates, then names, then what sounds like one, then slips."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from maps.gazetteer import mentions, phrases, pins, scoring, tokens, typos, windows
from maps.gazetteer.mentions import Mention
from maps.gazetteer.phrases import Phrase
from maps.gazetteer.place import AreaPrior, Finding, LookUp, Place, Row, distance_m
from maps.gazetteer.scoring import Reading, Scored
from maps.gazetteer.vocabulary import WORDS

_URL = re.compile(r"https?://\S+|geo:\S+", re.IGNORECASE)

FAR_M = 2_000.0
"""Two places of one name that lie farther apart are worth the one question."""
RIVAL = 0.72
"""Share of the best reading's weight from which another place of the name is as likely."""
LEAST = 0.16
"""Score below which a mention is no answer: a short word, in lower case, far outside the area."""
REACH = 5
"""Words beside a cue in which a name is expected."""
MOST_SLIPS = 12
"""Words of one text that are looked up as slips."""


def find(text: str, look_up: LookUp, *, area: AreaPrior | None = None) -> Finding:
    """The place the text speaks of, with the spans of all place names in it.

    Either `place` is set, or two or three `candidates` more than 2 km apart, or neither. What was pasted
    comes before what was written; it has no span, since redaction must cut it (P4).
    """
    named, rows = _named(text, look_up, area)
    pasted = pins.read(text, area, rows)
    if pasted.point:
        place = pins.place(pasted.point, look_up)
        is_outside = area is not None and area.is_filter and area.gap_m(place.lon, place.lat) > 0
        return Finding(None if is_outside else place, (), named.spans, ("outside",) if is_outside else ())
    if pasted.words and named.place is None:
        searched, _ = _named(pasted.words, look_up, area)
        return replace(searched, spans=named.spans)
    return replace(named, why=(pasted.why,)) if pasted.why and named.place is None else named


def _named(text: str, look_up: LookUp, area: AreaPrior | None) -> tuple[Finding, list[Row]]:
    """What the words say, and the place of each name, the likeliest first."""
    phrase = phrases.read(text, tokens.split(_URL.sub(_blank, text)))
    if not phrase.content:
        return Finding(), []
    runs = windows.runs(phrase)
    found = mentions.apart(mentions.exact(phrase, runs, look_up))
    found = mentions.apart([*found, *mentions.alike(windows.expected(phrase, runs), look_up, found)])
    scored = scoring.score(phrase, found, area)
    slips = _slips(phrase, look_up, found)
    if slips:
        scored = scoring.score(phrase, mentions.apart([*found, *slips]), area)
    kept = sorted((each for each in scored if each.score >= LEAST), key=lambda each: -each.score)
    return _finding(phrase, kept, area), [each.top.row for each in kept]


def _blank(link: re.Match[str]) -> str:
    return " " * len(link[0])


def _slips(phrase: Phrase, look_up: LookUp, found: Sequence[Mention]) -> list[Mention]:
    """Mentions once unknown words are read as the known words they are a slip or two away from."""
    doubtful = _doubtful(phrase, found)
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


def _doubtful(phrase: Phrase, found: Sequence[Mention]) -> list[int]:
    """Tokens that may be misspelt parts of a name: where a name is to be expected, and none of it found."""
    taken = {i for each in found if each.is_exact for i in range(each.window.first, each.window.last)}
    expected = set(phrase.content) if phrase.is_short else _expected(phrase, found)
    return [
        index
        for index in phrase.content
        if index in expected
        and index not in taken
        and typos.is_correctable(phrase.tokens[index].letters)
        and phrase.tokens[index].word not in WORDS.generic
    ][:MOST_SLIPS]


def _expected(phrase: Phrase, found: Sequence[Mention]) -> set[int]:
    """Tokens right behind a cue, right before one that follows its name, and beside names."""
    expected: set[int] = set()
    for index in phrase.before:
        expected.update(range(index, index + REACH))
    for index in phrase.behind:
        expected.update(range(index - REACH + 1, index + 1))
    for each in found:
        expected.update(
            (each.window.first - 1, each.window.last, each.window.first - 2, each.window.last + 1)
        )
    return expected


def _finding(phrase: Phrase, scored: Sequence[Scored], area: AreaPrior | None) -> Finding:
    spans = tuple(sorted(_span(phrase, each.mention) for each in scored))
    if not scored:
        return Finding()
    best = scored[0]
    rivals = _rivals(best)
    if len(rivals) > 1:
        return Finding(candidates=tuple(_place(best, rival, area) for rival in rivals), spans=spans)
    return Finding(place=_place(best, best.top, area), spans=spans)


def _span(phrase: Phrase, mention: Mention) -> tuple[int, int]:
    window = mention.window
    return phrase.tokens[window.first].start, phrase.tokens[window.last - 1].end


def _rivals(best: Scored) -> list[Reading]:
    """The readings as likely as the best that lie far from it and from each other, three at most."""
    kept: list[Reading] = []
    for reading in best.readings:
        is_far = all(
            distance_m(reading.row.lon, reading.row.lat, other.row.lon, other.row.lat) > FAR_M
            for other in kept
        )
        if reading.weight >= RIVAL * best.top.weight and is_far:
            kept.append(reading)
    return kept[:3]


def _place(best: Scored, reading: Reading, area: AreaPrior | None) -> Place:
    row = reading.row
    return Place(
        id=row.id,
        name=row.name,
        kind=row.kind,
        lon=row.lon,
        lat=row.lat,
        accuracy_m=row.accuracy_m,
        score=round(min(best.score, 1.0), 3),
        why=tuple(_why(best, reading, area)),
    )


def _why(best: Scored, reading: Reading, area: AreaPrior | None) -> list[str]:
    """Reasons in words of ours, never the reporter's."""
    reasons = [reading.match.how]
    reasons += ["core"] if reading.row.is_core else []
    reasons += ["cue"] if best.cues else []
    reasons += ["area"] if area and area.gap_m(reading.row.lon, reading.row.lat) == 0 else []
    reasons += ["agreement"] if reading.support > 0.5 else []
    return reasons
