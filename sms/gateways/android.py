"""Android SMS Gateway (capcom6): one phone with a local SIM is the gateway, no company in between.

Webhooks and signature: SMS Gateway for Android docs, "Webhooks" and "Payload signing". The phone is set to
call us for `sms:received` and `mms:downloaded`, and is sent replies by its own API.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, Final

from sms import errors
from sms.gateways import fields, moment, optout, signature, words
from sms.gateways.base import Answer, Outgoing, Request
from sms.message import Inbound, Reply

TEXT_FIELDS: Final = {
    "sms:received": "message",
    "sms:batch:received": "message",
    "sms:data-received": "data",
    "sms:batch:data-received": "data",
    "mms:downloaded": "body",
    "mms:batch:downloaded": "body",
}
"""The events that are messages, and where their words stand. All others are news of the phone."""
REPLY_TTL_S = 20 * 60
"""The phone gives up on a reply after this long: no message older than 20 minutes is answered (P9)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A phone: the key it signs with, and where and how its API is called (its own address, or a relay's).

    `max_age_s` is for phones whose clock nobody sets: beyond it a stamp is taken for a replay.
    """

    signing_key: str = field(repr=False)
    api_url: str
    username: str
    password: str = field(repr=False)
    max_age_s: int = 300


@dataclass(frozen=True, slots=True)
class AndroidSmsGateway:
    """The adapter; see `base.Gateway`."""

    settings: Settings
    name: str = "android"

    def check(self, request: Request) -> None:
        """Let requests signed with the phone's key over body and stamp pass, while the stamp is fresh."""
        signature.check_method(request)
        signature.check_size(request)
        stamp = (request.find_header("X-Timestamp") or "").strip()
        signed = request.body + stamp.encode("utf-8", "replace")
        signature.check_hmac(request.find_header("X-Signature"), self.settings.signing_key, signed)
        max_age = timedelta(seconds=self.settings.max_age_s)
        signature.check_fresh(moment.read_time(stamp), request.now, max_age)

    def handshake(self, request: Request) -> Answer | None:
        """None: pings are events like others."""
        return None

    def read(self, request: Request) -> Sequence[Inbound]:
        """The messages of an event, several when the phone batches; none for its other events."""
        event = fields.read_json(request)
        kind = fields.get_required(event, "event")
        if kind not in TEXT_FIELDS:
            return ()
        payload = event.get("payload")
        if not isinstance(payload, Mapping):
            raise errors.MalformedError("missing field: payload")
        items = fields.find_objects(payload, "messages") if ":batch:" in kind else [payload]
        return fields.read_each(items, partial(self._read_one, kind, words.to_text(event.get("id"))))

    def _read_one(self, kind: str, event_id: str, payload: Mapping[str, Any]) -> Inbound:
        text = fields.get_words(payload, TEXT_FIELDS[kind]) if kind.startswith("sms") else _read_mms(payload)
        if TEXT_FIELDS[kind] == "data":
            text = _read_data(words.to_text(payload.get("data")))
        sim = payload.get("simNumber")
        return Inbound(
            gateway=self.name,
            message_id=_get_id(payload, event_id),
            sender=fields.find_address(payload, "sender", "phoneNumber"),
            text=text,
            # A reply leaves by the SIM that was written to, which the phone knows by its slot alone.
            recipient=f"sim:{sim}" if isinstance(sim, int) else fields.find_address(payload, "recipient"),
            sent_at=moment.read_time(payload.get("receivedAt")),
            is_opt_out=optout.is_opt_out(text),
        )

    def answer(self, replies: Sequence[Reply]) -> Answer:
        """An empty 200: replies go by `send`."""
        return Answer()

    def send(self, replies: Sequence[Reply]) -> Sequence[Outgoing]:
        """One call to the phone a reply, through the SIM that was written to."""
        return tuple(self._to_outgoing(reply) for reply in replies)

    def _to_outgoing(self, reply: Reply) -> Outgoing:
        message: dict[str, Any] = {
            "textMessage": {"text": reply.text},
            "phoneNumbers": [reply.to],
            "ttl": REPLY_TTL_S,
        }
        slot = (reply.sent_from or "").removeprefix("sim:")
        if slot.isdecimal() and slot != reply.sent_from:
            message["simNumber"] = int(slot)
        login = f"{self.settings.username}:{self.settings.password}".encode()
        return Outgoing(
            method="POST",
            url=f"{self.settings.api_url.rstrip('/')}/messages",
            headers={
                "Authorization": f"Basic {base64.b64encode(login).decode()}",
                "Content-Type": "application/json",
            },
            body=json.dumps(message).encode(),
        )


def _get_id(payload: Mapping[str, Any], event_id: str) -> str:
    """What a repeated delivery shares.

    `messageId` digests the message and repeats with its words, so its time stands beside it: the words "help
    me" sent twice are two messages (P12).
    """
    message_id, received_at = (words.to_text(payload.get(name)) for name in ("messageId", "receivedAt"))
    if message_id and received_at:
        return f"{message_id}:{received_at}"
    return fields.get_required({"id": event_id or message_id}, "id")


def _read_mms(payload: Mapping[str, Any]) -> str:
    parts = (words.read_words(payload.get(name)).strip() for name in ("subject", "body"))
    return "\n".join(part for part in parts if part)


def _read_data(data: str) -> str:
    """The words in a data message's base64; nothing when it holds no text."""
    try:
        return words.to_text(base64.b64decode(data, validate=True).decode())
    except (binascii.Error, UnicodeDecodeError):
        return ""
