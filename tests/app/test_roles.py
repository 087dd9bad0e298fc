"""The written matrix against what PostgreSQL lets each role do: every table, verb and column is tried."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors

from app import database, roles
from app.deployment import Deployment
from app.health import examine
from config import Config

VERBS = {
    "SELECT": "SELECT 1 FROM {table} LIMIT 0",
    "INSERT": "INSERT INTO {table} DEFAULT VALUES",
    "UPDATE": "UPDATE {table} SET {column} = {column} WHERE false",
    "DELETE": "DELETE FROM {table} WHERE false",
    "TRUNCATE": "TRUNCATE {table}",
    "TRIGGER": "CREATE TRIGGER tried BEFORE UPDATE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "REFERENCES": "CREATE TABLE tried (other {type} REFERENCES {table} ({column}))",
    "ALTER": "ALTER TABLE {table} ADD COLUMN tried int",
    "DROP": "DROP TABLE {table}",
    "LOCK": "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
}
COLUMN_VERBS = {
    "SELECT": "SELECT {column} FROM {table} LIMIT 0",
    "INSERT": "INSERT INTO {table} ({column}) VALUES (DEFAULT)",
    "UPDATE": "UPDATE {table} SET {column} = DEFAULT WHERE false",
}
IMPLIED = {"LOCK": {"UPDATE", "DELETE", "TRUNCATE"}}
"""Whoever may change rows may lock the table (PostgreSQL, LOCK)."""
POSTGIS = {"spatial_ref_sys": ("SELECT",)}
REFUSED = (errors.InsufficientPrivilege, errors.WrongObjectType, errors.ObjectNotInPrerequisiteState)
ACTS = {
    "become another role": "SET ROLE safelight_organizer",
    "become the owner": "SET ROLE safelight",
    "sign in as the owner": "SET SESSION AUTHORIZATION safelight",
    "make a table": "CREATE TABLE tried (a int)",
    "make a temporary table": "CREATE TEMPORARY TABLE tried (a int)",
    "make a schema": "CREATE SCHEMA tried",
    "make a function": "CREATE FUNCTION tried() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "make an extension": "CREATE EXTENSION file_fdw",
    "make a role": "CREATE ROLE tried",
    "make a large object": "SELECT lo_create(0)",
    "read a file": "SELECT pg_read_file('postgresql.conf')",
    "list a folder": "SELECT pg_ls_dir('.')",
    "write a file": "COPY (SELECT 1) TO '/tmp/tried'",
    "run a program": "COPY (SELECT 1) TO PROGRAM 'true'",
    "read passwords": "SELECT rolpassword FROM pg_authid",
    "make its statements logged": "SET log_statement = 'all'",
    "make slow statements logged": "SET log_min_duration_statement = 0",
    "load a library": "LOAD 'auto_explain'",
    "change the server": "SELECT pg_reload_conf()",
    "read PostGIS' list of columns": "SELECT 1 FROM geometry_columns",
    "read what is staged": "SELECT 1 FROM staging.place",
    "see how far the migrations are": "SELECT version_num FROM alembic_version",
    "count what is written": "SELECT n_tup_ins FROM pg_stat_user_tables",
    "count commits": "SELECT xact_commit FROM pg_stat_database",
    "estimate a table's rows": "SELECT reltuples FROM pg_class",
    "measure a table": "SELECT pg_total_relation_size('report')",
    "measure the database": "SELECT pg_database_size(current_database())",
    "number transactions": "SELECT pg_current_snapshot()",
    "tell a row's age": "SELECT age(xmin) FROM spatial_ref_sys LIMIT 1",
    "follow the log": "SELECT pg_current_wal_lsn()",
    "watch locks": "SELECT 1 FROM pg_locks",
    "read columns' histograms": "SELECT 1 FROM pg_statistic",
    "change the database": "COMMENT ON DATABASE postgres IS 'tried'",
}


@pytest.fixture(params=database.ROLES)
def role(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def as_role(config: Config, here: Deployment, role: str) -> Iterator[psycopg.Connection]:
    """A connection of the role; what is tried is rolled back."""
    with psycopg.connect(database.role_url(config.database_url, role, config.secret_key)) as connection:
        yield connection
        connection.rollback()


def find_tables(owner: psycopg.Connection) -> dict[str, dict[str, str]]:
    """Every table, view and sequence of ours with its columns and their types."""
    rows = owner.execute(
        "SELECT c.oid::regclass::text, attname, format_type(atttypid, atttypmod) FROM pg_class c"
        " JOIN pg_namespace n ON n.oid = relnamespace JOIN pg_attribute ON attrelid = c.oid"
        " WHERE nspname IN ('public', 'staging') AND relkind IN ('r', 'p', 'v', 'm', 'f')"
        " AND attnum > 0 AND NOT attisdropped"
        # Writing to PostGIS' views is let and does nothing, by their rules.
        " AND NOT (relkind = 'v' AND EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype = 'e'))"
        " ORDER BY 1, attnum"
    ).fetchall()
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = kind
    return found


def is_allowed(connection: psycopg.Connection, statement: str) -> bool:
    """Whether PostgreSQL lets the statement begin; what fails later, for want of values, was let."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute("SET LOCAL lock_timeout = '5s'")
            connection.execute(statement.encode())
    except REFUSED:
        return False
    except psycopg.errors.IntegrityError:
        return True
    return True


