"""Where everything of one instance lies, and whom its servers run as."""

from __future__ import annotations

import hashlib
import os
import pwd
from dataclasses import dataclass
from pathlib import Path

LONGEST_SOCKET = 100
"""Bytes a unix socket's path may have; Linux refuses 108 (unix(7))."""


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


def own(path: Path) -> None:
    """Make a folder that nobody but the servers' account may enter.

    Raises:
        ServiceError: it is someone else's.
    """
    path.mkdir(parents=True, exist_ok=True)
    user = service_user()
    if user is not None:
        os.chown(path, user.pw_uid, user.pw_gid)
    elif path.stat().st_uid != os.getuid():
        raise ServiceError(f"{path} belongs to someone else: remove it or choose another SAFELIGHT_INSTANCE.")
    path.chmod(0o700)
