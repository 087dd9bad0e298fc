"""Confirmed places into the gazetteer, on release days only: a name that appears tells of no report's day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from app.database import Connection
from app.places import importing, index, staging, swapping
from maps.gazetteer import entries
from maps.gazetteer.entries import Entries

SOURCE = "Confirmed by organizers"
IMPORTANCE = 0.3
"""As a landmark that an extract knows and no encyclopaedia does."""

ENTER = """
UPDATE learned_place SET is_entered = true
WHERE NOT is_entered AND after_release < (SELECT max(position) FROM release WHERE published_on <= %s)
"""
ENTERED = """
SELECT id, name, kind, ST_X(centre), ST_Y(centre), accuracy_m FROM learned_place WHERE is_entered ORDER BY id
"""
STANDING = """
SELECT source_ref FROM place JOIN place_source s ON s.id = source_id WHERE s.name = %s ORDER BY source_ref
"""
MAKE_SOURCE = """
INSERT INTO place_source (id, name, licence, attribution, checksum, imported, places, left_out)
SELECT coalesce(max(id), 0) + 1, %(name)s, '', '', '', %(today)s, 0, '{}' FROM place_source
ON CONFLICT (name) DO UPDATE SET imported = excluded.imported RETURNING id
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
WORD = "INSERT INTO place_word (source_id, word, uses, squares) VALUES (%s, %s, %s, %s)"


class _Place(NamedTuple):
    id: UUID
    name: str
    kind: str
    lon: float
    lat: float
    accuracy_m: int


def enter_due(connection: Connection, today: date) -> int:
    """Put every place that was confirmed before the newest release into the gazetteer; take out what went.

    Gives how many. Called again it finds none; while places are imported it waits for the next time.
    """
    with connection.transaction():
        held = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", (importing.LOCK,)).fetchone()
        if not held or not held[0]:
            return 0
        connection.execute(ENTER, (today,))
        wanted = {_Place(*row).id.hex: _Place(*row) for row in connection.execute(ENTERED)}
        standing = {ref for (ref,) in connection.execute(STANDING, (SOURCE,))}
        moved = len(wanted.keys() ^ standing)
        if moved:
            _make(connection, list(wanted.values()), today)
    return moved


def _make(connection: Connection, places: Sequence[_Place], today: date) -> None:
    """Make the source anew: it is small, and words that two of its places share are counted right."""
    swapping.remove(connection, SOURCE)
    if not places:
        return
    row = connection.execute(MAKE_SOURCE, {"name": SOURCE, "today": today}).fetchone()
    source = int(row[0]) if row else 0
    _insert(
        connection,
        source,
        [(staging.place_id(SOURCE, place.id.hex), place, entries.of([place.name])) for place in places],
    )
    index.build(connection, source)
    connection.execute("UPDATE place_source SET places = %s WHERE id = %s", (len(places), source))


def forget(connection: Connection, name: str | None = None) -> int:
    """Remove the confirmed places of this name from the table of confirmed ones, or all that have entered.

    Gives how many; `enter_due` takes them out of the gazetteer.
    """
    return connection.execute(
        "DELETE FROM learned_place WHERE name = %(name)s OR (%(name)s::text IS NULL AND is_entered)",
        {"name": name},
    ).rowcount


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
