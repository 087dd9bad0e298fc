"""P5: after the rewrite neither place, nor transaction, nor log on the disk says what came first."""

from __future__ import annotations

import threading
from collections.abc import Callable
from uuid import UUID

import numpy as np
import psycopg
import pytest
from werkzeug.test import TestResponse

from app import periodic, rewrite
from app.deployment import Deployment
from config import Config

TextSender = Callable[..., TestResponse]
MANY = 400
CHANCE = 0.2
"""Four standard deviations of a rank correlation of 400 independent pairs."""
ARRIVE: dict[str, str] = {
    "report": "INSERT INTO report (id, precision, period, sealed) VALUES (%s, 'none', '2026-03-01', %s)",
    "delivery": "INSERT INTO delivery (digest, day) VALUES (uuid_send(%s), '2026-03-10')",
    "audit_line": "INSERT INTO audit_line VALUES (%s, '2026-03-10', 'amina', 'read', gen_random_uuid())",
}
KEY = {"report": "uuid_send(id)", "delivery": "digest", "audit_line": "uuid_send(id)"}


def arrive(owner: psycopg.Connection, table: str) -> list[bytes]:
    """Rows put in one after the other, each in its own transaction; their keys in order of arrival."""
    keys = [row[0] for row in owner.execute("SELECT gen_random_uuid() FROM generate_series(1, %s)", (MANY,))]
    statement = ARRIVE[table].encode()
    for key in keys:
        owner.execute(statement, (key, b"x" * 1088) if table == "report" else (key,))
    return [key.bytes for key in keys]


def correlation(arrived: list[bytes], found: list[bytes]) -> float:
    """The rank correlation of arrival with another order of the same keys."""
    place = {key: number for number, key in enumerate(found)}
    return float(np.corrcoef(range(len(arrived)), [place[key] for key in arrived])[0, 1])


def by_disk(owner: psycopg.Connection, table: str) -> list[bytes]:
    return [row[0] for row in owner.execute(f"SELECT {KEY[table]} FROM {table} ORDER BY ctid".encode())]


def by_transaction(owner: psycopg.Connection, table: str) -> tuple[list[bytes], int]:
    rows = owner.execute(f"SELECT {KEY[table]}, age(xmin) FROM {table} ORDER BY age(xmin) DESC, 1".encode())
    found = rows.fetchall()
    return [row[0] for row in found], len({row[1] for row in found})


def by_log(owner: psycopg.Connection, arrived: list[bytes]) -> list[bytes]:
    """The keys in the order in which the write-ahead log first holds them, those it holds."""
    names = [row[0] for row in owner.execute("SELECT name FROM pg_ls_waldir() ORDER BY name")]
    log = b"".join(
        row[0]
        for name in names
        for row in owner.execute("SELECT pg_read_binary_file('pg_wal/' || %s)", (name,))
    )
    places = {key: log.find(key) for key in arrived}
    return sorted((key for key, place in places.items() if place >= 0), key=places.__getitem__)


@pytest.mark.parametrize("table", ARRIVE)
def test_p5_the_order_of_rows_says_nothing(table: str, here: Deployment, owner: psycopg.Connection) -> None:
    arrived = arrive(owner, table)
    told = correlation(arrived, by_disk(owner, table)), correlation(arrived, by_transaction(owner, table)[0])

    rewrite.rewrite_due(here)

    assert min(told) > 0.99
    assert abs(correlation(arrived, by_disk(owner, table))) < CHANCE
    assert by_transaction(owner, table)[1] == 1


def test_p5_the_log_of_arrivals_is_gone(here: Deployment, owner: psycopg.Connection) -> None:
    arrived = arrive(owner, "report")
    told = by_log(owner, arrived)

    rewrite.rewrite_due(here)

    left = by_log(owner, arrived)
    assert correlation(arrived, told) > 0.99
    assert len(left) < 20 or abs(correlation([key for key in arrived if key in set(left)], left)) < CHANCE


def test_p5_the_file_in_which_rows_stood_in_order_is_gone(
    here: Deployment, owner: psycopg.Connection
) -> None:
    arrive(owner, "report")
    before = owner.execute("SELECT pg_relation_filepath('report')").fetchone()
    assert before is not None

    rewrite.rewrite_due(here)

    found = owner.execute("SELECT pg_stat_file(%s, true) IS NULL", before).fetchone()
    assert found == (True,)


