"""Sealing: what is written is readable by organizers only (P2).

A report is sealed to the deployment's public key (libsodium sealed box: X25519, XSalsa20-Poly1305). The
private key lies wrapped under each organizer's passphrase (Argon2id, then a sealed box to the key it gives);
for a session it is wrapped again under a secret that only the organizer's cookie holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NewType
from uuid import UUID

import nacl.exceptions
import nacl.pwhash.argon2id as argon2id
import nacl.utils
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox
from sqlalchemy import ColumnElement, func

from app.errors import LockedError
from app.memory import Memory

SessionSecret = NewType("SessionSecret", bytes)
"""32 random bytes that only an organizer's cookie holds."""

PAD = 1024
"""Sealed texts are padded to whole kibibytes, so that their length tells less of what was written."""

KEY_ID = 16
"""Bytes of a key's id at the head of each sealed text."""
NAMES = "learned names"
HELD = (NAMES,)
"""What sessions keep opened."""

IDLE_SECONDS = 30 * 60
"""How long an unlocked key outlives the last page its organizer opened."""


@dataclass(frozen=True, slots=True)
class Sealer:
    """The current public key, with the id that every sealed text starts with."""

    key_id: UUID
    public_key: bytes

    def seal(self, details: Mapping[str, Any]) -> bytes:
        """The details as one sealed text: 16 bytes of key id, then the sealed box of padded JSON."""
        plain = json.dumps(details, ensure_ascii=False, separators=(",", ":")).encode()
        padded = plain + b" " * (-len(plain) % PAD)
        return self.key_id.bytes + SealedBox(PublicKey(self.public_key)).encrypt(padded)


@dataclass(frozen=True, slots=True)
class Held:
    """What one session has opened already: in the memory, under that session's own secret (P2)."""

    memory: Memory
    secret: SessionSecret = field(repr=False)

    def get(self, name: str) -> dict[str, Any]:
        """What was put under this name; nothing when it was not, or is gone."""
        held = self.memory.client.get(_session_name(self.secret, name))
        if not isinstance(held, bytes):
            return {}
        found: dict[str, Any] = json.loads(SecretBox(self.secret).decrypt(held))
        return found

    def put(self, name: str, value: Mapping[str, Any]) -> None:
        """Keep this under the name for as long as an idle session."""
        sealed = SecretBox(self.secret).encrypt(json.dumps(value).encode())
        self.memory.client.set(_session_name(self.secret, name), bytes(sealed), ex=IDLE_SECONDS)


@dataclass(frozen=True, slots=True)
class Opener:
    """The private keys an organizer's session has unlocked, by key id."""

    keys: Mapping[UUID, PrivateKey] = field(repr=False)
    held: Held | None = None

    def open(self, sealed: bytes) -> dict[str, Any]:
        """What was sealed; nothing where the words are past their time and were removed (P13).

        Raises:
            LockedError: it is sealed to a key that this session does not hold.
        """
        if not sealed:
            return {}
        key = self.keys.get(UUID(bytes=sealed[:KEY_ID]))
        if key is None:
            raise LockedError("sealed to a key that is not unlocked")
        details: dict[str, Any] = json.loads(SealedBox(key).decrypt(sealed[KEY_ID:]))
        return details

    def open_all(
        self, name: str, marks: Collection[str], fetch: Callable[[list[str]], Iterable[tuple[str, bytes]]]
    ) -> dict[str, dict[str, Any]]:
        """Many sealed texts by their marks, opened; what the session opened before is not opened again.

        `marks` are those of `mark_of`; `fetch` gives the sealed texts of some of them. Opening takes about
        0.06 ms each, so that thousands would make a page wait each time.

        Raises:
            LockedError: as `open`.
        """
        known = {} if self.held is None else self.held.get(name)
        missing = [mark for mark in marks if mark not in known]
        fresh = {mark: self.open(sealed) for mark, sealed in (fetch(missing) if missing else ())}
        # What is sealed no more, since its report was withdrawn, is forgotten here with it (P8).
        opened = {mark: said for mark in marks if (said := known.get(mark) or fresh.get(mark))}
        if self.held is not None and opened != known:
            self.held.put(name, opened)
        return opened


