"""What each database role may do: the written matrix, and how it is put in force.

Everything not listed is refused. `intake` can put a report in and never read one back; `release` counts
without reading what is sealed; `public` reads what is published and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from psycopg import sql

from app import database
from app.database import Connection

COUNTED = "tally, period, state"
GAZETTEER = ("place", "place_index", "place_key", "place_skeleton", "place_source", "place_word")
PUBLIC_TABLES = ("area", "cell", "district", "release", "zone_public", *GAZETTEER)
SERVICE = (
    "id, name, kind, about, area, hours, languages, cost, phone, url, eligibility, application, capacity,"
    " address, point, is_hidden, checked_on"
)

MATRIX: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "intake": {
        "report": ("INSERT",),
        "delivery": ("INSERT", "SELECT"),
        "delivery_key": ("INSERT", "SELECT"),
        "withdrawal": ("INSERT",),
        "sealing_key": ("SELECT",),
        "zone": ("INSERT", "SELECT (id, state, code_digest)", "UPDATE (state)"),
        "zone_public": ("SELECT",),
        "zone_vouch": ("SELECT", "INSERT"),
        "zone_audit": ("INSERT",),
        "partner_group": ("SELECT",),
        "import_row": ("SELECT", "INSERT"),
        "reply_wording": ("SELECT",),
        "service": (f"SELECT ({SERVICE})",),
        "area": ("SELECT",),
        "cell": ("SELECT",),
        **dict.fromkeys(GAZETTEER, ("SELECT",)),
    },
    "organizer": {
        "report": ("SELECT", "UPDATE"),
        "amendment": ("SELECT", "UPDATE"),
        "withdrawal": ("INSERT",),
        "audit_line": ("SELECT", "INSERT"),
        "audit_block": ("SELECT",),
        "zone": ("SELECT", "INSERT", "UPDATE"),
        "zone_vouch": ("SELECT",),
        "zone_audit": ("SELECT", "DELETE"),
        "partner_group": ("SELECT", "INSERT", "DELETE"),
        "service": ("SELECT", "INSERT", "UPDATE", "DELETE"),
        "learned_name": ("SELECT", "INSERT", "UPDATE", "DELETE"),
        "learned_dismissal": ("SELECT", "INSERT", "UPDATE", "DELETE"),
        "learned_place": ("SELECT", "INSERT", "UPDATE", "DELETE"),
        "reply_wording": ("SELECT", "INSERT", "UPDATE", "DELETE"),
        "organizer": ("SELECT", "INSERT", "UPDATE", "DELETE"),
        "console_session": ("SELECT", "INSERT", "DELETE"),
        "passkey": ("SELECT", "INSERT", "UPDATE", "DELETE"),
        "organizer_role": ("SELECT", "INSERT", "DELETE"),
        "role": ("SELECT", "INSERT"),
        "sealing_key": ("SELECT", "INSERT", "UPDATE"),
        "wrapped_key": ("SELECT", "INSERT", "UPDATE", "DELETE"),
        **dict.fromkeys(PUBLIC_TABLES, ("SELECT",)),
        "zone_public": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    },
    "release": {
        "report": (f"SELECT ({COUNTED})",),
        "release": ("SELECT", "INSERT"),
        "area": ("SELECT",),
        "cell": ("SELECT",),
    },
    "public": {**dict.fromkeys(PUBLIC_TABLES, ("SELECT",)), "service": (f"SELECT ({SERVICE})",)},
}
"""Role to table to verbs; a verb may name the columns it is bound to."""

GROUND = (
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {roles}",
    "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {roles}",
    # No temporary tables: they are files.
    "REVOKE ALL ON DATABASE {database} FROM PUBLIC, {roles}",
    "GRANT CONNECT ON DATABASE {database} TO {roles}",
    "GRANT USAGE ON SCHEMA public TO {roles}",
    # PostGIS looks its reference systems up for whoever asks; they are public constants.
    "GRANT SELECT ON spatial_ref_sys TO {roles}",
)
"""What holds before the matrix: nothing for anyone, and the way in for our roles."""

BEYOND_TABLES = (
    "REVOKE ALL ON FUNCTION lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea) FROM PUBLIC",
    # P6: PostgreSQL counts for whoever asks what happens in tables one may not read: rows written, sizes,
    # transactions, locks. So a hole in a public page would show each arrival.
    """
    DO $do$
    DECLARE counting regprocedure;
    BEGIN
        FOR counting IN SELECT oid FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND (
            proname ~ '^(pg_stat_get_.*|pg_.*_size|pg_current_(wal|xact|snapshot).*|txid_.*|pg_lock_status)$'
            OR oid IN ('age(xid)'::regprocedure, 'mxid_age(xid)'::regprocedure))
        LOOP EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', counting); END LOOP;
    END $do$
    """,
    "REVOKE SELECT ON pg_class FROM PUBLIC",
    """
    DO $do$ BEGIN EXECUTE (
        SELECT format('GRANT SELECT (%s) ON pg_class TO PUBLIC', string_agg(quote_ident(attname), ', '))
        FROM pg_attribute WHERE attrelid = 'pg_class'::regclass AND attnum > 0
        AND attname !~ '^(relpages|reltuples|relall.*|relfrozenxid|relminmxid)$'
    ); END $do$
    """,
)
"""What only a superuser may take away: large objects and the server's counts lie outside every table."""

