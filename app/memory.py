"""The memory that forgets: Redis without persistence, where every key has an end (P1)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

import redis

from app.errors import RefusedServiceError

EPOCH_KEY_SECONDS = 26 * 3600
"""A day and the two hours in which its last pseudonyms are still compared."""
FORGETFUL = {"save": b"", "appendonly": b"no"}
"""What a Redis that keeps nothing answers."""
PERSISTENT = 'Redis would write to the disk: set `save ""` and `appendonly no` in its configuration.'
HIDDEN = "Redis does not say whether it writes to the disk: allow CONFIG GET."


@dataclass(frozen=True, slots=True)
class Memory:
    """A client of the deployment's Redis."""

    client: redis.Redis = field(repr=False)

    def epoch_key(self, purpose: str, epoch: str) -> bytes:
        """The random key of one purpose and epoch, made by whoever asks first, expired for good after it."""
        name = f"key:{purpose}:{epoch}"
        made = secrets.token_bytes(32)
        self.client.set(name, made, nx=True, ex=EPOCH_KEY_SECONDS)
        kept = self.client.get(name)
        return kept if isinstance(kept, bytes) else made

    def check_forgetful(self) -> None:
        """Refuse a Redis that would write to a disk, as every new connection does.

        Raises:
            RefusedServiceError: snapshots or the append-only file are on; the message says how to stop it.
            redis.RedisError: it does not answer.
        """
        self.client.connection_pool.disconnect()
        self.client.ping()


def open_memory(url: str) -> Memory:
    """A client for the address; nothing is connected before its first use."""
    return Memory(
        redis.Redis.from_url(
            url, socket_timeout=2, socket_connect_timeout=2, redis_connect_func=check_connection
        )
    )


def check_connection(connection: Any) -> None:  # noqa: ANN401  # redis-py's, whose methods carry no types
    """Greet Redis, and ask whether it forgets: one that does not is refused on each connection (P1).

    Asked here and not at start alone, because a Redis may be replaced, or told otherwise, while we run.

    Raises:
        RefusedServiceError: it would write to a disk, or does not say; the message says what to do.
    """
    connection.on_connect()
    try:
        said = [_ask(connection, name) for name in FORGETFUL]
    except redis.ResponseError:
        connection.disconnect()
        raise RefusedServiceError(HIDDEN) from None
    if said != list(FORGETFUL.values()):
        connection.disconnect()
        raise RefusedServiceError(PERSISTENT)


def _ask(connection: Any, name: str) -> bytes | None:  # noqa: ANN401  # as above
    """One setting of Redis; None where it names none. The protocol's second version answers with a list."""
    connection.send_command("CONFIG", "GET", name)
    found = connection.read_response()
    pairs = found if isinstance(found, dict) else dict(zip(found[::2], found[1::2], strict=False))
    said: bytes | None = pairs.get(name.encode())
    return said
