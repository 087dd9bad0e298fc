"""What each database role may do: the written matrix, and how it is put in force.

Everything not listed is refused. `intake` can put a report in and never read one back; `release` counts
without reading what is sealed; `public` reads what is published and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping

from psycopg import sql

from app import database
from app.database import Connection

COUNTED = "cell_id, precision, category_group, part_of_day, period, state"
GAZETTEER = ("place", "place_key", "place_skeleton", "place_source", "place_word")
PUBLIC_TABLES = ("area", "cell", "release", *GAZETTEER)

MATRIX: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "intake": {
        "report": ("INSERT",),
        "delivery": ("INSERT", "SELECT"),
        "delivery_key": ("INSERT", "SELECT"),
        "sealing_key": ("SELECT",),
        "area": ("SELECT",),
        "cell": ("SELECT",),
        **dict.fromkeys(GAZETTEER, ("SELECT",)),
    },
    "organizer": {
        "report": ("SELECT", "UPDATE"),
        "audit_line": ("SELECT", "INSERT"),
        "audit_block": ("SELECT",),
        "organizer": ("SELECT", "INSERT", "UPDATE", "DELETE"),
        "organizer_role": ("SELECT", "INSERT", "DELETE"),
        "role": ("SELECT", "INSERT"),
        "sealing_key": ("SELECT", "INSERT", "UPDATE"),
        "wrapped_key": ("SELECT", "INSERT", "UPDATE", "DELETE"),
        **dict.fromkeys(PUBLIC_TABLES, ("SELECT",)),
    },
    "release": {
        "report": (f"SELECT ({COUNTED})",),
        "release": ("SELECT", "INSERT"),
        "area": ("SELECT",),
        "cell": ("SELECT",),
    },
    "public": dict.fromkeys(PUBLIC_TABLES, ("SELECT",)),
}
"""Role to table to verbs; a verb may name the columns it is bound to."""


def make(connection: Connection, secret_key: str, *, with_passwords: bool) -> None:
    """Make the roles where they are missing, and set their passwords where the server asks for one."""
    for role in database.ROLES:
        name = sql.Identifier(database.role_name(role))
        found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (database.role_name(role),))
        if found.fetchone() is None:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOINHERIT").format(name))
        # Compiling a query costs more than any of ours takes: 30 ms against 1 (the gazetteer's slips).
        connection.execute(sql.SQL("ALTER ROLE {} SET jit = off").format(name))
        if with_passwords:
            password = sql.Literal(database.role_password(secret_key, role))
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, password))


def grant(connection: Connection) -> None:
    """Put the matrix in force, taking away whatever else was granted. One transaction."""
    with connection.transaction():
        everyone = sql.SQL(", ").join(sql.Identifier(database.role_name(role)) for role in database.ROLES)
        for command in (
            "REVOKE ALL ON SCHEMA public FROM PUBLIC",
            "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {roles}",
            "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {roles}",
            "GRANT USAGE ON SCHEMA public TO {roles}",
            # PostGIS looks its reference systems up for whoever asks; they are public constants.
            "GRANT SELECT ON spatial_ref_sys TO {roles}",
        ):
            connection.execute(sql.SQL(command).format(roles=everyone))
        for role, tables in MATRIX.items():
            for table, verbs in tables.items():
                connection.execute(
                    sql.SQL("GRANT {verbs} ON {table} TO {role}").format(
                        verbs=sql.SQL(", ".join(verbs)),
                        table=sql.Identifier(table),
                        role=sql.Identifier(database.role_name(role)),
                    )
                )
