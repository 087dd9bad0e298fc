"""From a message to a place: coordinates, then names, then what sounds like one, then slips."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from maps.gazetteer import links, mentions, phrases, pins, plain, scoring, slips, tokens, windows
from maps.gazetteer.mentions import Mention
from maps.gazetteer.phrases import Phrase
from maps.gazetteer.place import AreaPrior, Finding, LookUp, Place, Row, distance_m
from maps.gazetteer.scoring import Reading, Scored

FAR_M = 2_000.0
"""Two places of one name that lie farther apart are worth the one question."""
RIVAL = 0.72
"""Share of the best reading's weight from which another place of the name is as likely."""
LEAST = 0.16
"""Score below which a mention is no answer: a short word, in lower case, far outside the area."""

_URL = re.compile(r"https?://\S+|geo:\S+", re.IGNORECASE)


def find(text: str, look_up: LookUp, *, area: AreaPrior | None = None) -> Finding:
    """The place the text speaks of, with the spans of all place names in it.

    Either `place` is set, or `candidates`: two or three more than 2 km apart, or one that is called by its
    kind alone ("City Hall"); or neither. What was pasted comes before what was written; it has no span,
    since redaction must cut it (P4).
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
    phrase = phrases.read(text, tokens.split(links.blank(_URL.sub(_blank, text))))
    if not phrase.content:
        return Finding(), []
    runs = windows.runs(phrase)
    found = mentions.apart(mentions.exact(phrase, runs, look_up))
    found = mentions.apart([*found, *mentions.alike(windows.expected(phrase, runs), look_up, found)])
    scored = scoring.score(phrase, found, area)
    better = slips.find(phrase, look_up, found, scored)
    if better:
        # A name of another continent that only sounds like these words is in no misspelt one's way.
        likely = [each.mention for each in scored if each.score >= LEAST or each.mention.is_exact]
        scored = scoring.score(phrase, mentions.apart([*likely, *better]), area)
    kept = sorted((each for each in scored if each.score >= LEAST), key=lambda each: -each.score)
    if not kept:
        return _finding_plain(phrase, look_up, area), []
    return _finding(phrase, kept, area), [each.top.row for each in kept]


def _finding_plain(phrase: Phrase, look_up: LookUp, area: AreaPrior | None) -> Finding:
    """The first place that is called by its kind alone, as a candidate to be asked about."""
    scored = scoring.score(phrase, plain.find(phrase, look_up, area), area)
    if not scored:
        return Finding()
    spans = tuple(_span(phrase, each.mention) for each in scored)
    return Finding(candidates=(_place(scored[0], scored[0].top, area),), spans=spans)


def _blank(link: re.Match[str]) -> str:
    return " " * len(link[0])


def _finding(phrase: Phrase, scored: Sequence[Scored], area: AreaPrior | None) -> Finding:
    if not scored:
        return Finding()
    spans = tuple(sorted(_span(phrase, each.mention) for each in scored))
    middle = _between(scored, area)
    if middle:
        return Finding(place=middle, spans=spans)
    best = scored[0]
    rivals = _rivals(best)
    if len(rivals) > 1:
        return Finding(candidates=tuple(_place(best, rival, area) for rival in rivals), spans=spans)
    return Finding(place=_place(best, best.top, area), spans=spans)


def _span(phrase: Phrase, mention: Mention) -> tuple[int, int]:
    window = mention.window
    return phrase.tokens[window.first].start, phrase.tokens[window.last - 1].end


def _between(scored: Sequence[Scored], area: AreaPrior | None) -> Place | None:
    """The middle of "between A and B" and of the corner of two streets no crossing is known for."""
    best = scored[0]
    first = next((each for each in scored if each.cues & {"between", "between_after", "corner"}), None)
    if first is None:
        return None
    start = first.mention.window.last
    second = next((each for each in scored if 0 < each.mention.window.first - start <= 2), None)
    if second is None or best not in (first, second):
        return None
    one, other = first.top.row, second.top.row
    gap_m = distance_m(one.lon, one.lat, other.lon, other.lat)
    if gap_m > FAR_M or abs(one.lon - other.lon) > 180:
        return None
    middle = ((one.lon + other.lon) / 2, (one.lat + other.lat) / 2)
    place = _place(first, first.top, area)
    accuracy_m = max(place.accuracy_m, round(gap_m / 2))
    return replace(place, lon=middle[0], lat=middle[1], accuracy_m=accuracy_m, why=(*place.why, "between"))


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
