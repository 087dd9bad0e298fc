"""A running Safelight with a published map, and the distribution's Chromium to look at it.

`site` is the address of a granian process on a free port, started once; `page` (pytest-playwright) is a fresh
browser tab. The site has a database of its own, so that what other tests remove stays here.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page

from app import factory, release
from config import ROOT, Config

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
MONTH = date(2026, 1, 1)
TODAY = date(2026, 4, 21)
"""A Tuesday, three weeks after the first bulletin's quarter."""
REPORTS = """
WITH near AS (
    SELECT id, row_number() OVER (ORDER BY ST_Distance(centre, ST_SetSRID(ST_Point(36.82, -1.285), 4326)))
           AS rank
    FROM cell WHERE resolution = 9
)
INSERT INTO report (cell_id, precision, category_group, part_of_day, period, state, sealed)
SELECT id, 'spot', (ARRAY['words', 'looks', 'following', 'touching', 'other'])[1 + mod(n, 5)],
       (ARRAY['morning', 'afternoon', 'evening', 'night'])[1 + mod(n, 4)], %(period)s, 'accepted', ''
FROM generate_series(1, 3000) AS n JOIN near ON rank = 1 + mod(n * n, 41)
"""
"""3,000 accepted reports around the centre: enough for a map of their month."""


@dataclass(frozen=True, slots=True)
class Site:
    """What tests may know of the running server besides its address."""

    url: str
    username: str
    passphrase: str
    config: Config


@pytest.fixture(scope="session")
def running(
    make_environment: Callable[..., dict[str, str]], prepare: Callable[[Config], Any]
) -> Iterator[Site]:
    """The server's process with a prepared database behind it; stopped at the end."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    settings = make_environment("browser", port=str(port), public_url=url)
    config = Config.from_env(settings)
    account = prepare(config)
    _publish(config)
    process = subprocess.Popen(
        [
            *(str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1"),
            *("--port", str(port), "--blocking-threads", "4", "--no-access-log", "--log-level", "warning"),
            "wsgi:app",
        ],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("SAFELIGHT_")}
        | settings,
    )
    try:
        _wait(url, process)
        yield Site(url, account.username, account.passphrase, config)
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def site(running: Site) -> str:
    """The address of the running server, without a slash at its end."""
    return running.url


@pytest.fixture(scope="session")
def base_url(running: Site) -> str:
    """What addresses without a host are relative to, so that `page.goto("/report")` works."""
    return running.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if not CHROMIUM.exists():
        pytest.skip("there is no /usr/bin/chromium: bin/setup test installs it")
    return {**browser_type_launch_args, "executable_path": str(CHROMIUM), "args": list(FLAGS)}


@pytest.fixture
def console(page: Page, running: Site) -> Page:
    """A tab that is signed in as the organizer."""
    page.goto(f"{running.url}/console/sign-in")
    page.fill("#username", running.username)
    page.fill("#passphrase", running.passphrase)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{running.url}/console/")
    return page


def _publish(config: Config) -> None:
    """Put reports in and draw what is due, as of a fixed day."""
    app = factory.create_app(config, lambda: datetime.combine(TODAY, datetime.min.time(), UTC))
    with psycopg.connect(config.database_url, autocommit=True) as owner:
        owner.execute(REPORTS, {"period": MONTH})
    here = app.extensions["safelight"]
    with here.database.release.connect() as connection:
        release.publish_due(connection, TODAY, config.secret_key)
    here.database.close()
    here.memory.client.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError("the server did not start")
        try:
            urllib.request.urlopen(f"{url}/healthy", timeout=2).close()
        except OSError:
            time.sleep(0.1)
            continue
        return
    raise RuntimeError("the server does not answer")
