"""A new key reaches everything that was sealed to the old one."""

from __future__ import annotations

import psycopg

from app import rotation


def test_every_table_with_something_sealed_is_sealed_again_at_a_rotation(owner: psycopg.Connection) -> None:
    rows = owner.execute(
        "SELECT table_name FROM information_schema.columns"
        " WHERE column_name = 'sealed' AND table_schema = 'public'"
    )

    assert {name for (name,) in rows} == {kind.__tablename__ for kind in rotation.SEALED}
