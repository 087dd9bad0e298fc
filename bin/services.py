"""A private PostgreSQL with PostGIS and a private Redis in one folder: unix sockets, no TCP port.

`services.py start FOLDER` starts what is missing and writes FOLDER/services.json (`database_url`,
`redis_url`); `stop FOLDER` stops both; `status FOLDER` says what runs. Standard library only, since it runs
before anything else is known to work. Started as root, both servers run as an unprivileged user.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pwd
import resource
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LONGEST_SOCKET = 100
"""Bytes a unix socket's path may have; Linux refuses 108 (unix(7))."""

POSTGRES_CONF = """\
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

REDIS_CONF = """\
port 0
unixsocket {socket}
unixsocketperm 700
dir {folder}
# P1: the memory that forgets. Nothing may write it to disk, neither by schedule nor by command.
save ""
appendonly no
rename-command SAVE ""
rename-command BGSAVE ""
rename-command BGREWRITEAOF ""
rename-command MONITOR ""
slowlog-max-len 0
slowlog-log-slower-than -1
crash-log-enabled no
crash-memcheck-enabled no
maxmemory 256mb
maxmemory-policy volatile-ttl
loglevel warning
daemonize no
databases 64
"""


class ServiceError(Exception):
    """A service cannot be started: the message is one sentence that says what to do."""


@dataclass(frozen=True)
class Layout:
    """Where everything of one instance lies."""

    folder: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.folder / "postgres"

    @property
    def logs(self) -> Path:
        """Where both servers say why they did not start."""
        return self.folder / "log"

    @property
    def sockets(self) -> Path:
        """The sockets' folder: inside the instance where the path is short enough, else under /tmp."""
        inside = self.folder / "run"
        if len(os.fsencode(inside / ".s.PGSQL.5432.lock")) <= LONGEST_SOCKET:
            return inside
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return Path("/tmp") / f"safelight-{os.getuid()}-{digest}"  # noqa: S108  # owner is checked before use

    @property
    def redis_socket(self) -> Path:
        """Redis' socket."""
        return self.sockets / "redis.sock"

    @property
    def database_url(self) -> str:
        """The owner's address, as SQLAlchemy and psycopg read it."""
        return f"postgresql://safelight@/safelight?host={self.sockets}"

    @property
    def redis_url(self) -> str:
        """Redis' address, as redis-py reads it."""
        return f"unix://{self.redis_socket}"


def service_user() -> pwd.struct_passwd | None:
    """The unprivileged account the servers run as when we are root, else None."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServiceError("PostgreSQL refuses to run as root: create a user named postgres.")


def as_service(command: list[str], layout: Layout) -> list[str]:
    """The command, changed so that it runs as the unprivileged account when we are root."""
    user = service_user()
    if user is None:
        return command
    drop = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--init-groups"]
    if not _can_reach(user, layout.folder):
        # A checkout below a 0700 folder (/root): the server may pass through, and owns only its own data.
        drop += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return [*drop, "--", *command]


def _can_reach(user: pwd.struct_passwd, folder: Path) -> bool:
    return all(
        parent.stat().st_mode & 0o001 or parent.stat().st_uid == user.pw_uid for parent in folder.parents
    )


def _own(path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True)
    user = service_user()
    if user is not None:
        os.chown(path, user.pw_uid, user.pw_gid)
    elif path.stat().st_uid != os.getuid():
        raise ServiceError(f"{path} belongs to someone else: remove it or choose another SAFELIGHT_INSTANCE.")
    path.chmod(0o700)


def postgres_binary(name: str) -> str:
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


def is_postgres_up(layout: Layout) -> bool:
    """Whether this folder's PostgreSQL takes connections."""
    command = [postgres_binary("pg_isready"), "-q", "-h", str(layout.sockets)]
    return subprocess.run(command, check=False).returncode == 0  # noqa: S603  # fixed program


def start_postgres(layout: Layout) -> None:
    """Start this folder's PostgreSQL, making it first where there is none; recovers after a crash.

    Raises:
        ServiceError: it does not come up.
    """
    log = layout.logs / "postgres.log"
    if not (layout.data / "PG_VERSION").exists():
        shutil.rmtree(layout.data, ignore_errors=True)
        _own(layout.data)
        command = [postgres_binary("initdb"), "-D", str(layout.data), "-U", "safelight", "-A", "trust"]
        command += ["-E", "UTF8", "--locale=C.UTF-8", "--data-checksums", "--wal-segsize=1"]
        if _run(command, layout, log):
            raise ServiceError(f"PostgreSQL's folder could not be made: see {log}")
    conf = POSTGRES_CONF.format(sockets=str(layout.sockets).replace("'", "''"))
    (layout.data / "postgresql.conf").write_text(conf)
    if is_postgres_up(layout):
        return
    _forget_stale_pid(layout.data)
    start = [postgres_binary("pg_ctl"), "-D", str(layout.data), "-w", "-t", "60", "-l", str(log), "start"]
    for _ in range(20):
        # After kill -9 it refuses for up to two seconds, until its orphaned children are gone.
        if _run(start, layout, log) == 0 or is_postgres_up(layout):
            break
        time.sleep(0.3)
    else:
        raise ServiceError(f"PostgreSQL did not start: see {log}")
    _create_database(layout)