def find_shape(owner: psycopg.Connection) -> list[object]:
    """Constraints, indexes, rights and owner of everything that is rewritten."""
    names = [table for group in rewrite.TABLES.values() for table in group]
    questions = (
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint"
        " WHERE conrelid::regclass::text = ANY(%s) ORDER BY 1, 2",
        "SELECT tablename, indexdef FROM pg_indexes WHERE tablename = ANY(%s) ORDER BY 1, 2",
        "SELECT oid, relname, relacl::text, relowner FROM pg_class WHERE relname = ANY(%s) ORDER BY 1",
        "SELECT attrelid, attname, attacl::text FROM pg_attribute"
        " WHERE attrelid::regclass::text = ANY(%s) ORDER BY 1, 2",
    )
    return [owner.execute(question, (names,)).fetchall() for question in questions]


def test_rows_constraints_indexes_and_rights_stay(here: Deployment, owner: psycopg.Connection) -> None:
    arrive(owner, "report")
    rows = set(owner.execute("SELECT r::text FROM report r").fetchall())
    shape = find_shape(owner)

    moved = rewrite.rewrite_due(here)

    assert moved == MANY
    assert set(owner.execute("SELECT r::text FROM report r").fetchall()) == rows
    assert find_shape(owner) == shape


def test_it_is_done_again_only_when_it_is_due(here: Deployment, owner: psycopg.Connection) -> None:
    arrive(owner, "report")
    assert rewrite.rewrite_due(here) == MANY

    assert rewrite.rewrite_due(here) == 0
    for name in rewrite.TABLES:
        ttl = here.memory.client.ttl(rewrite.DUE.format(name=name))
        assert 0 < int(ttl) <= 3600  # type: ignore[arg-type]  # redis-py's types cover its asyncio client too


def test_a_table_that_others_hold_is_left_for_the_next_time(
    config: Config, here: Deployment, owner: psycopg.Connection
) -> None:
    arrive(owner, "report")
    with psycopg.connect(config.database_url) as other:
        other.execute("SELECT id FROM report LIMIT 1 FOR UPDATE")
        assert rewrite.rewrite_due(here) == 0

    assert rewrite.rewrite_due(here) == MANY


def test_the_clock_of_the_deployment_rewrites(here: Deployment, owner: psycopg.Connection) -> None:
    arrive(owner, "report")

    lines = list(periodic.run(here))

    assert f"rows put in random order: {MANY}" in lines


def test_p12_nothing_that_arrives_during_rewrites_is_lost(
    config: Config, here: Deployment, owner: psycopg.Connection
) -> None:
    arrived: list[UUID] = []
    stop = threading.Event()

    def send() -> None:
        with psycopg.connect(config.database_url, autocommit=True) as connection:
            while not stop.is_set():
                row = connection.execute(
                    "WITH fresh AS (INSERT INTO delivery"
                    " SELECT uuid_send(gen_random_uuid()), '2026-03-10' RETURNING 1)"
                    " INSERT INTO report (precision, period, sealed)"
                    " SELECT 'none', '2026-03-01', '' FROM fresh"
                    " RETURNING id"
                ).fetchone()
                assert row is not None
                arrived.append(row[0])

    senders = [threading.Thread(target=send) for _ in range(3)]
    for sender in senders:
        sender.start()
    with here.database.owner.connect() as connection:
        outcomes = [
            rewrite.rewrite(connection, tables) for _ in range(8) for tables in rewrite.TABLES.values()
        ]
    stop.set()
    for sender in senders:
        sender.join()

    stored = [row[0] for row in owner.execute("SELECT id FROM report")]
    assert len(arrived) > 20
    assert sorted(stored) == sorted(arrived)
    assert any(outcomes)


def test_a_text_that_arrives_after_a_rewrite_is_stored(
    here: Deployment, send_text: TextSender, owner: psycopg.Connection
) -> None:
    send_text("A man followed me near Kencom Stage")
    rewrite.rewrite_due(here)

    answer = send_text("A man followed me near Moi Avenue")

    assert answer.status_code == 200
    assert owner.execute("SELECT count(*) FROM report").fetchone() == (2,)
