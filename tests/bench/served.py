"""A server before the measurements' own database."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config import ROOT


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
