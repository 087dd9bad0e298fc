"""A wait that grows with failed sign-ins, for one address and one account together.

Whoever tries passphrases waits; the account's owner, at another address, does not, so that nobody can be
locked out by somebody else. Everything lives under a pseudonym in the memory that forgets (P1).
"""

from __future__ import annotations

import redis

from app.deployment import Deployment
from sms import identity

FREE = 4
"""Failures without a wait: a passphrase of seven words is easily mistyped."""
FIRST_SECONDS = 15
LONGEST_SECONDS = 3600
FORGET_SECONDS = 24 * 3600


def is_waiting(here: Deployment, address: str, username: str) -> bool:
    """Whether this address must wait before it tries this account again; False with Redis down."""
    try:
        return bool(here.memory.client.exists(f"wait:{_name(here, address, username)}"))
    except redis.RedisError:
        return False


def note_failure(here: Deployment, address: str, username: str) -> None:
    """Count a failure, and begin a wait that doubles with each beyond the free ones."""
    try:
        name = _name(here, address, username)
        (failures,) = here.memory.count({f"failures:{name}": FORGET_SECONDS})
        if failures > FREE:
            seconds = min(FIRST_SECONDS * 2 ** (failures - FREE - 1), LONGEST_SECONDS)
            here.memory.client.set(f"wait:{name}", b"", ex=seconds)
    except redis.RedisError:
        return


def forgive(here: Deployment, address: str, username: str) -> None:
    """Forget the failures after a success."""
    try:
        here.memory.client.delete(f"failures:{_name(here, address, username)}")
    except redis.RedisError:
        return


def _name(here: Deployment, address: str, username: str) -> str:
    key = here.memory.epoch_key("lockout", here.clock().date().isoformat())
    return identity.address_to_pseudonym(f"sign-in {username.casefold()}", address, key)
