"""Webhook to committed report, over HTTP, as a rate and as a share of pgbench inserting the same row.

.venv/bin/python bin/bench_webhook.py [SECONDS]: an empty database of its own beside the tests' services, the
server that bin/run starts, 32 connections that keep it busy, then pgbench with 16 clients on the same tables.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

import psycopg
from twilio.request_validator import RequestValidator

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from app.demo import phone  # noqa: E402  # the path is set above
from config import Config  # noqa: E402
from tests import city  # noqa: E402

INSTANCE = Path(os.environ.get("SAFELIGHT_INSTANCE", ROOT / ".test-instance"))
PORT = 8197
TOKEN = "0123456789abcdef0123456789abcdef"
CONNECTIONS, CLIENTS = 32, 16
TEXTS = (
    "A man followed me near Kencom stage last night",
    "Someone groped me on the bus at Moi Avenue this morning",
    "Two men shouted at me close to the Blue Mosque yesterday evening when I walked home from work",
    "They were staring and whistling in Eastleigh, it happens every day",
)
ROW = """
BEGIN;
INSERT INTO delivery (digest, day) VALUES (decode(md5(random()::text), 'hex'), '2026-03-10') ON CONFLICT DO NOTHING;
INSERT INTO report (cell_id, precision, category_group, part_of_day, period, sealed)
VALUES ((SELECT id FROM cell WHERE id = '{cell}'), 'spot', 'following', 'night', '2026-03-01',
        decode(repeat('ab', 1088), 'hex'));
COMMIT;
"""


def main(seconds: float) -> None:
    """Print both rates, their ratio and the times of answers."""
    subprocess.run([sys.executable, ROOT / "bin" / "services.py", "start", INSTANCE], check=True)
    environment = prepare()
    config = Config.from_env(environment)
    cell = city.found(config, Path(tempfile.mkdtemp())) and find_cell(config)
    requests = [make_request() for _ in range(int(seconds * 800))]
    server = subprocess.Popen(
        [
            *(ROOT / ".venv/bin/granian", "--interface", "wsgi", "--port", str(PORT), "--workers", "2"),
            *("--blocking-threads", "4", "--backlog", "512", "--no-access-log", "--log-level", "warning"),
            "wsgi:app",
        ],
        env={**os.environ, **environment},
        cwd=ROOT,
    )
    try:
        wait_for_port()
        asyncio.run(send(requests[:400], 5))
        before = [cpu_s(pid) for pid in find_children(server.pid)]
        taken, rate = asyncio.run(send(requests[400:], seconds))
        spent = sum(cpu_s(pid) for pid in find_children(server.pid)) - sum(before)
        memory = [resident_mb(pid) for pid in find_children(server.pid)]
    finally:
        server.terminate()
        server.wait()
    stored = count(config)
    bench = run_pgbench(config, cell, seconds)
    taken.sort()
    print(f"answers {len(taken)}, reports stored {stored} (400 more before)")
    print(f"{rate:.0f} reports/s, pgbench {bench:.0f} rows/s, ratio {rate / bench:.3f}")
    print(", ".join(f"p{p} {taken[int(len(taken) * p / 100)] * 1000:.1f} ms" for p in (50, 95, 99)))
    print(f"{spent / len(taken) * 1000:.2f} ms of a core for each report, in the workers alone")
    print(f"memory of each process: {', '.join(f'{mb:.0f} MB' for mb in memory)}")


def prepare() -> dict[str, str]:
    """The settings of a new database."""
    shared = Config.from_env({"SAFELIGHT_INSTANCE": str(INSTANCE)})
    with psycopg.connect(shared.database_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS bench WITH (FORCE)")
        connection.execute("CREATE DATABASE bench")
    return {
        "SAFELIGHT_INSTANCE": str(INSTANCE),
        "SAFELIGHT_DATABASE_URL": urlunsplit(urlsplit(shared.database_url)._replace(path="/bench")),
        "SAFELIGHT_REDIS_URL": f"{shared.redis_url}?db=15",
        "SAFELIGHT_PUBLIC_URL": "https://safelight.example",
        "SAFELIGHT_TIME_ZONE": "Africa/Nairobi",
        "SAFELIGHT_TWILIO_AUTH_TOKEN": TOKEN,
    }


def make_request() -> bytes:
    """One signed text, as bytes on the wire."""
    text = f"{random.choice(TEXTS)} {secrets.token_hex(2)}"  # noqa: S311  # no secret
    form = phone.make_form(text, f"+1555{random.randrange(10**7):07}")  # noqa: S311  # no secret
    signature = RequestValidator(TOKEN).compute_signature("https://safelight.example/gateways/twilio", form)
    body = urlencode(form).encode()
    head = (
        f"POST /gateways/twilio HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Twilio-Signature: {signature}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def send(requests: list[bytes], seconds: float) -> tuple[list[float], float]:
    """Send what can be sent in the time; gives how long each answer took, and the rate."""
    waiting, taken = iter(requests), []
    until = time.perf_counter() + seconds

    async def keep_busy() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        for request in waiting:
            began = time.perf_counter()
            if began > until:
                break
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            length = re.search(rb"content-length: (\d+)", head.lower())
            await reader.readexactly(int(length[1]) if length else 0)
            taken.append(time.perf_counter() - began)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(keep_busy() for _ in range(CONNECTIONS)))
    return taken, len(taken) / (time.perf_counter() - began)


def wait_for_port() -> None:
    """Come back when the server answers."""
    asyncio.run(_knock())


async def _knock() -> None:
    for _ in range(100):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", PORT)
        except OSError:
            await asyncio.sleep(0.2)
        else:
            writer.close()
            return


def find_children(pid: int) -> list[int]:
    """The worker processes."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def resident_mb(pid: int) -> float:
    """A process's resident memory."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def cpu_s(pid: int) -> float:
    """Seconds of processor time a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def count(config: Config) -> int:
    """How many reports are stored."""
    with psycopg.connect(config.database_url) as connection:
        row = connection.execute("SELECT count(*) FROM report").fetchone()
    return int(row[0]) if row else 0


def find_cell(config: Config) -> str:
    """Some cell of the city."""
    with psycopg.connect(config.database_url) as connection:
        row = connection.execute("SELECT id FROM cell WHERE resolution = 9 LIMIT 1").fetchone()
    return str(row[0]) if row else ""


def run_pgbench(config: Config, cell: str, seconds: float) -> float:
    """Transactions a second of the bare inserts."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(ROW.format(cell=cell))
        script.flush()
        pgbench = next(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))
        done = subprocess.run(
            [
                *(pgbench, "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-T", str(int(seconds))),
                *("-f", script.name, config.database_url),
            ],
            check=True,
            capture_output=True,
            text=True,
        )
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    return float(found[1]) if found else 0.0


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 10)
