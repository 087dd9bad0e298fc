"""The sealed file: only the passphrase opens it, and no frame can be changed, lost or moved."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from nacl.public import PrivateKey

from app import sealing
from app.backups import envelope
from app.errors import BackupError, LockedError

KEY = PrivateKey.generate()
PASSPHRASE = "amber tidal wharf"
FRAMES = [("M", b"{}"), ("D", b"yellow helmet " * 50), ("D", b"")]


@pytest.fixture(scope="module")
def written() -> bytes:
    file = io.BytesIO()
    writer = envelope.Writer(file, date(2026, 3, 10), bytes(KEY.public_key), [sealing.wrap(KEY, PASSPHRASE)])
    for kind, payload in FRAMES:
        writer.put(kind, payload)
    writer.close()
    return file.getvalue()


def read(data: bytes) -> list[tuple[str, bytes]]:
    file = io.BytesIO(data)
    header = envelope.read_header(file)
    return list(envelope.read_frames(file, header, envelope.unlock(header, PASSPHRASE)))


def test_what_was_written_is_read(written: bytes) -> None:
    assert read(written) == FRAMES


def test_nothing_of_it_can_be_seen(written: bytes) -> None:
    assert b"helmet" not in written


def cut_off(data: bytes) -> bytes:
    return data[:-30]


def lose_the_end(data: bytes) -> bytes:
    return data[:-21]


def go_on_after_the_end(data: bytes) -> bytes:
    return data + b"x"


def change_the_day(data: bytes) -> bytes:
    return data.replace(b"2026-03-10", b"2026-03-20", 1)


def flip_a_bit(data: bytes) -> bytes:
    return data[:-40] + bytes([data[-40] ^ 1]) + data[-39:]


def swap_frames(data: bytes) -> bytes:
    line, rest = data.split(b"\n", 1)
    frames = []
    while rest:
        size = 4 + int.from_bytes(rest[:4], "big")
        frames.append(rest[:size])
        rest = rest[size:]
    return line + b"\n" + b"".join([frames[0], frames[2], frames[1], *frames[3:]])


@pytest.mark.parametrize(
    "damage", [cut_off, lose_the_end, go_on_after_the_end, change_the_day, flip_a_bit, swap_frames]
)
def test_a_file_that_was_changed_is_refused(damage: Callable[[bytes], bytes], written: bytes) -> None:
    with pytest.raises(BackupError):
        read(damage(written))


@pytest.mark.parametrize("data", [b"", b"{}\n", b"[]\n", b'{"format": "safelight-backup/2"}\n', b"\xff\n"])
def test_what_is_no_backup_is_refused(data: bytes) -> None:
    with pytest.raises(BackupError):
        envelope.read_header(io.BytesIO(data))


def test_another_passphrase_opens_nothing(written: bytes) -> None:
    header = envelope.read_header(io.BytesIO(written))

    with pytest.raises(LockedError):
        envelope.unlock(header, "amber tidal whale")
