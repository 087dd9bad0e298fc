"""What goes wrong while people report: by real means, since the product has no switch that breaks it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from tests.canary.instance import Instance

SOON_S = 0.4


@contextmanager
def calm(_instance: Instance) -> Iterator[None]:
    """Nothing goes wrong."""
    yield


@contextmanager
def _statements(instance: Instance, before: str, after: str) -> Iterator[None]:
    """Some statements of the owner, and what takes them back."""
    with instance.owner() as owner:
        owner.execute(before)
    try:
        yield
    finally:
        with instance.owner() as owner:
            owner.execute(after)


def _breaking(before: str, after: str) -> Callable[[Instance], AbstractContextManager[None]]:
    return lambda instance: _statements(instance, before, after)


def _breaking_keys(before: str, after: str) -> Callable[[Instance], AbstractContextManager[None]]:
    """As `_breaking`, for what the server remembers for some seconds: it starts anew, and knows nothing."""

    @contextmanager
    def begin(instance: Instance) -> Iterator[None]:
        with _statements(instance, before, after):
            instance.kill_server()
            instance.start_server()
            yield

    return begin


@contextmanager
def without_redis(instance: Instance) -> Iterator[None]:
    """Redis is gone, by kill -9."""
    instance.kill_redis()
    yield
    instance.start_services()


@contextmanager
def poisoned_redis(instance: Instance) -> Iterator[None]:
    """Every key of Redis holds something of another kind."""
    with instance.memory() as memory:
        for name in memory.scan_iter():
            memory.delete(name)
            memory.lpush(name, "poison")
    yield
    with instance.memory() as memory:
        memory.flushall()


def _later(act: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        time.sleep(SOON_S)
        act()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@contextmanager
def dying_database(instance: Instance) -> Iterator[None]:
    """kill -9 of PostgreSQL while requests run; it recovers."""
    thread = _later(instance.kill_postgres)
    yield
    thread.join()
    instance.start_services()


@contextmanager
def dying_backends(instance: Instance) -> Iterator[None]:
    """kill -9 of one of the database's workers: PostgreSQL logs what it ran, and restarts them all."""

    def kill_one() -> None:
        with instance.owner() as owner:
            row = owner.execute(
                "SELECT pid FROM pg_stat_activity WHERE usename = 'safelight_intake' ORDER BY state LIMIT 1"
            ).fetchone()
            if row is not None:
                os.kill(row[0], signal.SIGKILL)

    thread = _later(kill_one)
    yield
    thread.join()
    instance.start_services()


@contextmanager
def dying_server(instance: Instance) -> Iterator[None]:
    """kill -9 of every server process while requests run."""
    thread = _later(instance.kill_server)
    yield
    thread.join()
    instance.start_server()


@contextmanager
def crashing_workers(instance: Instance) -> Iterator[None]:
    """The server's workers abort, as by a fault in a library: the kernel would dump their memory."""
    thread = _later(lambda: instance.signal_workers(signal.SIGABRT))
    yield
    thread.join()
    instance.kill_server()
    instance.start_server()


TROUBLES: dict[str, Callable[[Instance], AbstractContextManager[None]]] = {
    "calm": calm,
    "no right to insert": _breaking(
        "REVOKE INSERT ON report FROM safelight_intake", "GRANT INSERT ON report TO safelight_intake"
    ),
    "no right to look places up": _breaking(
        "REVOKE SELECT ON place_key FROM safelight_intake", "GRANT SELECT ON place_key TO safelight_intake"
    ),
    "a place table of another shape": _breaking(
        "ALTER TABLE place_key RENAME COLUMN key TO other", "ALTER TABLE place_key RENAME COLUMN other TO key"
    ),
    "a constraint nothing meets": _breaking(
        "ALTER TABLE report ADD CONSTRAINT never CHECK (precision = 'never') NOT VALID",
        "ALTER TABLE report DROP CONSTRAINT never",
    ),
    "a trigger that fails": _breaking(
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'row %', NEW; END $$;"
        "CREATE TRIGGER fail BEFORE INSERT ON report FOR EACH ROW EXECUTE FUNCTION fail()",
        "DROP FUNCTION fail CASCADE",
    ),
    "a sealing key of the wrong length": _breaking_keys(
        "UPDATE sealing_key SET public_key = public_key || '\\x00'",
        "UPDATE sealing_key SET public_key = substr(public_key, 1, 32)",
    ),
    "no sealing key": _breaking_keys(
        "UPDATE sealing_key SET is_current = false", "UPDATE sealing_key SET is_current = true"
    ),
    "locks that time out": _breaking(
        "ALTER ROLE safelight_intake SET statement_timeout = '1ms'",
        "ALTER ROLE safelight_intake RESET statement_timeout",
    ),
    "no Redis": without_redis,
    "a poisoned Redis": poisoned_redis,
    "kill -9 of the database's workers": dying_backends,
    "kill -9 of the database": dying_database,
    "crashing server workers": crashing_workers,
    "kill -9 of the server": dying_server,
    "calm again": calm,
}
"""Name to what is wrong while a burst of requests comes in."""
