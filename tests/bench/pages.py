"""How long every page takes with 50,000 reports waiting, as long accepted, and 5,000 of all that is listed.

Run by `make bench`, over HTTP from one granian worker, signed in as an organizer with every role. Each page
is fetched once and then five times more; a page is over when the median of the five is over 300 ms. A file of
a whole list is timed beside them and not judged.
"""

from __future__ import annotations

import http.client
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from werkzeug.routing import Rule

from app import factory
from app.deployment import Deployment
from config import Config
from tests import city
from tests.bench import filled, served
from tests.bench.database import PORT, make_settings

FILES = (".csv", ".json", ".geojson")
TIMES = 5
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
LIMIT_MS = 300
PUBLIC = (
    "report",
    "receipt",
    "safe_zones",
    "help_services",
    "privacy",
    "public.show_map",
    "public.show_data",
)
"""Blueprints and endpoints outside the console that are timed with it; files of releases are made ahead."""


@dataclass
class Browser:
    """One connection that keeps its cookies, and what it saw: milliseconds of each answer."""

    connection: http.client.HTTPConnection
    cookies: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[float, int, int]:
        """Milliseconds, status and size of one answer."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.perf_counter()
        self.connection.request(method, path, None if form is None else urlencode(form), headers)
        answer = self.connection.getresponse()
        body = answer.read()
        took_ms = (time.perf_counter() - start) * 1e3
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return took_ms, answer.status, len(body)


def main(size: filled.Size) -> int:
    """Fill, serve, time, print; the number of pages that are over the limit."""
    settings = make_settings(Config.from_env(dict(os.environ)))
    config = Config.from_env(settings)
    with tempfile.TemporaryDirectory() as folder:
        account = city.found(config, Path(folder))
    city.publish(config, datetime.now(UTC).date())
    app = factory.create_app(config)
    filled.fill(app, size)
    here: Deployment = app.extensions["safelight"]
    with here.database.owner.connect() as connection:
        examples = filled.find_examples(connection)
    with served.serving(settings, workers=1):
        browser = Browser(http.client.HTTPConnection("127.0.0.1", PORT, timeout=60))
        form = {"username": account.username, "passphrase": account.passphrase}
        if browser.send("POST", "/console/sign-in", form)[1] != 303:
            raise RuntimeError("the organizer is not let in")
        sys.stdout.write(
            f"at {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}:"
            f" {size.reports} reports wait, {size.reports} accepted, {size.listed} of all that is listed\n"
            f"{'':44}{'first':>8}{'median':>8}{'worst':>8}{'kB':>8}\n"
        )
        over = sum(time_page(browser, "GET", path) for path in find_paths(app, examples))
        over += sum(time_judging(browser, act, here) for act in ("accept", "reject", "spam"))
    sys.stdout.write(f"over {LIMIT_MS} ms: {over}\n")
    return over


def find_paths(app: Flask, examples: dict[str, str]) -> Iterator[str]:
    """The address of every page of the console, and of the public ones that read the database."""
    examples = {"name": "twilio", **examples}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" in (rule.methods or ()) and is_timed(rule):
            with app.test_request_context():
                values: dict[str, Any] = {name: examples[name] for name in rule.arguments}
                yield app.url_for(rule.endpoint, **values)


def is_timed(rule: Rule) -> bool:
    """Whether a page is the console's, or a public one of those that are timed."""
    return (
        rule.rule.startswith("/console")
        or {rule.endpoint, rule.endpoint.partition(".")[0]} & {*PUBLIC} != set()
    )


def time_page(browser: Browser, method: str, path: str) -> bool:
    """Print one page's line; whether it is over the limit."""
    first, status, size = browser.send(method, path)
    seen = [browser.send(method, path)[0] for _ in range(TIMES)]
    return tell(f"{path} {'' if status == 200 else status}", first, seen, size)


def time_judging(browser: Browser, act: str, here: Deployment) -> bool:
    """Print the line of one act over six reports that wait; whether it is over the limit."""
    with here.database.owner.connect() as connection:
        query = "SELECT id FROM report WHERE state = 'pending' ORDER BY id LIMIT %s"
        ids = [row[0] for row in connection.execute(query, (TIMES + 1,)).fetchall()]
    seen = [browser.send("POST", f"/console/reports/{one}/{act}", {}) for one in ids]
    if any(status != 303 for _, status, _ in seen):
        raise RuntimeError(f"{act} is refused")
    return tell(f"POST {act} a report", seen[0][0], [took for took, _, _ in seen[1:]], seen[0][2])


def tell(name: str, first: float, seen: list[float], size: int) -> bool:
    """Print a line of the table; whether the median is over the limit."""
    is_over = statistics.median(seen) > LIMIT_MS and not name.strip().endswith(FILES)
    label = ID.sub("…", name)
    sys.stdout.write(
        f"{label:44}{first:8.0f}{statistics.median(seen):8.0f}{max(seen):8.0f}{size / 1000:8.0f}"
        f"{'  over' if is_over else ''}\n"
    )
    sys.stdout.flush()
    return is_over


if __name__ == "__main__":
    main(filled.Size(*map(int, sys.argv[1:])))
