"""Epochs' keys, what is known for a moment, and what is shown once."""

from __future__ import annotations

from typing import cast

import pytest
import redis

from app import ceiling, once, shortly
from app.deployment import Deployment
from app.errors import OverloadError
from app.memory import Memory
from app.shortly import Shortly


def test_an_epochs_key_is_one_for_all_processes_and_ends(here: Deployment, memory: redis.Redis) -> None:
    other = Memory(memory)

    keys = {here.memory.epoch_key("dialog", "1", 60), other.epoch_key("dialog", "1", 60)}

    assert len(keys) == 1
    assert 0 < cast("int", memory.ttl("key:dialog:1")) <= 60


def test_another_epoch_and_another_purpose_have_keys_of_their_own(here: Deployment) -> None:
    keys = {here.memory.epoch_key(*which) for which in (("a", "1"), ("a", "2"), ("b", "1"))}

    assert len(keys) == 3


def test_only_keys_that_were_made_are_found(here: Deployment) -> None:
    made = here.memory.epoch_key("dialog", "2")

    assert here.memory.find_epoch_keys("dialog", ["3", "2", "1"]) == [made]


def test_a_process_holds_few_keys(here: Deployment) -> None:
    for number in range(100):
        here.memory.epoch_key("daily", str(number))

    assert len(here.memory._held) <= 16


def test_a_value_is_shown_once(here: Deployment) -> None:
    token = once.put(here, "secret words")

    assert [once.take(here, token), once.take(here, token)] == ["secret words", None]


def test_neither_value_nor_token_lies_in_memory(here: Deployment, memory: redis.Redis) -> None:
    token = once.put(here, "secret words")

    kept = b" ".join(name + cast("bytes", memory.dump(name)) for name in memory.scan_iter("*"))
    assert b"secret" not in kept
    assert token.encode() not in kept


def test_a_value_is_made_anew_after_its_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    made = iter(range(10))
    known = Shortly()
    first = [known.get("x", lambda: next(made)) for _ in range(2)]
    monkeypatch.setattr(shortly, "LIFE_S", -1.0)

    later = [Shortly().get("x", lambda: next(made)) for _ in range(2)]

    assert (first, later) == ([0, 0], [1, 2])


def exhaust(low: ceiling.Ceiling) -> None:
    for _ in range(10):
        low.check()


def test_beyond_the_ceiling_it_is_said_to_come_again() -> None:
    low = ceiling.Ceiling(most=2)

    # A second may end in between, and begins a new share.
    with pytest.raises(OverloadError):
        exhaust(low)
