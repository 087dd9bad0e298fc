"""A Safelight of a benchmark's own: an empty database beside the tests', and a server before it."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from config import ROOT, Config

TOKEN = "0123456789abcdef0123456789abcdef"


def make_settings(name: str, port: int) -> dict[str, str]:
    """The environment of a server over a new, empty database of this name."""
    shared = Config.from_env({"SAFELIGHT_INSTANCE": os.environ["SAFELIGHT_INSTANCE"]})
    with psycopg.connect(shared.database_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    return {
        "SAFELIGHT_INSTANCE": str(shared.instance),
        "SAFELIGHT_DATABASE_URL": shared.database_url.replace("/safelight?", f"/{name}?"),
        "SAFELIGHT_REDIS_URL": shared.redis_url,
        "SAFELIGHT_PORT": str(port),
        "SAFELIGHT_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "SAFELIGHT_TWILIO_AUTH_TOKEN": TOKEN,
        "SAFELIGHT_TIME_ZONE": "Africa/Nairobi",
    }


@contextmanager
def serving(settings: dict[str, str], workers: int) -> Iterator[None]:
    """While it lasts, granian answers on the settings' port."""
    port = int(settings["SAFELIGHT_PORT"])
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "rsgi", "--port", str(port)]
    command += ["--workers", str(workers), "--no-access-log", "--log-level", "warning"]
    outside = {name: value for name, value in os.environ.items() if not name.startswith("SAFELIGHT_")}
    server = subprocess.Popen([*command, "wsgi:server"], cwd=ROOT, env=outside | settings)
    try:
        _wait(port)
        yield
    finally:
        server.terminate()
        server.wait(20)


def _wait(port: int) -> None:
    """Wait until the server answers."""
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/healthy")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
            continue
        return
    raise RuntimeError("the server does not answer")
