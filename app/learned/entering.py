"""Confirmed places into the gazetteer, on release days only: a name that appears tells of no report's day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from app.database import Connection
from app.places import importing, index, staging
from maps.gazetteer import entries
from maps.gazetteer.entries import Entries

SOURCE = "Confirmed by organizers"
IMPORTANCE = 0.3
"""As a landmark that an extract knows and no encyclopaedia does."""

DUE = """
SELECT id, name, kind, ST_X(centre), ST_Y(centre), accuracy_m FROM learned_place
WHERE NOT is_entered AND after_release < (SELECT max(position) FROM release WHERE published_on <= %s)
ORDER BY id FOR UPDATE
"""
MAKE_SOURCE = """
INSERT INTO place_source (id, name, licence, attribution, checksum, imported, places, left_out)
SELECT coalesce(max(id), 0) + 1, %s, '', '', '', %s, 0, '{}' FROM place_source
ON CONFLICT (name) DO NOTHING
"""
PLACE = """
INSERT INTO place (id, source_id, source_ref, name, kind, centre, accuracy_m, importance, names)
VALUES (%s, %s, %s, %s, %s, ST_SetSRID(ST_MakePoint(%s, %s), 4326), %s, %s, '{}') ON CONFLICT DO NOTHING
"""
KEY = """
INSERT INTO place_key (place_id, key, is_core, lon, lat, importance)
VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
SKELETON = """
INSERT INTO place_skeleton (place_id, skeleton, form, is_latin, is_core, lon, lat, importance)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
WORD = """
INSERT INTO place_word (source_id, word, uses, squares) VALUES (%s, %s, %s, %s)
ON CONFLICT (source_id, word) DO UPDATE SET uses = place_word.uses + excluded.uses,
  squares = place_word.squares | excluded.squares
"""


class _Place(NamedTuple):
    id: UUID
    name: str
    kind: str
    lon: float
    lat: float
    accuracy_m: int


def enter_due(connection: Connection, today: date) -> int:
    """Put every place that was confirmed before the newest release into the gazetteer; gives how many.

    Called again it finds none; while places are imported it waits for the next time.
    """
    with connection.transaction():
        held = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", (importing.LOCK,)).fetchone()
        due = [_Place(*row) for row in connection.execute(DUE, (today,))] if held and held[0] else []
        if not due:
            return 0
        source = _get_source(connection, today)
        found = [(staging.place_id(SOURCE, place.id.hex), place, entries.of([place.name])) for place in due]
        _insert(connection, source, found)
        connection.execute(
            "UPDATE learned_place SET is_entered = true WHERE id = ANY(%s)", ([place.id for place in due],)
        )
        connection.execute(
            "UPDATE place_source SET places = (SELECT count(*) FROM place WHERE source_id = %(id)s)"
            " WHERE id = %(id)s",
            {"id": source},
        )
    return len(due)


def _get_source(connection: Connection, today: date) -> int:
    connection.execute(MAKE_SOURCE, (SOURCE, today))
    (found,) = connection.execute("SELECT id FROM place_source WHERE name = %s", (SOURCE,)).fetchone() or (0,)
    return int(found)


def _insert(connection: Connection, source: int, found: Sequence[tuple[int, _Place, Entries]]) -> None:
    with connection.cursor() as cursor:
        for id_, place, entry in found:
            point = (place.lon, place.lat)
            cursor.execute(
                PLACE,
                (id_, source, place.id.hex, place.name, place.kind, *point, place.accuracy_m, IMPORTANCE),
            )
            cursor.executemany(
                KEY, [(id_, key, is_core, *point, IMPORTANCE) for key, is_core in entry.keys.items()]
            )
            cursor.executemany(
                SKELETON,
                [(id_, *shape, is_core, *point, IMPORTANCE) for shape, is_core in entry.skeletons.items()],
            )
        words = staging.gather((place.lon, place.lat, entry.words) for _, place, entry in found)
        cursor.executemany(WORD, [(source, *word) for word in words])
    index.build(connection, source)
