"""Ed25519 over an entry's digest: who published it."""

from __future__ import annotations

from typing import NewType

from nacl.encoding import HexEncoder
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from maps.errors import LedgerError

SigningSeed = NewType("SigningSeed", bytes)
"""The 32 secret bytes of the publisher's key."""

PublicKey = NewType("PublicKey", bytes)
"""The 32 public bytes, shown on the site as hexadecimal."""


_SEED_BYTES = 32


def public_key(seed: SigningSeed) -> PublicKey:
    """The public key that belongs to a seed.

    Raises:
        LedgerError: the seed is not 32 bytes.
    """
    return PublicKey(bytes(_key(seed).verify_key))


def sign(schema: str, sha256: str, seed: SigningSeed) -> str:
    """The signature, hexadecimal, over schema and digest.

    With the schema in it, an erratum cannot pass as a release.

    Raises:
        LedgerError: the seed is not 32 bytes.
    """
    return _key(seed).sign(_message(schema, sha256), encoder=HexEncoder).signature.decode()


def is_signed(schema: str, sha256: str, signature: str, key: PublicKey) -> bool:
    """Whether the signature over schema and digest is this key's."""
    try:
        VerifyKey(bytes(key)).verify(_message(schema, sha256), bytes.fromhex(signature))
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True


def _message(schema: str, sha256: str) -> bytes:
    return f"{schema}:{sha256}".encode()


def _key(seed: SigningSeed) -> SigningKey:
    if len(seed) != _SEED_BYTES:
        raise LedgerError("a signing seed has 32 bytes")
    return SigningKey(bytes(seed))
