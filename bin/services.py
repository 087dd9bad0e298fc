"""A private PostgreSQL with PostGIS and a private Redis in one folder: unix sockets, no TCP port.

`services.py start FOLDER` starts what is missing and writes FOLDER/services.json (`database_url`,
`redis_url`); `stop FOLDER` stops both; `status FOLDER` says what runs. Standard library only, since it runs
before anything else is known to work. Started as root, both servers run as an unprivileged user.
"""

from __future__ import annotations

import fcntl
import json
import os
import resource
import secrets
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from private import memory, postgres
from private.layout import Layout, ServiceError, own


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
        own(layout.logs)
        own(layout.sockets)
        addresses = {}
        if not os.environ.get("SAFELIGHT_DATABASE_URL"):
            postgres.start(layout)
            addresses["database_url"] = layout.database_url
        if not os.environ.get("SAFELIGHT_REDIS_URL"):
            memory.start(layout)
            addresses["redis_url"] = layout.redis_url
        (layout.folder / "services.json").write_text(json.dumps(addresses, indent=1) + "\n")


def stop(layout: Layout) -> None:
    """Stop both services."""
    if layout.folder.exists():
        with _lock(layout):
            memory.stop(layout)
            postgres.stop(layout)


def status(layout: Layout) -> None:
    """Print which of the two run."""
    up = {
        "postgres": layout.data.exists() and postgres.is_up(layout),
        "redis": memory.ask(layout, "PING") is not None,
    }
    sys.stdout.writelines(f"{name} {'up' if runs else 'down'}\n" for name, runs in up.items())


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
