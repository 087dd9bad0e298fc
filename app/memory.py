"""The memory that forgets: Redis without persistence, where every key has an end (P1)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import redis

from app.errors import RefusedServiceError

EPOCH_KEY_SECONDS = 26 * 3600
"""A day and the two hours in which its last pseudonyms are still compared."""
FORGETFUL = {"save": b"", "appendonly": b"no"}
"""What a Redis that keeps nothing answers."""
PERSISTENT = 'Redis would write to the disk: set `save ""` and `appendonly no` in its configuration.'
HIDDEN = "Redis does not say whether it writes to the disk: allow CONFIG GET."
HELD_SECONDS = 60.0
"""How long a process knows an epoch's key, or that there is none, without asking again."""
MOST_HELD = 16
COUNT = """
local counts = {}
for i, name in ipairs(KEYS) do
  counts[i] = redis.call('INCR', name)
  redis.call('EXPIRE', name, ARGV[i])
end
return counts
"""
"""One round trip and one command for all counts of a message."""


@dataclass(frozen=True, slots=True)
class Memory:
    """A client of the deployment's Redis."""

    client: redis.Redis = field(repr=False)
    _held: dict[str, tuple[float, bytes | None]] = field(default_factory=dict, repr=False)

    def epoch_key(self, purpose: str, epoch: str, seconds: int = EPOCH_KEY_SECONDS) -> bytes:
        """The random key of one purpose and epoch, made by whoever asks first, expired for good after it."""
        name = f"key:{purpose}:{epoch}"
        held = self._find_held(name)
        if held is not None:
            return held
        made = secrets.token_bytes(32)
        with self.client.pipeline() as pipe:
            pipe.set(name, made, nx=True, ex=seconds)
            pipe.get(name)
            _, found = pipe.execute()
        self._hold(name, found or made)
        return found or made

    def find_epoch_keys(self, purpose: str, epochs: Sequence[str]) -> list[bytes]:
        """The keys of those epochs that are not over; none is made."""
        names = [f"key:{purpose}:{epoch}" for epoch in epochs]
        unknown = [name for name in names if not self._is_held(name)]
        if unknown:
            for name, found in zip(unknown, self.read(unknown), strict=True):
                self._hold(name, found)
        keys = [self._find_held(name) for name in names]
        return [key for key in keys if key is not None]

    def count(self, ends: Mapping[str, int]) -> list[int]:
        """Each name's count with one more, which lasts so many seconds from now."""
        found = self.client.register_script(COUNT)(list(ends), list(ends.values()))
        return [int(count) for count in cast("list[int]", found)]

    def read(self, names: Sequence[str]) -> list[bytes | None]:
        """What lies under each name."""
        return cast("list[bytes | None]", self.client.mget(names)) if names else []

    def gather(
        self, name: str, *, first: tuple[str, Any], also: tuple[str, Any], seconds: int
    ) -> dict[bytes, bytes]:
        """All fields under a name, these two among them; `first` stays as whoever came first put it."""
        with self.client.pipeline() as pipe:
            pipe.hsetnx(name, *first)
            pipe.hset(name, *also)
            pipe.expire(name, seconds)
            pipe.hgetall(name)
            return cast("dict[bytes, bytes]", pipe.execute()[-1])

    def claim(self, name: str, seconds: int) -> bool:
        """Whether the name was free; it is the caller's now, for so many seconds at most."""
        return bool(self.client.set(name, b"1", nx=True, ex=seconds))

    def take(self, name: str) -> bytes | None:
        """What lies under the name, which is gone with it."""
        return cast("bytes | None", self.client.getdel(name))

    def _is_held(self, name: str) -> bool:
        return self._held.get(name, (0.0, None))[0] > time.monotonic()

    def _find_held(self, name: str) -> bytes | None:
        until, key = self._held.get(name, (0.0, None))
        return key if until > time.monotonic() else None

    def _hold(self, name: str, key: bytes | None) -> None:
        """Know a key for a minute; what is over is let go of, so that a process outlives no key by much."""
        now = time.monotonic()
        for other, (until, _) in list(self._held.items()):
            if until <= now or len(self._held) >= MOST_HELD:
                self._held.pop(other, None)
        self._held[name] = (now + HELD_SECONDS, key)

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
