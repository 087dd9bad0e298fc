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
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from playwright.sync_api import Page

from config import ROOT, Config
from tests import city

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PLANTED = (
    "${window.planted=1}",
    "`+(window.planted=2)+`",
    "</script><script>window.planted=3</script>",
    '<img src="x" onerror="window.planted=4">',
    "'-(window.planted=5)-'",
    "{{ 7 * 191 }}%{window}\u2028//",
)
"""Names that would run if a page took text for code; `window.planted` tells."""
PLACE = """
INSERT INTO place (id, source_id, source_ref, name, kind, centre, accuracy_m, importance, names)
SELECT %(id)s, min(id), %(name)s, %(name)s, 'neighbourhood', ST_SetSRID(ST_Point(%(lon)s, -1.285), 4326),
       900, 1, '{}'
FROM place_source
"""
TODAY = date(2026, 4, 21)
"""A Tuesday, three weeks after the first bulletin's quarter."""


PATIENCE = pytest.mark.flaky(reruns=1, only_rerun=["TimeoutError"])
"""Chromium now and then leaves a click without a request (seen in two of six whole runs, never alone)."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser that did not answer in its time is asked once more; the summary lists each such case."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(PATIENCE)


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
    _plant(config)
    city.publish(config, TODAY)
    process = subprocess.Popen(
        [
            *(str(Path(sys.executable).with_name("granian")), "--interface", "rsgi", "--host", "127.0.0.1"),
            *("--port", str(port), "--no-access-log", "--log-level", "warning"),
            "wsgi:server",
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
def planted() -> tuple[str, ...]:
    """Texts that would run if a page took text for code; `window.planted` tells."""
    return PLANTED


@pytest.fixture(scope="session")
def site(running: Site) -> str:
    """The address of the running server, without a slash at its end."""
    return running.url


@pytest.fixture(autouse=True)
def _unlimited(request: pytest.FixtureRequest) -> None:
    """All tests come from one address: each starts with none of its limits used up."""
    if "running" in request.fixturenames:
        running: Site = request.getfixturevalue("running")
        with redis.Redis.from_url(running.config.redis_url) as memory:
            for name in memory.scan_iter(match="limit*"):
                memory.delete(name)


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


def _plant(config: Config) -> None:
    """Places whose names would run if a page took text for code."""
    with psycopg.connect(config.database_url, autocommit=True) as owner:
        for number, name in enumerate(PLANTED):
            owner.execute(PLACE, {"id": -1 - number, "name": name, "lon": 36.815 + number / 300})


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
