"""An instance of its own: private services, real server processes, all set to say as much as they can."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import psycopg
import redis

from app import seals
from app.zones.facts import Facts
from config import ROOT, Config
from tests import city
from tests.canary import carriers

ZONE = UUID(int=0x5AFE)
TOKEN = "fedcba9876543210fedcba9876543210"
WORST = {
    "log_min_messages": "debug1",
    "log_min_error_statement": "debug1",
    "log_error_verbosity": "verbose",
    "log_parameter_max_length_on_error": "-1",
    "log_connections": "on",
    "log_disconnections": "on",
    "log_parameter_max_length": "-1",
    "log_statement": "all",
    "log_min_duration_statement": "0",
    "log_duration": "on",
    "debug_print_plan": "on",
    "log_lock_waits": "on",
    "log_temp_files": "0",
    "log_checkpoints": "on",
    "update_process_title": "on",
    "max_wal_size": "4GB",
    "wal_keep_size": "1GB",
}
"""PostgreSQL at its most talkative, about what fails and what does not, keeping all WAL until the search."""
TALKATIVE = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"all": {"format": "%(asctime)s %(name)s %(levelname)s %(message)s"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "all"}},
    "root": {"level": "DEBUG", "handlers": ["out"]},
    "loggers": {name: {"level": "DEBUG", "handlers": ["out"]} for name in ("_granian", "granian.access")},
}


@dataclass(slots=True)
class Instance:
    """One running deployment in a folder, and the ways to hurt it."""

    folder: Path
    port: int = field(default_factory=lambda: _free_port())
    server: subprocess.Popen[bytes] | None = None
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def config(self) -> Config:
        """Its settings, as the program reads them."""
        return Config.from_env(self.settings)

    def open(self) -> None:
        """Start services and server, with a city and an organizer in it."""
        self.settings = {
            "SAFELIGHT_INSTANCE": str(self.folder),
            "SAFELIGHT_PORT": str(self.port),
            "SAFELIGHT_TIME_ZONE": "Africa/Nairobi",
            "SAFELIGHT_BATCH_HOURS": "0",
            "SAFELIGHT_TWILIO_AUTH_TOKEN": TOKEN,
        }
        for name in ("tmp", "log", "cores"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self.settings |= carriers.make_settings(self.folder, self.url)
        (self.folder / "log.json").write_text(json.dumps(TALKATIVE))
        self.start_services()
        self._set_worst()
        city.found(self.config, self.folder / "tmp")
        self._show_zone()
        self.start_server()

    def _set_worst(self) -> None:
        with self.owner() as connection:
            for name, value in WORST.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
            connection.execute("SELECT pg_reload_conf()")

    def _show_zone(self) -> None:
        """A safe zone that visitors can leave marks on."""
        known = Facts(name="A library", district="Centre")
        with self.owner() as connection:
            sealed = seals.load_sealer(connection).seal(known.to_sealed())
            connection.execute(
                "INSERT INTO zone (id, state, code_digest, sealed) VALUES (%s, 'active', '', %s)",
                (ZONE, sealed),
            )
            connection.execute(
                "INSERT INTO zone_public VALUES"
                " (%s, 'active', true, %s, %s, '', '{}', '', '{}', '2026-01-01', NULL, '{}')",
                (ZONE, known.name, known.district),
            )

    def owner(self) -> psycopg.Connection[Any]:
        """A connection of the tables' owner."""
        return psycopg.connect(self.config.database_url, autocommit=True)

    def memory(self) -> redis.Redis:
        """A client of its Redis."""
        return redis.Redis.from_url(self.config.redis_url)

    def start_services(self) -> None:
        """Start what does not run."""
        self._services("start")

    def _services(self, command: str) -> None:
        done = subprocess.run(
            [sys.executable, str(ROOT / "bin" / "services.py"), command, str(self.folder)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def start_server(self) -> None:
        """Start granian as bin/run does, but at debug level and with every logger speaking."""
        with (self.folder / "log" / "server.log").open("ab") as output:
            self.server = self._spawn(output)
        self.wait()

    def _spawn(self, output: BinaryIO) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [
                *(str(Path(sys.executable).with_name("granian")), "--interface", "rsgi"),
                *("--host", "127.0.0.1", "--port", str(self.port)),
                *("--no-access-log", "--log-level", "debug", "--log-config", str(self.folder / "log.json")),
                *("--respawn-failed-workers", "wsgi:server"),
            ],
            cwd=self.folder / "cores",
            env=self.environment() | {"PYTHONPATH": str(ROOT)},
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=_allow_cores,  # nothing else runs in this process then
        )

    def environment(self) -> dict[str, str]:
        """The server's environment: its settings, and every switch that makes a program talk."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SAFELIGHT_")}
        talk = {
            "TMPDIR": str(self.folder / "tmp"),
            "FLASK_DEBUG": "1",
            "PYTHONFAULTHANDLER": "1",
            "RUST_LOG": "debug",
        }
        return {**kept, **talk, **self.settings}

    def run(self, *arguments: str) -> str:
        """What a `flask` command prints."""
        done = subprocess.run(
            [str(Path(sys.executable).with_name("flask")), *arguments],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        with (self.folder / "log" / "commands.log").open("a") as log:
            log.write(done.stdout + done.stderr)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def wait(self) -> None:
        """Wait until the server answers.

        Raises:
            RuntimeError: it does not within two minutes, which a busy machine takes to import it.
        """
        for _ in range(1200):
            if self.server is None or self.server.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"{self.url}/healthy", timeout=2).close()
            except OSError:
                time.sleep(0.1)
                continue
            return
        raise RuntimeError("the server does not answer")

    def signal_workers(self, number: int) -> None:
        """Send a signal to every worker of the server."""
        assert self.server is not None
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children")
        for pid in children.read_text().split():
            os.kill(int(pid), number)

    def kill_server(self, number: int = signal.SIGKILL) -> None:
        """End every process of the server at once."""
        assert self.server is not None
        os.killpg(self.server.pid, number)
        self.server.wait(timeout=30)

    def kill_postgres(self) -> None:
        """kill -9 of the database's main process; its children notice and end."""
        os.kill(
            int((self.folder / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0]), signal.SIGKILL
        )

    def redis_pid(self) -> int:
        """Redis' process."""
        return int((self.folder / "redis.pid").read_text())

    def kill_redis(self) -> None:
        """kill -9 of the memory."""
        os.kill(self.redis_pid(), signal.SIGKILL)

    def close(self) -> None:
        """Stop everything."""
        if self.server is not None and self.server.poll() is None:
            self.kill_server(signal.SIGTERM)
        self._services("stop")


def _allow_cores() -> None:
    """Let the kernel dump as much as it may, so that it is the product that forbids it."""
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
