"""A value for one page that follows a form: shown once, within ten minutes, then gone.

The page's address carries a random token that opens it; a browser's history keeps the token and, the value
being gone, nothing else (P8).
"""

from __future__ import annotations

import hashlib
import secrets

import nacl.exceptions
import redis
from nacl.secret import SecretBox

from app.deployment import Deployment

SECONDS = 600


def put(here: Deployment, value: str | None) -> str:
    """The token for the value; one that opens nothing where there is none, or no memory."""
    token = secrets.token_urlsafe(32)
    name, key = _derive(token)
    if value is not None:
        try:
            here.memory.client.set(name, bytes(SecretBox(key).encrypt(value.encode())), ex=SECONDS)
        except redis.RedisError:
            return token
    return token


def take(here: Deployment, token: str) -> str | None:
    """The value, the first time it is asked for."""
    name, key = _derive(token)
    try:
        sealed = here.memory.take(name)
        return None if sealed is None else SecretBox(key).decrypt(sealed).decode()
    except (redis.RedisError, nacl.exceptions.CryptoError):
        return None


def _derive(token: str) -> tuple[str, bytes]:
    stretched = hashlib.sha512(token.encode("utf-8", "replace")).digest()
    return f"once:{stretched[:16].hex()}", stretched[32:]
