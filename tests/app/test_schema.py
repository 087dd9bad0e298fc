"""P4: every column of every table, with the reason it may exist; a new column fails here until it has one."""

from __future__ import annotations

import psycopg
import pytest

from app.deployment import Deployment
from maps import cells

PUBLIC = "from a public source or made by organizers; nothing of it comes from a report"
PROPOSED = "a public place that an organizer confirmed, at least three reports having named it"
SHOWN = "written by organizers for everyone to read"
COLUMNS: dict[str, dict[str, tuple[str, str]]] = {
    "report": {
        "id": ("uuid", "random (version 4): says neither when nor how many"),
        "cell_id": ("text", "a row of cell, which holds no hexagon finer than r9"),
        "precision": ("text", "one of seven words, by constraint"),
        "category_group": ("text", "one of the five groups that releases count, by constraint"),
        "part_of_day": ("text", "one of the four parts that releases count, by constraint"),
        "period": ("date", "the first day of a month, by constraint"),
        "state": ("text", "one of nine words, by constraint; a question is one of them, and has no time"),
        "tally": ("bigint", "worked out by the database of cell, precision, group and part, for counting"),
        "sealed": ("bytea", "sealed to the organizers' key, in whole kibibytes"),
        "audit_reference": ("uuid", "random; known to this row and to audit lines alone"),
    },
    "amendment": {
        "id": ("uuid", "random"),
        "report_id": ("uuid", "a row of report"),
        "sealed": ("bytea", "sealed to the organizers' key, in whole kibibytes"),
    },
    "receipt": {
        "digest": ("bytea", "32 bytes under a key that no dump holds"),
        "report_id": ("uuid", "a row of report"),
    },
    "withdrawal": {
        "digest": (
            "bytea",
            "16 bytes under a key that no dump holds, of the random id of a row that is gone",
        ),
        "month": ("date", "the first day of the month it went in"),
    },
    "delivery": {
        "digest": ("bytea", "16 bytes under a key that is gone after four days; tied to no report"),
        "day": ("date", "the day it is removed after"),
    },
    "delivery_key": {
        "day": ("date", "the day it is good for"),
        "key": ("bytea", "random"),
    },
    "audit_line": {
        "id": ("uuid", "random"),
        "day": ("date", "no finer than a day"),
        "organizer": ("text", "who acted: an organizer's name, never a reporter's"),
        "act": ("text", "what was done, and the reason given for taking exact numbers out"),
        "reference": ("uuid", "random; known to the report's row"),
    },
    "audit_block": {
        "day": ("date", "the day that is closed"),
        "lines": ("integer", "organizers' acts of the day, once each: no count of reports"),
        "digest": ("bytea", "SHA-256 of the day's lines and the block before"),
    },
    "organizer": {
        "id": ("uuid", "random"),
        "username": ("text", "chosen by the organizer"),
        "password": ("text", "Argon2id of a generated passphrase"),
        "active": ("boolean", "whether the account may sign in"),
        "fs_uniquifier": ("text", "random, names the session"),
        "is_demonstration": ("boolean", "refused on a public address"),
        "code_secret": ("bytea", "the second factor, under the deployment's secret"),
        "recovery": ("bytea[]", "keyed digests of recovery codes"),
    },
    "organizer_role": {
        "organizer_id": ("uuid", "a row of organizer"),
        "role_id": ("uuid", "a row of role"),
    },
    "role": {"id": ("uuid", "random"), "name": ("text", "one of five")},
    "sealing_key": {
        "id": ("uuid", "random"),
        "public_key": ("bytea", "public"),
        "made_on": ("date", "when the pair was made, not when anything was sealed"),
        "is_current": ("boolean", "whether reports are sealed to it"),
    },
    "wrapped_key": {
        "organizer_id": ("uuid", "a row of organizer"),
        "sealing_key_id": ("uuid", "a row of sealing_key"),
        "salt": ("bytea", "random"),
        "wrapped": ("bytea", "the private key under a passphrase (Argon2id)"),
    },
    "release": {
        "position": ("integer", "place in the chain of releases"),
        "id": ("text", "kind and period"),
        "kind": ("text", "bulletin or map"),
        "period_from": ("date", "first day of the period"),
        "period_to": ("date", "last day of the period"),
        "published_on": ("date", "a weekday fixed beforehand"),
        "file": ("bytea", "what was published, byte for byte"),
        "digest": ("text", "of the file"),
    },
    "area": dict.fromkeys(("id", "name", "digest", "time_zone"), ("text", PUBLIC))
    | {
        "outline": ("geometry(MultiPolygon,4326)", PUBLIC),
        "cells": ("text[]", PUBLIC),
        "sparse": ("text[]", PUBLIC),
        "since": ("date", PUBLIC),
    },
    "cell": {
        "id": ("text", "every cell of an area, stored before any report is read"),
        "resolution": ("smallint", "at most 9"),
        "polygon": ("geometry(Polygon,4326)", "the cell's outline"),
        "centre": ("geometry(Point,4326)", "the cell's centre, no report's"),
        "is_rest": ("boolean", PUBLIC),
    },
    "district": dict.fromkeys(("level", "id", "name", "digest"), ("text", PUBLIC))
    | {"cells": ("text[]", PUBLIC)},
    "place_source": dict.fromkeys(("name", "licence", "attribution", "checksum"), ("text", PUBLIC))
    | {
        "id": ("smallint", PUBLIC),
        "imported": ("date", PUBLIC),
        "places": ("integer", PUBLIC),
        "left_out": ("jsonb", PUBLIC),
    },
    "place": dict.fromkeys(("source_ref", "name", "kind"), ("text", PUBLIC))
    | {
        "id": ("bigint", PUBLIC),
        "source_id": ("smallint", PUBLIC),
        "centre": ("geometry(Point,4326)", PUBLIC),
        "accuracy_m": ("integer", PUBLIC),
        "importance": ("real", PUBLIC),
        "names": ("jsonb", PUBLIC),
    },
    "place_key": dict.fromkeys(("lon", "lat", "importance"), ("real", PUBLIC))
    | {"place_id": ("bigint", PUBLIC), "key": ("text", PUBLIC), "is_core": ("boolean", PUBLIC)},
    "place_skeleton": dict.fromkeys(("lon", "lat", "importance"), ("real", PUBLIC))
    | dict.fromkeys(("skeleton", "form"), ("text", PUBLIC))
    | {"place_id": ("bigint", PUBLIC), "is_core": ("boolean", PUBLIC), "is_latin": ("boolean", PUBLIC)},
    "place_word": {
        "source_id": ("smallint", PUBLIC),
        "word": ("text", PUBLIC),
        "uses": ("integer", "how many names of places hold the word, not how many texts"),
        "squares": ("bigint", PUBLIC),
    },
    "place_index": dict.fromkeys(("words", "keys", "skeletons"), ("bytea", PUBLIC))
    | {"source_id": ("smallint", PUBLIC), "edition": ("uuid", "random, new with each import")},
    "queue_batch": {
        "is_only": ("boolean", "true, by constraint: one row"),
        "slot": ("text", "the last batch time, written whether or not anything had arrived"),
    },
    "learned_name": {
        "id": ("uuid", "random"),
        "digest": ("bytea", "16 bytes under a key that no dump holds, of a report's random id"),
        "period": ("date", "the first day of a month, by constraint"),
        "sealed": ("bytea", "sealed to the organizers' key, in whole kibibytes: a name and a cell"),
    },
    "learned_dismissal": {
        "id": ("uuid", "random"),
        "sealed": ("bytea", "sealed to the organizers' key, in whole kibibytes: a name"),
    },
    "learned_place": dict.fromkeys(("name", "kind"), ("text", PROPOSED))
    | {
        "id": ("uuid", "random"),
        "centre": ("geometry(Point,4326)", "the median of at least three cells' middles, no report's"),
        "accuracy_m": ("integer", PROPOSED),
        "after_release": ("integer", "place in the chain of releases"),
        "is_entered": ("boolean", "whether it is in the gazetteer"),
        "audit_reference": ("uuid", "random"),
    },
    "reply_wording": dict.fromkeys(("language", "key", "template"), ("text", SHOWN)),
    "import_row": {"digest": ("bytea", "16 keyed bytes of another platform's row; tied to no report")},
    "console_session": {
        "id": ("uuid", "random"),
        "digest": ("bytea", "SHA-256 of a random token that only the cookie holds"),
        "organizer_id": ("uuid", "a row of organizer"),
        "opened_on": ("date", "no finer than a day"),
    },
    "passkey": {
        "id": ("uuid", "random"),
        "organizer_id": ("uuid", "a row of organizer"),
        "credential": ("bytea", "the device's own random id of the passkey"),
        "public_key": ("bytea", "public"),
        "uses": ("bigint", "what the device counts, so that a copied one is noticed"),
        "name": ("text", "chosen by the organizer"),
        "made_on": ("date", "no finer than a day"),
    },
    "zone": {
        "id": ("uuid", "random"),
        "state": ("text", "one of six words, by constraint"),
        "code_digest": ("bytea", "keyed digest of the nomination's code"),
        "sealed": ("bytea", "sealed to the organizers' key: name, place, words"),
        "seen_release": ("text", "the newest map that was held against it"),
        "audit_reference": ("uuid", "random"),
    },
    "zone_public": dict.fromkeys(("name", "district", "hours", "audience"), ("text", SHOWN))
    | dict.fromkeys(("offers", "vouched_by", "cells"), ("text[]", SHOWN))
    | {
        "zone_id": ("uuid", "a row of zone"),
        "state": ("text", "one of three words, by constraint"),
        "is_hidden": ("boolean", SHOWN),
        "checked": ("date", "the first day of a month, by constraint"),
        "shape": ("geometry(Geometry,4326)", "where a public place is; null for a hidden one, by constraint"),
    },
    "partner_group": {
        "id": ("uuid", "random"),
        "name": ("text", SHOWN),
        "code_digest": ("bytea", "keyed digest of the group's code"),
    },
    "zone_vouch": {"zone_id": ("uuid", "a row of zone"), "group_id": ("uuid", "a row of partner_group")},
    "zone_audit": {
        "id": ("uuid", "random"),
        "zone_id": ("uuid", "a row of zone"),
        "period": ("date", "the first day of a month, by constraint"),
        "marks": ("smallint[]", "nine numbers from 0 to 3, by constraint"),
    },
    "service": dict.fromkeys(
        (
            *("name", "kind", "about", "area", "hours", "cost", "phone", "url", "eligibility", "application"),
            *("capacity", "address", "checked_by"),
        ),
        ("text", SHOWN),
    )
    | {
        "id": ("uuid", "random, or the file's own"),
        "languages": ("text[]", SHOWN),
        "point": ("geometry(Point,4326)", "where a public service is; null for a hidden one, by constraint"),
        "is_hidden": ("boolean", SHOWN),
        "checked_on": ("date", "when an organizer checked it"),
        "sealed": ("bytea", "a shelter's address, sealed to the organizers' key"),
        "audit_reference": ("uuid", "random"),
    },
    "alembic_version": {"version_num": ("character varying(32)", "how far the migrations are")},
}
"""Table to column to type and the reason why it is no more than P4 allows."""

