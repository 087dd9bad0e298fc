"""Calls to providers that carry replies: made after the commit, by a few threads, kept on no disk (P1).

A reply that cannot be sent is dropped and counted by its gateway's name: the report is safe, and an answer
that comes late could reach a phone in other hands (P9).
"""

from __future__ import annotations

import queue
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import requests

from sms.gateways.base import Outgoing

WORKERS = 4
MOST_WAITING = 512
TIMEOUT_S = (3.05, 10)
"""To connect, to answer: a provider that takes longer is down."""
LONGEST_WAIT_S = 20 * 60
"""P9: no message older than 20 minutes is answered."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A call that waits for its turn; `since` is of the monotonic clock, in seconds."""

    gateway: str
    call: Outgoing
    since: float


@dataclass(slots=True)
class Sender:
    """Sends calls in the background; its threads start with the first one."""

    dropped: Counter[str] = field(default_factory=Counter)
    _queue: queue.Queue[Waiting] = field(default_factory=lambda: queue.Queue(MOST_WAITING), repr=False)
    _threads: list[threading.Thread] = field(default_factory=list, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def send(self, gateway: str, calls: Sequence[Outgoing]) -> None:
        """Put the calls in line and come back at once; what finds no room is dropped."""
        if calls:
            self._start()
        for call in calls:
            try:
                self._queue.put_nowait(Waiting(gateway, call, time.monotonic()))
            except queue.Full:
                self._drop(gateway)

    def try_now(self, gateway: str, calls: Sequence[Outgoing]) -> bool:
        """Whether the provider took every call, made at once: for an organizer's test message."""
        with _open_session() as session:
            return all(_make(session, Waiting(gateway, call, time.monotonic())) for call in calls)

    def wait(self) -> None:
        """Come back when all calls in line were made or dropped: for commands and tests."""
        self._queue.join()

    def _start(self) -> None:
        with self._lock:
            while len(self._threads) < WORKERS:
                thread = threading.Thread(target=self._work, daemon=True, name="outgoing")
                self._threads.append(thread)
                thread.start()

    def _work(self) -> None:
        with _open_session() as session:
            while True:
                waiting = self._queue.get()
                try:
                    if not _make(session, waiting):
                        self._drop(waiting.gateway)
                finally:
                    self._queue.task_done()

    def _drop(self, gateway: str) -> None:
        with self._lock:
            self.dropped[gateway] += 1


def _open_session() -> requests.Session:
    session = requests.Session()
    # No proxy, password file or certificate list of the environment has a say in where numbers go.
    session.trust_env = False
    return session


def _make(session: requests.Session, waiting: Waiting) -> bool:
    """Whether the provider took the call; its answer, which may hold the number, is not looked at."""
    if time.monotonic() - waiting.since > LONGEST_WAIT_S:
        return False
    call = waiting.call
    try:
        answer = session.request(
            call.method,
            call.url,
            data=call.body,
            headers=dict(call.headers),
            timeout=TIMEOUT_S,
            allow_redirects=False,
        )
    except (requests.RequestException, ValueError):
        return False
    return answer.ok
