"""Texts through the webhook per second, beside pgbench inserting the same row in the same database.

Run by `make bench`. Both sides use 16 clients; the webhook runs on granian with 2 workers of 4 threads and
does all its work: signature, place, category, redaction, sealing, commit. Prints one table.
"""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count as count_up
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from twilio.request_validator import RequestValidator

from app.demo import phone
from config import Config
from tests import city
from tests.bench import served
from tests.bench.database import PORT, TOKEN, URL, make_settings

CLIENTS = 16
MOST_A_SECOND = 250
"""Requests of one client that are made ready; it would need answers in 4 ms."""
TEXTS = (
    "A man followed me near Kencom Stage last night",
    "Boys were catcalling at Moi Avenue this evening",
    "Someone groped me in the crowd near the Blue Mosque, his name was John",
    "Mtu alinifuata karibu na Kencom jana usiku",
)
ROW = """
WITH fresh AS (INSERT INTO delivery (digest, day) SELECT decode(md5(random()::text), 'hex'), '2026-01-01'
               ON CONFLICT DO NOTHING RETURNING 1)
INSERT INTO report (cell_id, precision, category_group, part_of_day, period, sealed)
SELECT cell.id, 'spot', 'following', 'night', '2026-01-01', decode(repeat('ab', 1088), 'hex')
FROM fresh LEFT JOIN cell ON cell.id = (SELECT min(id) FROM cell WHERE resolution = 9);
"""


@dataclass
class Load:
    """What the clients saw: seconds of each answered request, and anything that was not 200."""

    seconds: list[float] = field(default_factory=list)
    others: list[int] = field(default_factory=list)


def main(seconds: float) -> None:
    """Measure both sides and print the comparison."""
    settings = make_settings(Config.from_env(dict(os.environ)))
    config = Config.from_env(settings)
    with tempfile.TemporaryDirectory() as folder:
        city.found(config, Path(folder))
    load, alone = run_webhook(config, settings, seconds)
    rate = len(load.seconds) / seconds
    baseline = run_pgbench(config, seconds)
    cuts, quiet = (statistics.quantiles(one.seconds, n=100) for one in (load, alone))
    stored = count(config)
    sys.stdout.write(
        f"at {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {CLIENTS} clients, {seconds:.0f} s each\n"
        f"webhook  {rate:9.0f} reports/s   p50 {cuts[49] * 1e3:.1f} ms  p95 {cuts[94] * 1e3:.1f} ms"
        f"  p99 {cuts[98] * 1e3:.1f} ms\n"
        f"one client alone: p50 {quiet[49] * 1e3:.1f} ms  p95 {quiet[94] * 1e3:.1f} ms\n"
        f"pgbench  {baseline:9.0f} rows/s\n"
        f"ratio    {rate / baseline:9.3f}\n"
        f"acknowledged {len(load.seconds) + len(alone.seconds)}, stored {stored},"
        f" other answers {len(load.others) + len(alone.others)}\n"
    )


def run_webhook(config: Config, settings: dict[str, str], seconds: float) -> tuple[Load, Load]:
    """Serve, and post signed texts for so many seconds: from all clients, then for some from one alone."""
    with served.serving(settings, workers=2):
        post_all(1.0)
        with psycopg.connect(config.database_url, autocommit=True) as connection:
            connection.execute("TRUNCATE report, amendment, receipt, delivery")
        load = post_all(seconds)
        return load, post_all(seconds / 3, clients=1)


def post_all(seconds: float, clients: int = CLIENTS) -> Load:
    """So many clients at once until the time is over.

    Their requests are signed and written before the clock starts: what is measured shares its cores with
    the clients, and pgbench's take next to nothing.
    """
    load = Load()
    ready = [list(islice(make_requests(number), int(seconds * MOST_A_SECOND))) for number in range(clients)]
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=post, args=(requests, until, load)) for requests in ready]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return load


def make_requests(number: int) -> Iterator[bytes]:
    """One client's requests as they go over the wire: each a new text of a new sender."""
    validator = RequestValidator(TOKEN)
    for turn in count_up():
        form = phone.make_form(TEXTS[turn % len(TEXTS)], f"+1555{number:03}{turn % 10000:04}")
        body = urlencode(form).encode()
        signature = validator.compute_signature(f"{URL}/gateways/twilio", form)
        head = (
            f"POST /gateways/twilio HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nX-Twilio-Signature: {signature}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        yield head.encode() + body


def post(requests: list[bytes], until: float, load: Load) -> None:
    """One client on one connection, which waits for each answer."""
    with socket.create_connection(("127.0.0.1", PORT), timeout=20) as connection:
        for request in requests:
            start = time.perf_counter()
            connection.sendall(request)
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            answer.read()
            took = time.perf_counter() - start
            if answer.status == 200:
                load.seconds.append(took)
            else:
                load.others.append(answer.status)
            if time.monotonic() >= until:
                return
    raise RuntimeError("more was answered than was made ready")


def run_pgbench(config: Config, seconds: float) -> float:
    """Rows a second that pgbench inserts with the same clients."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(ROW)
        script.flush()
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))
        command = [str(found[-1]) if found else "pgbench", "-n", "-c", str(CLIENTS), "-j", "2"]
        command += ["-T", str(int(seconds)), "-M", "prepared", "-f", script.name, config.database_url]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("tps"))
    return float(line.split()[2])


def count(config: Config) -> int:
    """Reports of the webhook that are in the database; pgbench's have a period of their own."""
    with psycopg.connect(config.database_url) as connection:
        row = connection.execute("SELECT count(*) FROM report WHERE period <> '2026-01-01'").fetchone()
    assert row is not None
    return int(row[0])


if __name__ == "__main__":
    main(float(sys.argv[1]))
