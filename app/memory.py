"""The memory that forgets: Redis without persistence, where every key has an end (P1)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import cast

import redis

from app.errors import RefusedServiceError

EPOCH_KEY_SECONDS = 26 * 3600
"""A day and the two hours in which its last pseudonyms are still compared."""


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
        """Refuse a Redis that would write to a disk.

        Raises:
            RefusedServiceError: snapshots or the append-only file are on; the message says how to stop it.
        """
        settings = cast("dict[str, str]", self.client.config_get("save", "appendonly"))
        save, append = settings.get("save", ""), settings.get("appendonly", "no")
        if save or append != "no":
            raise RefusedServiceError(
                'Redis would write to the disk: set `save ""` and `appendonly no` in its configuration.'
            )


def open_memory(url: str) -> Memory:
    """A client for the address; nothing is connected before its first use."""
    return Memory(redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2))
