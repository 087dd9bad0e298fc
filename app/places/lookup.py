"""What the finder asks: what the index in memory does not rule out, indexed tables answer."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import psycopg

from app.places import index
from app.places.index import Index
from maps.gazetteer.place import AreaPrior, Row

EVERYWHERE = AreaPrior(-180.0, -90.0, 180.0, 90.0)

# Keys travel as one string: psycopg takes longer to write an array than PostgreSQL to search it.
# unnest is materialised so that the planner joins it by index instead of scanning the table's names; the
# limits bound a name that a thousand shops bear. The area comes first, then the well known, in a query each:
# the index has them in the order of their importance, and nothing need be sorted.
_ROWS = """
WITH q AS MATERIALIZED (SELECT unnest(string_to_array(%(keys)s, E'\n')) COLLATE "C" AS wanted)
SELECT q.wanted, k.is_core, {form}, {latin}, p.id, p.name, p.kind,
       k.lon::float8, k.lat::float8, p.accuracy_m, k.importance
FROM q CROSS JOIN LATERAL (
  (SELECT * FROM {table} WHERE {column} = q.wanted AND {inside} ORDER BY importance DESC LIMIT {limit})
  UNION ALL
  (SELECT * FROM {table} WHERE {column} = q.wanted AND NOT (%(filter)s OR {inside})
   ORDER BY importance DESC LIMIT {limit})
  LIMIT {limit}) k
JOIN place p ON p.id = k.place_id
"""
_INSIDE = "lon BETWEEN %(west{0})s AND %(east{0})s AND lat BETWEEN %(south{0})s AND %(north{0})s"
LIMIT = 12
CENTRES = """
SELECT '', false, '', true, id, name, kind, ST_X(centre), ST_Y(centre), accuracy_m, importance FROM place
WHERE ST_DWithin(centre, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326), %(degrees)s)
  AND kind IN ('neighbourhood', 'town', 'city', 'region')
ORDER BY importance DESC LIMIT 3
"""
METRES_A_DEGREE = 111_195.0
"""Of latitude, on the mean sphere."""


def tune(connection: psycopg.Connection) -> None:
    """Keep the planner from compiling queries of a millisecond, which takes it thirty; once a connection."""
    connection.execute("SET jit = off")
    connection.execute("SET plan_cache_mode = force_generic_plan")


@functools.cache
def exact_in(boxes: int) -> str:
    """The query for keys, with the bounds of so many boxes."""
    return _rows_in(boxes, table="place_key", column="key", form="''", latin="true")


@functools.cache
def alike_in(boxes: int) -> str:
    """The query for skeletons, with the bounds of so many boxes."""
    return _rows_in(boxes, table="place_skeleton", column="skeleton", form="k.form", latin="k.is_latin")


def _rows_in(boxes: int, **names: str) -> str:
    inside = " OR ".join(f"({_INSIDE.format(number)})" for number in range(boxes))
    return _ROWS.format(inside=f"({inside})", limit=LIMIT, **names)


def over(connection: psycopg.Connection, area: AreaPrior | None = None) -> Lookup:
    """A look-up for a command: the connection is tuned for it, the index read once."""
    tune(connection)
    return Lookup(connection, index.read(connection, area), area or EVERYWHERE)


@dataclass(frozen=True, slots=True)
class Lookup:
    """`maps.gazetteer.place.LookUp` over one connection; the area's places come first, or alone."""

    connection: psycopg.Connection
    index: Index
    area: AreaPrior = EVERYWHERE

    def exact(self, keys: Sequence[str]) -> list[Row]:
        """Rows whose key is one of these, at most twelve a key."""
        return self._rows(exact_in(len(self.area.boxes)), self.index.keys.keep(keys))

    def alike(self, skeletons: Sequence[str]) -> list[Row]:
        """Rows whose skeleton is one of these, at most twelve a skeleton."""
        return self._rows(alike_in(len(self.area.boxes)), self.index.skeletons.keep(skeletons))

    def words(self, spelled: Sequence[str]) -> list[tuple[str, str, int]]:
        """Each spelling with the words of names that are a few slips away, itself among them."""
        return [(word, other, uses) for word in spelled for other, uses in self.index.near(word).items()]

    def centres(self, lon: float, lat: float, radius_m: float) -> list[Row]:
        """At most three places of some extent whose centre is this point."""
        values = {"lon": lon, "lat": lat, "degrees": radius_m / METRES_A_DEGREE}
        return [Row(*found) for found in self.connection.execute(CENTRES, values, prepare=True)]

    def _rows(self, statement: str, keys: Sequence[str]) -> list[Row]:
        if not keys:
            return []
        values: dict[str, object] = {"keys": "\n".join(keys), "filter": self.area.is_filter}
        for number, box in enumerate(self.area.boxes):
            bounds = {"west": box.west, "south": box.south, "east": box.east, "north": box.north}
            values |= {f"{edge}{number}": value for edge, value in bounds.items()}
        return [Row(*found) for found in self.connection.execute(statement, values, prepare=True)]