def mark_of(column: Any) -> ColumnElement[str]:  # noqa: ANN401  # a column of any table
    """What a sealed text is known by, in the database: a part of the key that its box was made with."""
    return func.encode(func.substring(column, KEY_ID + 1, KEY_ID), "hex")


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A private key under an organizer's passphrase.

    The passphrase and the salt stretch to an X25519 key of the organizer's own. `box` is its public half, 32
    bytes, then the private sealing key in a sealed box to it: so a new key can be handed to everyone without
    anyone's passphrase (`wrap_for`).
    """

    salt: bytes
    box: bytes = field(repr=False)


def make_key() -> PrivateKey:
    """A new key pair."""
    return PrivateKey.generate()


def wrap(key: PrivateKey, passphrase: str) -> Wrapped:
    """The private key under a passphrase: Argon2id with libsodium's interactive costs (64 MiB, 2 passes)."""
    salt = nacl.utils.random(argon2id.SALTBYTES)
    return _seal_to(key, salt, PrivateKey(_stretch(passphrase, salt)).public_key)


def wrap_for(key: PrivateKey, holder: Wrapped) -> Wrapped:
    """Another private key under the passphrase that opens `holder`, which need not be known."""
    return _seal_to(key, holder.salt, PublicKey(holder.box[: PublicKey.SIZE]))


def unwrap(wrapped: Wrapped, passphrase: str) -> PrivateKey:
    """The private key.

    Raises:
        LockedError: the passphrase does not fit.
    """
    own = PrivateKey(_stretch(passphrase, wrapped.salt))
    try:
        return PrivateKey(SealedBox(own).decrypt(wrapped.box[PublicKey.SIZE :]))
    except (nacl.exceptions.CryptoError, nacl.exceptions.TypeError):
        raise LockedError("the passphrase does not open the key") from None


def _seal_to(key: PrivateKey, salt: bytes, own: PublicKey) -> Wrapped:
    return Wrapped(salt, bytes(own) + bytes(SealedBox(own).encrypt(bytes(key))))


def _stretch(passphrase: str, salt: bytes) -> bytes:
    return bytes(
        argon2id.kdf(
            SecretBox.KEY_SIZE,
            passphrase.encode(),
            salt,
            opslimit=argon2id.OPSLIMIT_INTERACTIVE,
            memlimit=argon2id.MEMLIMIT_INTERACTIVE,
        )
    )


def _session_name(secret: SessionSecret, name: str = "") -> str:
    return "unlocked:" + hashlib.sha256(b"name" + secret + name.encode()).hexdigest()


def unlock_session(memory: Memory, keys: Mapping[UUID, PrivateKey]) -> SessionSecret:
    """Put the keys into the memory under a new secret, which is given back for the cookie."""
    secret = SessionSecret(nacl.utils.random(SecretBox.KEY_SIZE))
    plain = json.dumps({str(key_id): bytes(key).hex() for key_id, key in keys.items()}).encode()
    memory.client.set(_session_name(secret), bytes(SecretBox(secret).encrypt(plain)), ex=IDLE_SECONDS)
    return secret


def open_session(memory: Memory, secret: SessionSecret) -> Opener:
    """The keys this session has unlocked; being asked keeps them for another half hour.

    Raises:
        LockedError: the session was idle too long, ended, or the memory was restarted.
    """
    if len(secret) != SecretBox.KEY_SIZE:
        raise LockedError("the session holds no key")
    held = memory.client.getex(_session_name(secret), ex=IDLE_SECONDS)
    if not isinstance(held, bytes):
        raise LockedError("the session's key is gone")
    keys = json.loads(SecretBox(secret).decrypt(held))
    opened = {UUID(key_id): PrivateKey(bytes.fromhex(key)) for key_id, key in keys.items()}
    return Opener(opened, Held(memory, secret))


def lock_session(memory: Memory, secret: SessionSecret) -> None:
    """Forget the session's keys, and what it opened."""
    memory.client.delete(*(_session_name(secret, name) for name in ("", *HELD)))


def lock_all(memory: Memory) -> None:
    """Forget every session's keys, as a restart must."""
    for name in memory.client.scan_iter(match="unlocked:*"):
        memory.client.delete(name)