def granted(role: str, table: str) -> dict[str, set[str] | None]:
    """What the matrix lets a role do with a table: verb to columns, None for all of them."""
    found: dict[str, set[str] | None] = {}
    for verb in {**POSTGIS, **roles.MATRIX[role]}.get(table, ()):
        name, _, columns = verb.partition(" ")
        found[name] = set(re.findall(r"\w+", columns)) or None
    return found


def test_each_role_may_do_with_every_table_what_the_matrix_says_and_nothing_else(
    role: str, as_role: psycopg.Connection, owner: psycopg.Connection
) -> None:
    wrong = []
    for table, columns in find_tables(owner).items():
        column, kind = next(iter(columns.items()))
        said = granted(role, table)
        whole = {verb for verb, bound in said.items() if bound is None}
        for verb, statement in VERBS.items():
            expected = (
                verb in whole or bool(IMPLIED.get(verb, set()) & whole) or (verb == "SELECT" and verb in said)
            )
            if is_allowed(as_role, statement.format(table=table, column=column, type=kind)) != expected:
                wrong.append(f"{role} {verb} {table}: the matrix says {expected}")

    assert wrong == []


def test_each_role_reaches_the_columns_that_the_matrix_names_and_no_other(
    role: str, as_role: psycopg.Connection, owner: psycopg.Connection
) -> None:
    wrong = []
    for table, columns in find_tables(owner).items():
        said = granted(role, table)
        for column in columns:
            for verb, statement in COLUMN_VERBS.items():
                bound = said.get(verb, set())
                expected = bound is None or column in bound
                if is_allowed(as_role, statement.format(table=table, column=f'"{column}"')) != expected:
                    wrong.append(f"{role} {verb} {table}.{column}: the matrix says {expected}")

    assert wrong == []


@pytest.mark.parametrize("act", ACTS)
def test_no_role_can(act: str, role: str, as_role: psycopg.Connection) -> None:
    statement = ACTS[act]
    if role == "organizer":
        statement = statement.replace("safelight_organizer", "safelight_intake")

    assert not is_allowed(as_role, statement)


def test_the_matrix_names_only_tables_that_exist(owner: psycopg.Connection) -> None:
    named = {table for tables in roles.MATRIX.values() for table in tables}

    assert named <= set(find_tables(owner))


def test_there_is_no_sequence_and_no_function_acts_as_its_owner_but_the_listed(
    owner: psycopg.Connection,
) -> None:
    sequences = owner.execute("SELECT oid::regclass::text FROM pg_class WHERE relkind = 'S'").fetchall()
    functions = owner.execute(
        "SELECT oid::regprocedure::text, proconfig FROM pg_proc p WHERE prosecdef"
        " AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')"
    ).fetchall()

    assert sequences == []
    # Whose path of names nobody else can set, so that no other table is meant.
    assert dict(functions) == {
        name.replace(", ", ","): ["search_path=public, pg_temp"]
        for name in roles.FUNCTIONS
        if name not in AS_CALLER
    }


AS_CALLER = {"kept_cell(text)"}
"""Functions that read public tables, with the caller's own rights."""


@pytest.mark.parametrize("name", roles.FUNCTIONS)
def test_each_function_is_called_by_the_listed_roles_alone(name: str, owner: psycopg.Connection) -> None:
    may = {
        role
        for role in database.ROLES
        for (is_let,) in owner.execute(
            "SELECT has_function_privilege(%s, %s, 'EXECUTE')", (database.role_name(role), name)
        )
        if is_let
    }

    assert may == set(roles.FUNCTIONS[name])


def test_roles_are_members_of_nothing_and_may_do_nothing_to_the_server(owner: psycopg.Connection) -> None:
    rows = owner.execute(
        "SELECT rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls,"
        " EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid OR roleid = pg_roles.oid)"
        " FROM pg_roles WHERE rolname = ANY(%s)",
        ([database.role_name(role) for role in database.ROLES],),
    ).fetchall()

    assert rows == [(False,) * 7] * len(database.ROLES)


def test_p1_our_roles_statements_reach_no_log(as_role: psycopg.Connection) -> None:
    assert roles.find_loud(as_role) == []


def test_p1_the_doctor_refuses_a_server_that_would_log_words(
    here: Deployment, owner: psycopg.Connection
) -> None:
    owner.execute("ALTER ROLE safelight_intake SET log_statement = 'all'")
    here.database.intake.close()

    findings = [finding.text for finding in examine(here)]

    owner.execute("ALTER ROLE safelight_intake SET log_statement = 'none'")
    assert any("log_statement = none" in text for text in findings)
