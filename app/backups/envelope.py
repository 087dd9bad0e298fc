"""The file of a backup: a readable first line, then frames that only an organizer's passphrase opens (P2).

The first line holds the day, the stream's key sealed to the organizers' public key (libsodium sealed box),
and the private key as every organizer has it, under a passphrase and without their names. Frames are one
libsodium secretstream (XChaCha20-Poly1305): none can be changed, left out, swapped or cut off at the end, and
all are bound to the first line.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO

import nacl.exceptions
from nacl import bindings
from nacl.public import PrivateKey, PublicKey, SealedBox

from app import sealing
from app.errors import BackupError, LockedError
from app.sealing import Wrapped

FORMAT = "safelight-backup/1"
LONGEST_LINE = 1 << 20
LONGEST_FRAME = 1 << 24
"""Bytes that a reader takes in before it has checked anything."""
_LENGTH = struct.Struct(">I")
_MESSAGE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL


@dataclass(frozen=True, slots=True)
class Header:
    """What the first line says."""

    made_on: date
    sealed_key: bytes = field(repr=False)
    wrapped: tuple[Wrapped, ...] = field(repr=False)
    stream: bytes = field(repr=False)

    def to_line(self) -> bytes:
        """The line as it is written."""
        return (
            json.dumps(
                {
                    "format": FORMAT,
                    "made_on": self.made_on.isoformat(),
                    "key": self.sealed_key.hex(),
                    "wrapped": [[one.salt.hex(), one.box.hex()] for one in self.wrapped],
                    "stream": self.stream.hex(),
                }
            ).encode()
            + b"\n"
        )


class Writer:
    """Puts frames into a file; `close` writes the last one, without which the file is refused."""

    def __init__(self, file: BinaryIO, made_on: date, public_key: bytes, wrapped: Sequence[Wrapped]) -> None:
        key = bindings.crypto_secretstream_xchacha20poly1305_keygen()
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        stream = bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, key)
        sealed_key = bytes(SealedBox(PublicKey(public_key)).encrypt(key))
        line = Header(made_on, sealed_key, tuple(wrapped), stream).to_line()
        self._bound = hashlib.sha256(line).digest()
        self._file = file
        self._file.write(line)

    def put(self, kind: str, payload: bytes) -> None:
        """Write one frame of a kind, which is one character."""
        self._push(kind.encode() + zlib.compress(payload, 1), _MESSAGE)

    def close(self) -> None:
        """Write the end."""
        self._push(b"", _FINAL)

    def _push(self, plain: bytes, tag: int) -> None:
        frame = bindings.crypto_secretstream_xchacha20poly1305_push(self._state, plain, self._bound, tag)
        self._file.write(_LENGTH.pack(len(frame)) + frame)


def read_header(file: BinaryIO) -> Header:
    """The first line.

    Raises:
        BackupError: the file is no backup.
    """
    line = file.readline(LONGEST_LINE)
    try:
        said: dict[str, Any] = json.loads(line)
        if said["format"] != FORMAT:
            raise BackupError("The backup is in a format this version does not know.")
        header = Header(
            date.fromisoformat(said["made_on"]),
            bytes.fromhex(said["key"]),
            tuple(Wrapped(bytes.fromhex(salt), bytes.fromhex(box)) for salt, box in said["wrapped"]),
            bytes.fromhex(said["stream"]),
        )
    except (ValueError, KeyError, TypeError):
        raise BackupError("The file is no backup.") from None
    if header.to_line() != line:
        raise BackupError("The file is no backup.")
    return header


def unlock(header: Header, passphrase: str) -> bytes:
    """The stream's key.

    Raises:
        LockedError: it is the passphrase of no organizer of that day.
    """
    for wrapped in header.wrapped:
        try:
            return _unseal(header, sealing.unwrap(wrapped, passphrase))
        except LockedError:
            continue
    raise LockedError("the passphrase opens no key of this backup")


def _unseal(header: Header, key: PrivateKey) -> bytes:
    try:
        return bytes(SealedBox(key).decrypt(header.sealed_key))
    except nacl.exceptions.CryptoError:
        raise LockedError("the backup is sealed to another key") from None


def read_frames(file: BinaryIO, header: Header, key: bytes) -> Iterator[tuple[str, bytes]]:
    """Each frame's kind and payload, up to the end.

    Raises:
        BackupError: a frame was changed, or the end is missing.
    """
    bound = hashlib.sha256(header.to_line()).digest()
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    try:
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, header.stream, key)
        while True:
            (length,) = _LENGTH.unpack(file.read(_LENGTH.size))
            if length > LONGEST_FRAME:
                raise BackupError("The backup is damaged.")
            plain, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, file.read(length), bound)
            if tag == _FINAL:
                break
            yield plain[:1].decode(), zlib.decompress(plain[1:])
    except (nacl.exceptions.CryptoError, struct.error, ValueError, zlib.error):
        raise BackupError("The backup is damaged or cut off.") from None
    if file.read(1):
        raise BackupError("The backup is damaged: something follows its end.")
