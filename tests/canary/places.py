"""Every place of an instance where bytes can lie, and a way to plant a canary in each.

A backup, an export or a page added later joins by one line in PLACES.
"""

from __future__ import annotations

import re
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from tests.canary.instance import Instance

Blobs = Iterator[bytes]
PAGES = (
    "/",
    "/table",
    "/privacy",
    "/receipt",
    "/report",
    "/report/thanks",
    "/data/",
    "/console/sign-in",
    "/healthy",
    "/nowhere",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look: `read` gives the bytes, `plant` puts some there, to show that they would be found.

    `is_text` says that only text can lie there, so that UTF-16 and compressed bytes are not planted.
    """

    read: Callable[[Instance], Blobs]
    plant: Callable[[Instance, bytes], None]
    is_text: bool = False


def files(*parts: str, without: tuple[str, ...] = ()) -> Place:
    """Every file below some folders of the instance, and below none of the others."""

    def read(instance: Instance) -> Blobs:
        for part in parts:
            for path in sorted((instance.folder / part).rglob("*")):
                if not any(path.is_relative_to(instance.folder / other) for other in without):
                    yield from read_file(path)

    def plant(instance: Instance, data: bytes) -> None:
        folder = instance.folder / parts[0]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "planted").write_bytes(data)

    return Place(read, plant)


def read_file(path: Path) -> Blobs:
    """A regular file's bytes; nothing where it vanished meanwhile or is empty."""
    try:
        if path.is_file() and not path.is_symlink() and path.stat().st_size:
            yield path.read_bytes()
    except FileNotFoundError:
        return


CHUNK, OVERLAP = 5000, 1000
"""Bytes planted at once, so that they fit a database page, and how far pieces reach into the next."""


def _chunks(data: bytes) -> Iterator[bytes]:
    return (data[start : start + CHUNK + OVERLAP] for start in range(0, len(data), CHUNK))


def _plant_row(instance: Instance, data: bytes) -> None:
    with instance.owner() as owner:
        owner.execute("CREATE TABLE planted (data bytea)")
        owner.execute("ALTER TABLE planted ALTER data SET STORAGE plain")
        for chunk in _chunks(data):
            owner.execute("INSERT INTO planted VALUES (%s)", (chunk,))
        owner.execute("CHECKPOINT")


def _plant_wal(instance: Instance, data: bytes) -> None:
    with instance.owner() as owner:
        # Several times: where a page of the log ends its header stands amid the bytes.
        for chunk in [*_chunks(data), *_chunks(data[100:]), *_chunks(data)]:
            owner.execute("SELECT pg_logical_emit_message(false, 'planted', %s)", (chunk,))


def _plant_log(name: str) -> Callable[[Instance, bytes], None]:
    def plant(instance: Instance, data: bytes) -> None:
        with (instance.folder / "log" / name).open("ab") as log:
            log.write(data)

    return plant


def log(name: str) -> Place:
    """One log of the instance."""

    def read(instance: Instance) -> Blobs:
        yield from read_file(instance.folder / "log" / name)

    return Place(read, _plant_log(name))


def _read_keys(instance: Instance) -> Blobs:
    with instance.memory() as memory:
        memory.config_set("rdbcompression", "no")
        for name in memory.scan_iter():
            yield name + b"\n" + (memory.dump(name) or b"")


def _plant_key(name: str) -> Callable[[Instance, bytes], None]:
    def plant(instance: Instance, data: bytes) -> None:
        with instance.memory() as memory:
            memory.set(name, data, ex=600)

    return plant


def _read_image(instance: Instance) -> Blobs:
    """What Redis' process holds in memory it can write, also what it freed and did not overwrite."""
    process = Path("/proc") / str(instance.redis_pid())
    with (process / "mem").open("rb", buffering=0) as memory:
        for line in (process / "maps").read_text().splitlines():
            low, high, mode = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+)", line).groups()  # type: ignore[union-attr]
            if mode.startswith("rw"):
                memory.seek(int(low, 16))
                try:
                    yield memory.read(int(high, 16) - int(low, 16))
                except OSError:
                    continue  # a guard page or a device


def _read_dump(instance: Instance) -> Blobs:
    command = [str(_newest("pg_dump")), "--dbname", instance.config.database_url, "--serializable-deferrable"]
    yield subprocess.run(command, check=True, capture_output=True).stdout


def _newest(program: str) -> Path:
    return max(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: int(path.parts[-3]))


def _plant_text(instance: Instance, data: bytes) -> None:
    with instance.owner() as owner:
        owner.execute("CREATE TABLE planted_text (data text)")
        owner.execute(
            "INSERT INTO planted_text VALUES (%s)", (data.decode("ascii", "ignore").replace("\0", ""),)
        )


def _read_pages(instance: Instance) -> Blobs:
    """Public pages, and every file that they or the list of releases link to."""
    seen: set[str] = set()
    queue = list(PAGES)
    while queue:
        path = queue.pop()
        if path in seen:
            continue
        seen.add(path)
        body, headers = _fetch(instance.url + path)
        yield headers + body
        links = (urljoin(path, link.decode()) for link in re.findall(rb'(?:href|src)="([^"#?:]+)"', body))
        queue += [link for link in links if not link.startswith("/static")]


def _fetch(url: str) -> tuple[bytes, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.read(), bytes(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.read(), bytes(error.headers)


def _plant_name(instance: Instance, data: bytes) -> None:
    """As the name of the area, which every page of a map shows; the server reads it when it starts."""
    with instance.owner() as owner:
        owner.execute("UPDATE area SET name = %s", (data.decode("ascii", "ignore").replace("\0", ""),))
    instance.kill_server()
    instance.start_server()


WAL = "postgres/pg_wal"
PLACES: dict[str, Place] = {
    "write-ahead log": Place(files(WAL).read, _plant_wal),
    "data files": Place(files("postgres", without=(WAL,)).read, _plant_row),
    "temporary files": files("tmp"),
    "PostgreSQL's log": log("postgres.log"),
    "server's output": log("server.log"),
    "commands' output": log("commands.log"),
    "Redis' log": log("redis.log"),
    "Redis' keys": Place(_read_keys, _plant_key("planted")),
    "Redis' memory": Place(_read_image, _plant_key("planted too")),
    "database dump": Place(_read_dump, _plant_text, is_text=True),
    "backups": files("backups"),
    "pages and releases": Place(_read_pages, _plant_name, is_text=True),
    "core dumps": files("cores"),
    "rest of the instance": files(".", without=("postgres", "log", "tmp", "cores", "backups")),
}
"""Place to how it is read. In this order: the write-ahead log first, while nothing is removed from it."""
