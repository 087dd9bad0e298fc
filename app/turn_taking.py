"""Messages of one sender are taken in one after the other, so that two which come at once are one dialog.

Without that, "A man followed me" and "Kencom stage" find no dialog open, and are two reports and two
questions.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import redis

from app import remembrance
from app.deployment import Deployment
from app.memory import Memory
from sms.message import Inbound

TURN_SECONDS = 5
"""After which a message that never ended holds no other back: some hundred times what one takes. One that
takes longer ends the turn of who came after it, and a third is taken in beside that: nothing is lost."""
WAIT_SECONDS = 2.0
"""How long a message waits for another of the same sender; then it is taken in beside it."""
LOOK_SECONDS = 0.01
"""How often a message that waits looks whether it may go on."""
WAITERS = 2
"""Messages of a process that wait at once: each holds one of its few threads (`server.THREADS`), and whoever
sends many texts at once would hold all of them (measured: others then waited a second)."""
WAITING = threading.BoundedSemaphore(WAITERS)


@contextmanager
def in_turn(here: Deployment, inbound: Inbound) -> Iterator[None]:
    """Within it no other message of the same sender is taken in.

    Nobody is refused: who has waited long enough goes on, and so does everyone without Redis, and everyone
    while others of the process wait already.
    """
    held = None
    with suppress(redis.RedisError):
        slot = remembrance.find_slot(here, inbound)
        name = f"turn:{slot.name}" if slot else None
        if name and (here.memory.claim(name, TURN_SECONDS) or _wait(here.memory, name)):
            held = name
    try:
        yield
    finally:
        if held:
            with suppress(redis.RedisError):
                here.memory.client.delete(held)


def _wait(memory: Memory, name: str) -> bool:
    """Whether the turn came, for those of a process who may wait for one."""
    if not WAITING.acquire(blocking=False):
        return False
    try:
        until = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < until:
            time.sleep(LOOK_SECONDS)
            if memory.claim(name, TURN_SECONDS):
                return True
        return False
    finally:
        WAITING.release()
