"""A small proof of work beside the form: no third party, nothing asked of people.

The page always carries the task and a browser with scripts always solves it, in a blink, so that no page
tells whether many reports come in. The proof matters under pressure alone: then forms without it, from
flooders and from browsers without scripts alike, are stored, answered alike, and held for a closer look. The
form's token is part of the task and good for one report, so that no proof is good for two (P9, P12).
"""

from __future__ import annotations

import hashlib

import redis

from app.deployment import Deployment

BITS = 16
"""Leading zero bits: 65,536 hashes on average, under half a second on a cheap phone."""
PRESSURE = 60
"""Forms in ten minutes above which the proof matters."""
MINUTES = 10
LONGEST = 20


def is_proven(token: str, nonce: str) -> bool:
    """Whether the nonce solves the token's task: SHA-256 of both, parted by a colon, begins with zeros."""
    if not nonce or len(nonce) > LONGEST:
        return False
    digest = hashlib.sha256(f"{token}:{nonce}".encode("utf-8", "replace")).digest()
    return int.from_bytes(digest, "big") >> (256 - BITS) == 0


def is_pressing(here: Deployment) -> bool:
    """Whether more forms come than one community sends; counts this one. Without Redis nothing presses."""
    span = int(here.clock().timestamp()) // (60 * MINUTES)
    try:
        (count,) = here.memory.count({f"flood:forms:{span}": 2 * 60 * MINUTES})
    except redis.RedisError:
        return False
    return count > PRESSURE
