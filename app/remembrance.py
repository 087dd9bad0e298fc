"""What is remembered of a dialog: sealed, under a pseudonym, for twenty minutes, in Redis alone (P1).

Name and key are made from who speaks and an epoch's random key, which ends 20 minutes after its quarter of an
hour: what was written under it can then be neither found nor opened. Without Redis nothing is remembered, and
each message stands for itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import nacl.exceptions
import redis
from nacl.secret import SecretBox

from app.deployment import Deployment
from sms import identity
from sms.message import Inbound
from sms.turn import State

EPOCH_SECONDS = 15 * 60
KEEP_SECONDS = 20 * 60
"""P9: what was asked is open, and a repeat is answered, for twenty minutes."""
KEY_SECONDS = EPOCH_SECONDS + KEEP_SECONDS
EPOCHS = 3
"""The present one, and those in which something twenty minutes old can have been written."""
PAD = 256
"""Bodies are padded to whole blocks, so that their length says less of what was answered."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where something of one sender or delivery lies, and the key that opens it."""

    name: str = field(repr=False)
    secret: bytes = field(repr=False)

    def seal(self, value: object) -> bytes:
        """The value as padded JSON, sealed."""
        plain = json.dumps(value, ensure_ascii=False).encode()
        return bytes(SecretBox(self.secret).encrypt(plain + b" " * (-len(plain) % PAD)))

    def open(self, sealed: bytes) -> Any:  # noqa: ANN401  # whatever was sealed
        """What was sealed; None where it was not sealed here."""
        try:
            return json.loads(SecretBox(self.secret).decrypt(sealed))
        except (nacl.exceptions.CryptoError, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is known at a message's arrival, and where to keep what will be.

    `answer` is what this very delivery was answered before ("" is silence), None when it is new; `extra` is
    what the caller kept beside the state. `is_forgetful` says that the memory does not answer.
    """

    state: State | None = field(default=None, repr=False)
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)
    answer: str | None = field(default=None, repr=False)
    slots: tuple[Slot, ...] = ()
    answer_slots: tuple[Slot, ...] = ()
    is_forgetful: bool = False


def recall(here: Deployment, inbound: Inbound) -> Remembered:
    """What is remembered of the message's sender and of the very delivery."""
    try:
        keys = _get_keys(here, here.clock())
        slots = _make_slots(keys, lambda key: _sender_to_slot(inbound, key))
        answer_slots = _make_slots(keys, lambda key: _delivery_to_slot(inbound, key))
        every = (*slots, *answer_slots)
        found = [None if body is None else slot.open(body) for slot, body in _read(here, every)]
    except redis.RedisError:
        return Remembered(is_forgetful=True)
    state, extra = _open_state(next((one for one in found[: len(slots)] if one is not None), None))
    answer = next((one for one in found[len(slots) :] if isinstance(one, str)), None)
    return Remembered(state, extra, answer, slots, answer_slots)


def keep(
    here: Deployment,
    known: Remembered,
    state: State | None,
    answer: str | None,
    extra: Mapping[str, Any] | None = None,
) -> None:
    """Remember state and answer together, in place of what was; without a state, forget the dialog."""
    if known.is_forgetful:
        return
    try:
        with here.memory.client.pipeline() as pipe:
            stale = known.slots[1 if state else 0 :]
            if stale and (known.state or known.extra):
                pipe.delete(*(slot.name for slot in stale))
            if state and known.slots:
                body = known.slots[0].seal({"state": state.to_json(), "extra": extra or {}})
                pipe.set(known.slots[0].name, body, ex=KEEP_SECONDS)
            if known.answer_slots:
                slot = known.answer_slots[0]
                pipe.set(slot.name, slot.seal(answer or ""), ex=KEEP_SECONDS)
            pipe.execute()
    except redis.RedisError:
        # The report is safe; the next message then stands for itself.
        return


def find_slot(here: Deployment, inbound: Inbound) -> Slot | None:
    """Where what is remembered of the sender is written now; None for who has no name.

    Raises:
        redis.RedisError: the memory does not answer.
    """
    return _sender_to_slot(inbound, _get_present_key(here, here.clock()))


def _get_keys(here: Deployment, now: datetime) -> list[bytes]:
    """The keys of the present epoch and of those before that are not over, newest first."""
    epoch = _to_epoch(now)
    before = [str(epoch - back) for back in range(1, EPOCHS)]
    return [_get_present_key(here, now), *here.memory.find_epoch_keys("dialog", before)]


def _get_present_key(here: Deployment, now: datetime) -> bytes:
    return here.memory.epoch_key("dialog", str(_to_epoch(now)), KEY_SECONDS)


def _to_epoch(now: datetime) -> int:
    return int(now.timestamp()) // EPOCH_SECONDS


def _make_slots(keys: list[bytes], to_slot: Callable[[bytes], Slot | None]) -> tuple[Slot, ...]:
    return tuple(slot for slot in map(to_slot, keys) if slot is not None)


def _sender_to_slot(inbound: Inbound, key: bytes) -> Slot | None:
    name, secret = identity.inbound_to_pseudonym(inbound, key), identity.inbound_to_secret(inbound, key)
    return Slot(f"dialog:{name}", secret) if name and secret else None


def _delivery_to_slot(inbound: Inbound, key: bytes) -> Slot:
    door, delivery = f"{inbound.gateway} delivery", inbound.message_id
    name = identity.address_to_pseudonym(door, delivery, key)
    return Slot(f"answer:{name}", identity.address_to_secret(door, delivery, key))


def _read(here: Deployment, slots: tuple[Slot, ...]) -> list[tuple[Slot, bytes | None]]:
    return list(zip(slots, here.memory.read([slot.name for slot in slots]), strict=True))


def _open_state(body: object) -> tuple[State | None, Mapping[str, Any]]:
    """State and extra of a body; nothing where another version of the program wrote it."""
    try:
        return State.from_json(body["state"]), body["extra"]  # type: ignore[index]  # checked by failing
    except (KeyError, TypeError, ValueError):
        return None, {}
