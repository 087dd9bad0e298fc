"""Redis in a folder, as the memory that forgets: started, asked, stopped."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time

from private.layout import Layout, ServiceError, as_service

CONF = """\
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


def ask(layout: Layout, *words: str) -> bytes | None:
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


def binary() -> str:
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


def start(layout: Layout) -> None:
    """Start this folder's Redis unless it answers already.

    Raises:
        ServiceError: it does not come up.
    """
    # A second server on a living socket would silently take it over: hence the lock, and asking first.
    if ask(layout, "PING") is not None:
        return
    layout.redis_socket.unlink(missing_ok=True)
    conf = layout.folder / "redis.conf"
    conf.write_text(CONF.format(socket=layout.redis_socket, folder=layout.sockets))
    conf.chmod(0o644)
    link = layout.sockets / "redis-server"
    link.unlink(missing_ok=True)
    link.symlink_to(binary())
    command = as_service([str(link), str(conf)], layout)
    log = (layout.logs / "redis.log").open("ab")
    process = subprocess.Popen(  # noqa: S603  # fixed program, our own configuration
        command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/", start_new_session=True
    )
    for _ in range(100):
        if ask(layout, "PING") is not None:
            (layout.folder / "redis.pid").write_text(str(process.pid))
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise ServiceError(f"Redis did not start: see {layout.logs / 'redis.log'}")


def stop(layout: Layout) -> None:
    """Stop this folder's Redis; what it remembered is gone."""
    ask(layout, "SHUTDOWN", "NOSAVE")
    for _ in range(100):
        if ask(layout, "PING") is None:
            break
        time.sleep(0.05)
    (layout.folder / "redis.pid").unlink(missing_ok=True)