QUIET: Mapping[str, str] = {
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_duration": "off",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "debug_print_parse": "off",
    "debug_print_rewritten": "off",
    "debug_print_plan": "off",
}
"""P1: settings under which PostgreSQL logs no statement's parameters, where the words of a text stand."""

FUNCTIONS: Mapping[str, tuple[str, ...]] = {
    "find_report(uuid, bytea)": (),
    "amend_report(uuid, bytea, bytea, boolean, text, text, text, text)": ("intake",),
    "withdraw_report(uuid, bytea)": ("intake",),
    "keep_receipt(uuid, bytea)": ("intake",),
    "find_question(bytea)": ("intake",),
}
"""Our functions that run as the owner, to the roles that may call them."""


def put_in_force(connection: Connection, database_url: str, secret_key: str) -> None:
    """Make the roles and grant them what the matrix says; with passwords where the owner has one too."""
    make(connection, secret_key, with_passwords=urlsplit(database_url).password is not None)
    grant(connection)


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
    _silence(connection)


def _silence(connection: Connection) -> None:
    """Keep our roles' statements out of the server's log however it is set, where the owner may say so."""
    if not _is_superuser(connection):
        return
    known = dict(connection.execute("SELECT rolname, rolconfig FROM pg_roles").fetchall())
    for role in database.ROLES:
        said = set(known[database.role_name(role)] or ())
        for name, value in QUIET.items():
            if f"{name}={value}" in said:
                continue
            connection.execute(
                sql.SQL("ALTER ROLE {} SET {} = {}").format(
                    sql.Identifier(database.role_name(role)), sql.Identifier(name), sql.Literal(value)
                )
            )


def _is_superuser(connection: Connection) -> bool:
    row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(row and row[0])


def find_loud(connection: Connection) -> list[str]:
    """The settings under which this connection's statements would be logged with what they carry."""
    rows = connection.execute(
        "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", (list(QUIET),)
    ).fetchall()
    return sorted(name for name, setting in rows if setting != QUIET[name])


def reads_counters(connection: Connection) -> bool:
    """Whether this connection's role can ask how many rows were ever written; see `BEYOND_TABLES`."""
    row = connection.execute(
        "SELECT has_function_privilege('pg_stat_get_tuples_inserted(oid)', 'EXECUTE')"
    ).fetchone()
    return bool(row and row[0])


def grant(connection: Connection) -> None:
    """Put the matrix in force, taking away whatever else was granted. One transaction."""
    with connection.transaction():
        for command in (*GROUND, *(BEYOND_TABLES if _is_superuser(connection) else ())):
            everyone = sql.SQL(", ").join(sql.Identifier(database.role_name(role)) for role in database.ROLES)
            here = sql.Identifier(connection.info.dbname)
            connection.execute(sql.SQL(command).format(roles=everyone, database=here))
        for function, roles in FUNCTIONS.items():
            _grant_function(connection, function, roles)
        for role, tables in MATRIX.items():
            for table, verbs in tables.items():
                connection.execute(
                    sql.SQL("GRANT {verbs} ON {table} TO {role}").format(
                        verbs=sql.SQL(", ".join(verbs)),
                        table=sql.Identifier(table),
                        role=sql.Identifier(database.role_name(role)),
                    )
                )


def _grant_function(connection: Connection, function: str, roles: tuple[str, ...]) -> None:
    everyone = sql.SQL(", ").join(sql.Identifier(database.role_name(role)) for role in database.ROLES)
    named = sql.SQL(function)  # a constant of this file
    connection.execute(sql.SQL("REVOKE ALL ON FUNCTION {} FROM PUBLIC, {}").format(named, everyone))
    for role in roles:
        name = sql.Identifier(database.role_name(role))
        connection.execute(sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(named, name))
