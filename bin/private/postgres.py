"""PostgreSQL in a folder: made, started, recovered after a crash, stopped."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

from private.layout import Layout, ServiceError, as_service, own, service_user

CONF = """\
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 120
shared_buffers = 128MB
timezone = 'UTC'
# P1: no statement, parameter or connection reaches a log.
logging_collector = off
log_statement = none
log_min_error_statement = panic
log_min_messages = fatal
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_min_duration_statement = -1
log_connections = off
log_disconnections = off
update_process_title = off
# P5: a short log whose old segments are removed, not reused, and no commit times.
wal_level = minimal
max_wal_senders = 0
wal_keep_size = 0
wal_recycle = off
min_wal_size = 2MB
max_wal_size = 64MB
checkpoint_timeout = 5min
track_commit_timestamp = off
"""


def binary(name: str) -> str:
    """The newest installed PostgreSQL's program of this name.

    Raises:
        ServiceError: none is installed.
    """
    found = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]), reverse=True
    )
    on_path = shutil.which(name)
    if not found and on_path is None:
        raise ServiceError("PostgreSQL is missing: apt-get install postgresql-15-postgis-3 redis-tools")
    return str(found[0]) if found else str(on_path)


def _run(command: list[str], layout: Layout, log: Path) -> int:
    with log.open("ab") as out:
        user = service_user()
        if user is not None:
            os.chown(log, user.pw_uid, user.pw_gid)
        done = subprocess.run(  # noqa: S603  # fixed programs, our own paths
            as_service(command, layout),
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            cwd="/",
            check=False,
        )
    return done.returncode


def _forget_stale_pid(data: Path) -> None:
    """Remove a pid file that names another living process: PostgreSQL would refuse for ever."""
    pid_file = data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
        folder = Path(f"/proc/{pid}/cwd").readlink()
    except (FileNotFoundError, ValueError, ProcessLookupError):
        folder = None
    except PermissionError:
        return
    if pid_file.exists() and folder != data:
        pid_file.unlink()


def is_up(layout: Layout) -> bool:
    """Whether this folder's PostgreSQL takes connections."""
    command = [binary("pg_isready"), "-q", "-h", str(layout.sockets)]
    return subprocess.run(command, check=False).returncode == 0  # noqa: S603  # fixed program


def start(layout: Layout) -> None:
    """Start this folder's PostgreSQL, making it first where there is none; recovers after a crash.

    Raises:
        ServiceError: it does not come up.
    """
    log = layout.logs / "postgres.log"
    if not (layout.data / "PG_VERSION").exists():
        shutil.rmtree(layout.data, ignore_errors=True)
        own(layout.data)
        command = [binary("initdb"), "-D", str(layout.data), "-U", "safelight", "-A", "trust"]
        command += ["-E", "UTF8", "--locale=C.UTF-8", "--data-checksums", "--wal-segsize=1"]
        if _run(command, layout, log):
            raise ServiceError(f"PostgreSQL's folder could not be made: see {log}")
    conf = CONF.format(sockets=str(layout.sockets).replace("'", "''"))
    (layout.data / "postgresql.conf").write_text(conf)
    if is_up(layout):
        return
    _forget_stale_pid(layout.data)
    command = [binary("pg_ctl"), "-D", str(layout.data), "-w", "-t", "60", "-l", str(log), "start"]
    for _ in range(20):
        # After kill -9 it refuses for up to two seconds, until its orphaned children are gone.
        if _run(command, layout, log) == 0 or is_up(layout):
            break
        time.sleep(0.3)
    else:
        raise ServiceError(f"PostgreSQL did not start: see {log}")
    _create_database(layout)


def _create_database(layout: Layout) -> None:
    psql = [binary("psql"), "-XqAt", "-h", str(layout.sockets), "-U", "safelight", "-d", "postgres"]
    exists = subprocess.run(  # noqa: S603  # fixed program
        [*psql, "-c", "SELECT 1 FROM pg_database WHERE datname = 'safelight'"],
        capture_output=True,
        text=True,
        check=True,
    )
    if exists.stdout.strip() != "1":
        subprocess.run([*psql, "-c", "CREATE DATABASE safelight"], check=True)  # noqa: S603  # fixed program


def stop(layout: Layout) -> None:
    """Stop this folder's PostgreSQL; nothing happens where none runs."""
    if (layout.data / "postmaster.pid").exists():
        command = [binary("pg_ctl"), "-D", str(layout.data), "-m", "fast", "-w", "-t", "60", "stop"]
        _run(command, layout, layout.logs / "postgres.log")
