"""A deployment of its own with a real server, whose every part can be killed and started again."""

from __future__ import annotations

import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from config import ROOT, Config
from tests import city

TOKEN = secrets.token_hex(16)
"""What signs Twilio's requests to the machine."""


@dataclass(slots=True)
class Machine:
    """A deployment of its own: services, server, and the ways to kill them."""

    folder: Path
    port: int
    chance: random.Random
    server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Its settings."""
        return {
            "SAFELIGHT_INSTANCE": str(self.folder),
            "SAFELIGHT_PORT": str(self.port),
            "SAFELIGHT_DEMO": "0",
            "SAFELIGHT_TWILIO_AUTH_TOKEN": TOKEN,
            "SAFELIGHT_TIME_ZONE": "Africa/Nairobi",
        }

    def start_services(self) -> None:
        """Start the database and the memory where they do not run."""
        command = [sys.executable, str(ROOT / "bin" / "services.py"), "start", str(self.folder)]
        subprocess.run(command, check=True)  # our own program

    def start_server(self) -> None:
        """Start the web server."""
        command = [
            *(str(ROOT / ".venv" / "bin" / "granian"), "--interface", "rsgi", "--host", "127.0.0.1"),
            *("--port", str(self.port), "--workers", "2", "--no-access-log"),
            *("--log-level", "critical", "--respawn-failed-workers", "wsgi:server"),
        ]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SAFELIGHT_")}
        self.server = subprocess.Popen(  # the product itself
            command, cwd=ROOT, env=kept | self.environment, start_new_session=True
        )

    def kill_server(self) -> None:
        """Kill the server with all its workers, and start it again."""
        if self.server is not None:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()
        self.start_server()

    def kill_worker(self) -> None:
        """Kill one worker; the server replaces it."""
        if self.server is not None:
            self._kill_one(find_children(self.server.pid))

    def kill_postgres(self) -> None:
        """Kill the database, and start it again."""
        os.kill(self._postmaster(), signal.SIGKILL)
        self.start_services()

    def kill_backend(self) -> None:
        """Kill one of the database's processes; it recovers by itself."""
        self._kill_one(find_children(self._postmaster()))

    def kill_redis(self) -> None:
        """Kill the memory, and start it again: it remembers nothing."""
        os.kill(int((self.folder / "redis.pid").read_text()), signal.SIGKILL)
        self.start_services()

    def wait(self) -> None:
        """Wait until the server answers."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if requests.get(f"{self.url}/healthy", timeout=2).ok:
                    return
            except requests.RequestException:
                pass
            time.sleep(0.1)
        raise AssertionError("the server did not start")

    def _postmaster(self) -> int:
        return int((self.folder / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])

    def _kill_one(self, pids: list[int]) -> None:
        if pids:
            os.kill(self.chance.choice(pids), signal.SIGKILL)

    def stop(self) -> None:
        """End everything."""
        if self.server is not None:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()
        command = [sys.executable, str(ROOT / "bin" / "services.py"), "stop", str(self.folder)]
        subprocess.run(command, check=False)  # our own program


def find_children(parent: int) -> list[int]:
    """The processes that a process started."""
    path = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(pid) for pid in path.read_text().split()] if path.exists() else []


@contextmanager
def make_machine(seed: int) -> Iterator[Machine]:
    """A running machine with a city and an organizer, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="safelight-soak-"))
    folder.chmod(0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    machine = Machine(folder, port, random.Random(seed))  # when to kill is no secret
    try:
        machine.start_services()
        city.found(Config.from_env(machine.environment), folder)
        machine.start_server()
        yield machine
    finally:
        machine.stop()
        shutil.rmtree(folder)
