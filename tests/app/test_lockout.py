"""Failed sign-ins make one address wait for one account, and nobody else."""

from __future__ import annotations

import redis

from app import lockout
from app.deployment import Deployment

HERS, OTHERS = "203.0.113.7", "203.0.113.8"


def fail(here: Deployment, times: int) -> None:
    for _ in range(times):
        lockout.note_failure(here, OTHERS, "amina")


def test_some_failures_are_free(here: Deployment) -> None:
    fail(here, lockout.FREE)

    assert not lockout.is_waiting(here, OTHERS, "amina")


def test_further_failures_make_that_address_wait_for_that_account_alone(here: Deployment) -> None:
    fail(here, lockout.FREE + 1)

    assert lockout.is_waiting(here, OTHERS, "amina")
    assert not lockout.is_waiting(here, HERS, "amina")
    assert not lockout.is_waiting(here, OTHERS, "zuhura")


def test_the_wait_doubles_up_to_an_hour(here: Deployment, memory: redis.Redis) -> None:
    waits = []
    for _ in range(12):
        fail(here, 1)
        waits.append(max((memory.ttl(name) for name in memory.scan_iter(match="wait:*")), default=0))  # type: ignore[type-var]

    assert waits[lockout.FREE : lockout.FREE + 3] == [15, 30, 60]
    assert waits[-1] == 1920


def test_nothing_in_the_memory_names_address_or_account(here: Deployment, memory: redis.Redis) -> None:
    fail(here, lockout.FREE + 1)

    names = b" ".join(memory.scan_iter())
    assert OTHERS.encode() not in names
    assert b"amina" not in names
