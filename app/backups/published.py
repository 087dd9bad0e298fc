"""The releases as the public has them, read before anything restored may count (P6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from app import archive
from app.archive import Stored
from app.database import Connection
from app.errors import BackupError
from maps.errors import LedgerError
from maps.ledger import canonical, chain, seal

Chain = tuple[bytes, ...]
"""Every entry as it was signed, oldest first."""


def read(path: Path) -> Chain:
    """The chain in a folder of .json files, or in one file with an entry a line.

    Raises:
        BackupError: entries are missing, or are no releases.
    """
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    lines = [line for file in files for line in file.read_bytes().splitlines(keepends=True)]
    try:
        entries: list[Mapping[str, Any]] = [canonical.load(line) for line in lines]
        following = {entry["previous"]: at for at, entry in enumerate(entries)}
        ordered, last = [], None
        while last in following:
            at = following[last]
            ordered.append(lines[at])
            last = entries[at]["sha256"]
    except (LedgerError, KeyError, TypeError):
        raise BackupError(f"{path.name}: these are no releases.") from None
    if len(ordered) != len(lines):
        raise BackupError(f"{path.name}: releases of the chain are missing or there twice.")
    return tuple(ordered)


def extend(connection: Connection, entries: Chain | None, secret_key: str) -> list[Stored]:
    """Put releases that are newer than the backup into its chain; gives those.

    Raises:
        BackupError: they are not this publisher's, or not the continuation of the backup's chain.
    """
    known = archive.find_all(connection)
    if entries is None:
        return []
    findings = chain.verify_chain(entries, seal.public_key(archive.signing_seed(secret_key)))
    if findings:
        raise BackupError(f"The releases handed over cannot be trusted: {findings[0]}")
    if [stored.file for stored in known] != list(entries[: len(known)]):
        raise BackupError("The releases handed over do not begin with those of the backup.")
    later = [_to_stored(at, entries[at]) for at in range(len(known), len(entries))]
    _insert(connection, later)
    return later


def _to_stored(position: int, file: bytes) -> Stored:
    entry = canonical.load(file)
    first, last = (date.fromisoformat(entry["period"][end]) for end in ("from", "to"))
    published_on = date.fromisoformat(entry["published"])
    return Stored(position, entry["id"], entry["kind"], first, last, published_on, file, entry["sha256"])


def _insert(connection: Connection, later: Sequence[Stored]) -> None:
    for stored in later:
        archive.store(connection, stored)
