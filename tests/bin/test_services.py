"""The private services: started, started again, after a crash, and under awkward paths."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from config import ROOT


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SAFELIGHT_")}
    return subprocess.run(
        [sys.executable, str(ROOT / "bin" / "services.py"), command, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env=environ,
        timeout=90,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    # A space and a quote in the path, and too long for a socket inside it.
    place = tmp_path / "it's a folder" / ("long " * 16).strip()
    yield place
    run("stop", place)


def addresses(folder: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((folder / "services.json").read_text())
    return found


def test_services_start_twice_recover_after_a_crash_and_stop(folder: Path) -> None:
    assert run("start", folder).returncode == 0
    with psycopg.connect(addresses(folder)["database_url"]) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.commit()
    assert run("start", folder).returncode == 0
    os.kill(int((folder / "postgres" / "postmaster.pid").read_text().split("\n")[0]), signal.SIGKILL)
    os.kill(int((folder / "redis.pid").read_text()), signal.SIGKILL)

    again = run("start", folder)

    assert again.returncode == 0, again.stderr
    with psycopg.connect(addresses(folder)["database_url"]) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    assert run("status", folder).stdout == "postgres up\nredis up\n"
    assert run("stop", folder).returncode == 0
    assert run("status", folder).stdout == "postgres down\nredis down\n"


def test_a_pid_file_that_names_another_process_does_not_stop_the_start(folder: Path) -> None:
    assert run("start", folder).returncode == 0
    assert run("stop", folder).returncode == 0
    (folder / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")

    assert run("start", folder).returncode == 0


def test_redis_writes_nothing_to_the_disk(folder: Path) -> None:
    assert run("start", folder).returncode == 0

    with redis.Redis.from_url(addresses(folder)["redis_url"]) as client:
        settings = client.config_get("save", "appendonly")
        for command in ("SAVE", "BGSAVE", "BGREWRITEAOF", "MONITOR"):
            with pytest.raises(redis.ResponseError):
                client.execute_command(command)
    assert settings == {"save": "", "appendonly": "no"}