FROM_REPORTERS = ("report", "amendment", "receipt", "withdrawal", "delivery", "import_row", "learned_name")
"""Tables that grow when someone reports: nothing free may stand in them."""
TIMES = ("time", "interval", "abstime")
ENDLESS = ("inet", "cidr", "macaddr", "point", "geography", "json", "xml", "hstore", "tsvector")


def find_columns(owner: psycopg.Connection) -> dict[str, dict[str, str]]:
    rows = owner.execute(
        "SELECT relname, attname, format_type(atttypid, atttypmod) FROM pg_class c"
        " JOIN pg_attribute ON attrelid = c.oid WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'p', 'm', 'f') AND attnum > 0 AND NOT attisdropped"
        " AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype = 'e')"
    )
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = kind
    return found


def test_p4_every_column_is_written_down_with_its_type_and_reason(owner: psycopg.Connection) -> None:
    written = {
        table: {name: kind for name, (kind, _) in columns.items()} for table, columns in COLUMNS.items()
    }

    assert find_columns(owner) == written


def test_p4_no_column_holds_a_time_of_day(owner: psycopg.Connection) -> None:
    found = [
        (table, column)
        for table, columns in find_columns(owner).items()
        for column, kind in columns.items()
        if any(kind.startswith(word) for word in TIMES)
    ]

    assert found == []


