"""What a place field offers while someone types: public places only, never anything learned from reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app import geocode, spots
from app.database import Connection
from app.deployment import Deployment
from app.spots import Spot
from maps.gazetteer import fold, names, tokens
from maps.gazetteer.place import Finding, Place

SHORTEST = 2
"""Characters from which anything is offered."""
LONGEST = 200
MOST = 6
FINDABLE = 4
"""Characters from which the finder is asked too: it knows slips, other scripts, corners of streets."""

# Only the index is read for the first two thousand names that begin so, and only inside the area.
BEGINNING = """
WITH hit AS (
  SELECT place_id, key, importance FROM place_key
  WHERE key >= %(key)s AND key < %(beyond)s
    AND lon BETWEEN %(west)s AND %(east)s AND lat BETWEEN %(south)s AND %(north)s
  LIMIT 2000)
SELECT p.id, p.name, p.kind, ST_X(p.centre), ST_Y(p.centre), p.accuracy_m
FROM (SELECT place_id, bool_or(key = %(key)s) AS is_exact, min(length(key)) AS length,
             max(importance) AS importance
      FROM hit GROUP BY place_id ORDER BY 2 DESC, 4 DESC, 3, 1 LIMIT %(most)s) best
JOIN place p ON p.id = best.place_id
WHERE p.kind <> 'region'
ORDER BY is_exact DESC, best.importance DESC, length, p.name, p.id
"""
AROUND = """
SELECT coalesce(p.names -> %(language)s ->> 0, p.name), near.name
FROM (SELECT %(id)s::bigint AS id, ST_SetSRID(ST_Point(%(lon)s, %(lat)s), 4326) AS point) here
LEFT JOIN place p ON p.id = here.id
LEFT JOIN LATERAL (
  SELECT coalesce(q.names -> %(language)s ->> 0, q.name) AS name FROM place q
  WHERE q.id IS DISTINCT FROM here.id AND q.name IS DISTINCT FROM p.name
    AND q.kind IN ('neighbourhood', 'town', 'city')
  ORDER BY q.centre <-> here.point LIMIT 1) near ON true
"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One place to choose: its name, its name in the reader's language, what it is near, its spot."""

    name: str = field(repr=False)
    own_name: str = field(repr=False)
    kind: str
    near: str | None = field(repr=False)
    spot: Spot = field(repr=False)


def suggest(here: Deployment, connection: Connection, typed: str, language: str) -> list[Suggestion]:
    """At most six places that the typed words may mean or begin, the likeliest first."""
    text = typed.replace("\0", " ").strip()[:LONGEST]
    if len(text) < SHORTEST:
        return []
    found = geocode.find(here, connection, text) if len(text) >= FINDABLE else Finding()
    meant = [found.place] if found.place else list(found.candidates)
    beginning = [place for key in _keys(text) for place in _begin(here, connection, key)]
    return describe(connection, [*meant, *beginning], language)[:MOST]


def describe(connection: Connection, places: Iterable[Place], language: str) -> list[Suggestion]:
    """Each place once, as it is shown; places of one name in one cell are one, regions are none."""
    shown: dict[tuple[str, str], Suggestion] = {}
    for place in places:
        spot = spots.of(place)
        if spot is None or (place.name, spot.cell) in shown or len(shown) >= MOST:
            continue
        values = {"id": place.id, "lon": place.lon, "lat": place.lat, "language": language}
        own, near = connection.execute(AROUND, values, prepare=True).fetchone() or (None, None)
        shown[place.name, spot.cell] = Suggestion(place.name, own or place.name, place.kind, near, spot)
    return list(shown.values())


def _keys(text: str) -> list[str]:
    """The beginnings to look for: the last word may be unfinished, so it also stands as it is typed."""
    words = [token.word for token in tokens.split(text)]
    unfinished = " ".join([*words[:-1], fold.bare(fold.fold(text.split()[-1]))])
    return [key for key in dict.fromkeys((names.key(text), unfinished)) if len(key) >= SHORTEST]


def _begin(here: Deployment, connection: Connection, key: str) -> list[Place]:
    found: list[Place] = []
    for area in geocode.find_boxes(here, connection):
        box = {"west": area.west, "south": area.south, "east": area.east, "north": area.north}
        values = {"key": key, "beyond": f"{key}\U0010ffff", "most": MOST, **box}
        rows = connection.execute(BEGINNING, values, prepare=True)
        found += [geocode.read_place(row, "beginning") for row in rows]
    return found