def _create_database(layout: Layout) -> None:
    psql = [postgres_binary("psql"), "-XqAt", "-h", str(layout.sockets), "-U", "safelight", "-d", "postgres"]
    exists = subprocess.run(  # noqa: S603  # fixed program
        [*psql, "-c", "SELECT 1 FROM pg_database WHERE datname = 'safelight'"],
        capture_output=True,
        text=True,
        check=True,
    )
    if exists.stdout.strip() != "1":
        subprocess.run([*psql, "-c", "CREATE DATABASE safelight"], check=True)  # noqa: S603  # fixed program


def stop_postgres(layout: Layout) -> None:
    """Stop this folder's PostgreSQL; nothing happens where none runs."""
    if (layout.data / "postmaster.pid").exists():
        command = [postgres_binary("pg_ctl"), "-D", str(layout.data), "-m", "fast", "-w", "-t", "60", "stop"]
        _run(command, layout, layout.logs / "postgres.log")


def ask_redis(layout: Layout, *words: str) -> bytes | None:
    """Redis' first answer to one command, or None where nobody answers."""
    request = b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w.encode()) for w in words)
    try:
        with socket.socket(socket.AF_UNIX) as sock:
            sock.settimeout(2)
            sock.connect(str(layout.redis_socket))
            sock.sendall(request)
            return sock.recv(1024)
    except OSError:
        return None


def redis_binary() -> str:
    """The server's program, to be started under the name redis-server.

    Debian's redis-tools carries it as redis-check-rdb: one program, told by its name what to be.

    Raises:
        ServiceError: none is installed.
    """
    for name in ("redis-server", "valkey-server", "redis-check-rdb"):
        path = shutil.which(name)
        if path:
            return path
    raise ServiceError("Redis is missing: apt-get install redis-tools")


def start_redis(layout: Layout) -> None:
    """Start this folder's Redis unless it answers already.

    Raises:
        ServiceError: it does not come up.
    """
    # A second server on a living socket would silently take it over: hence the lock, and asking first.
    if ask_redis(layout, "PING") is not None:
        return
    layout.redis_socket.unlink(missing_ok=True)
    conf = layout.folder / "redis.conf"
    conf.write_text(REDIS_CONF.format(socket=layout.redis_socket, folder=layout.sockets))
    conf.chmod(0o644)
    link = layout.sockets / "redis-server"
    link.unlink(missing_ok=True)
    link.symlink_to(redis_binary())
    command = as_service([str(link), str(conf)], layout)
    log = (layout.logs / "redis.log").open("ab")
    process = subprocess.Popen(  # noqa: S603  # fixed program, our own configuration
        command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/", start_new_session=True
    )
    for _ in range(100):
        if ask_redis(layout, "PING") is not None:
            (layout.folder / "redis.pid").write_text(str(process.pid))
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise ServiceError(f"Redis did not start: see {layout.logs / 'redis.log'}")


def stop_redis(layout: Layout) -> None:
    """Stop this folder's Redis; what it remembered is gone."""
    ask_redis(layout, "SHUTDOWN", "NOSAVE")
    for _ in range(100):
        if ask_redis(layout, "PING") is None:
            break
        time.sleep(0.05)
    (layout.folder / "redis.pid").unlink(missing_ok=True)


@contextmanager
def _lock(layout: Layout) -> Iterator[None]:
    layout.folder.mkdir(parents=True, exist_ok=True)
    with (layout.folder / "services.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _secret(layout: Layout) -> None:
    folder = layout.folder / "secrets"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)
    path = folder / "secret_key"
    if not path.exists():
        path.touch(0o600)
        path.write_text(secrets.token_hex(32))


def start(layout: Layout) -> None:
    """Start both services, except one that the environment replaces by its own address."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # P1: a crash writes no memory to the disk
    with _lock(layout):
        _secret(layout)
        _own(layout.logs)
        _own(layout.sockets)
        addresses = {}
        if not os.environ.get("SAFELIGHT_DATABASE_URL"):
            start_postgres(layout)
            addresses["database_url"] = layout.database_url
        if not os.environ.get("SAFELIGHT_REDIS_URL"):
            start_redis(layout)
            addresses["redis_url"] = layout.redis_url
        (layout.folder / "services.json").write_text(json.dumps(addresses, indent=1) + "\n")


def stop(layout: Layout) -> None:
    """Stop both services."""
    if layout.folder.exists():
        with _lock(layout):
            stop_redis(layout)
            stop_postgres(layout)


def status(layout: Layout) -> None:
    """Print which of the two run."""
    postgres = layout.data.exists() and is_postgres_up(layout)
    redis = ask_redis(layout, "PING") is not None
    sys.stdout.write(f"postgres {'up' if postgres else 'down'}\nredis {'up' if redis else 'down'}\n")


COMMANDS = {"start": start, "stop": stop, "status": status}


def main(arguments: list[str]) -> int:
    """Run one command on one folder; 0 when it worked, 1 with one sentence when not, 2 on a wrong call."""
    if len(arguments) != 2 or arguments[0] not in COMMANDS:
        sys.stderr.write("usage: services.py start|stop|status FOLDER\n")
        return 2
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        COMMANDS[arguments[0]](Layout(Path(arguments[1]).resolve()))
    except ServiceError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