def test_p4_what_grows_with_reports_holds_nothing_free_but_what_is_sealed(owner: psycopg.Connection) -> None:
    bound = {
        row[0]
        for row in owner.execute(
            "SELECT attname FROM pg_constraint"
            " JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY(conkey)"
            " WHERE conrelid = 'report'::regclass AND contype IN ('c', 'f')"
            " UNION SELECT attname FROM pg_attribute"
            " WHERE attrelid = 'report'::regclass AND attgenerated = 's'"  # out of those
        )
    }

    for table in FROM_REPORTERS:
        for column, (kind, _) in COLUMNS[table].items():
            assert kind in ("uuid", "date") or column in bound | {"sealed", "digest"}, (table, column)
            assert not kind.startswith(ENDLESS)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("cell_id", "8a754e64992ffff"),
        ("precision", "at my door"),
        ("category_group", "rape"),
        ("part_of_day", "21:14"),
        ("period", "2026-03-10"),
        ("state", "from +15550123"),
    ],
)
def test_p4_a_clear_column_refuses_more_than_releases_count(
    column: str, value: str, owner: psycopg.Connection
) -> None:
    row = {"precision": "none", "period": "2026-03-01", "sealed": ""} | {column: value}
    names, marks = ", ".join(row), ", ".join(["%s"] * len(row))

    with pytest.raises(psycopg.errors.IntegrityError):
        owner.execute(f"INSERT INTO report ({names}) VALUES ({marks})".encode(), list(row.values()))


def test_p4_no_stored_cell_is_finer_than_r9(owner: psycopg.Connection) -> None:
    row = owner.execute("SELECT max(resolution), bool_and(length(id) = 15) FROM cell").fetchone()

    assert row == (cells.FINEST, True)
    assert cells.FINEST == 9


def test_p4_ids_are_random(here: Deployment, owner: psycopg.Connection) -> None:
    rows = owner.execute(
        "INSERT INTO report (precision, period, sealed) SELECT 'none', '2026-03-01', ''"
        " FROM generate_series(1, 50) RETURNING id, audit_reference"
    ).fetchall()

    assert {value.version for row in rows for value in row} == {4}
    assert len({value for row in rows for value in row}) == 100


def test_p5_nothing_counts_rows_or_remembers_moments(owner: psycopg.Connection) -> None:
    sequences = owner.execute("SELECT relname FROM pg_class WHERE relkind = 'S'").fetchall()
    identity = owner.execute("SELECT attname FROM pg_attribute WHERE attidentity <> ''").fetchall()
    commits = owner.execute("SHOW track_commit_timestamp").fetchone()

    assert (sequences, identity, commits) == ([], [], ("off",))
