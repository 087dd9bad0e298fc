"""What a session keeps opened: in the memory, under its own secret, no longer than it (P2)."""

from __future__ import annotations

from typing import cast
from uuid import uuid4

import pytest
import redis

from app import sealing
from app.deployment import Deployment
from app.errors import LockedError
from app.sealing import Opener, Sealer, SessionSecret


class Table:
    """Sealed texts by their marks, and which of them were asked for."""

    def __init__(self, sealer: Sealer, *names: str) -> None:
        self.sealed = {name: sealer.seal({"key": name}) for name in names}
        self.asked: list[list[str]] = []

    def open(self, opener: Opener) -> dict[str, dict[str, str]]:
        """Everything that is there, opened."""
        return opener.open_all(sealing.NAMES, self.sealed, self._fetch)

    def _fetch(self, marks: list[str]) -> list[tuple[str, bytes]]:
        self.asked.append(sorted(marks))
        return [(mark, self.sealed[mark]) for mark in marks]


@pytest.fixture
def secret(here: Deployment) -> SessionSecret:
    """The secret of an unlocked session."""
    return sealing.unlock_session(here.memory, {KEY_ID: KEY})


KEY, KEY_ID = sealing.make_key(), uuid4()
SEALER = Sealer(KEY_ID, bytes(KEY.public_key))


def test_a_session_opens_each_text_once(here: Deployment, secret: SessionSecret) -> None:
    table = Table(SEALER, "tannery", "kiosk")
    table.open(sealing.open_session(here.memory, secret))
    table.sealed["bridge"] = SEALER.seal({"key": "bridge"})

    opened = table.open(sealing.open_session(here.memory, secret))

    assert opened == {name: {"key": name} for name in ("tannery", "kiosk", "bridge")}
    assert table.asked == [["kiosk", "tannery"], ["bridge"]]


def test_what_is_sealed_no_more_is_forgotten(here: Deployment, secret: SessionSecret) -> None:
    table = Table(SEALER, "tannery", "kiosk")
    table.open(sealing.open_session(here.memory, secret))
    del table.sealed["tannery"]

    opener = sealing.open_session(here.memory, secret)
    opened = table.open(opener)

    assert opener.held is not None
    assert list(opened) == ["kiosk"] == list(opener.held.get(sealing.NAMES))


def test_what_was_opened_is_sealed_in_memory_ends_and_goes_with_the_session(
    here: Deployment, secret: SessionSecret, memory: redis.Redis
) -> None:
    Table(SEALER, "tannery").open(sealing.open_session(here.memory, secret))

    names = list(memory.scan_iter("unlocked:*"))
    kept = b" ".join(cast("bytes", memory.dump(name)) for name in names)
    ends = [0 < cast("int", memory.ttl(name)) <= sealing.IDLE_SECONDS for name in names]
    sealing.lock_session(here.memory, secret)

    assert (len(names), b"tannery" in kept, all(ends)) == (2, False, True)
    assert list(memory.scan_iter("unlocked:*")) == []


def test_without_a_session_everything_is_opened_and_nothing_kept(memory: redis.Redis) -> None:
    opened = Table(SEALER, "tannery").open(Opener({KEY_ID: KEY}))

    assert opened == {"tannery": {"key": "tannery"}}
    assert list(memory.scan_iter("*")) == []


def test_one_text_sealed_to_another_key_is_told(here: Deployment, secret: SessionSecret) -> None:
    other = Sealer(uuid4(), bytes(sealing.make_key().public_key))

    with pytest.raises(LockedError):
        Table(other, "tannery").open(sealing.open_session(here.memory, secret))
