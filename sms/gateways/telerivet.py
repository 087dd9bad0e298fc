"""Telerivet: phones and carriers through one service; a secret in the form, replies inside the answer.

Form and answer: Telerivet docs, "Webhook API". Anything but status 200 within 10 s is sent again for a day.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sms.gateways import fields, moment, optout, signature, words
from sms.gateways.base import Answer, Outgoing, Request
from sms.message import Inbound, Reply

MESSAGE_TYPES: Final = frozenset({"", "sms", "mms", "chat", "ussd"})
"""What holds words; calls and the service's own notices do not."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A Telerivet webhook: the secret set beside its address."""

    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Telerivet:
    """The adapter; see `base.Gateway`."""

    settings: Settings
    name: str = "telerivet"

    def check(self, request: Request) -> None:
        """Let events with the webhook's secret pass."""
        signature.check_method(request)
        signature.check_size(request)
        given = words.to_text(fields.read_flat(request).get("secret"))
        signature.check_secret(given, self.settings.secret)

    def handshake(self, request: Request) -> Answer | None:
        """None: events alone come here."""
        return None

    def read(self, request: Request) -> Sequence[Inbound]:
        """The one message of an `incoming_message` event; none for other events and for calls."""
        form = fields.read_flat(request)
        is_message = fields.get_required(form, "event") == "incoming_message"
        if not is_message or words.to_text(form.get("message_type")).lower() not in MESSAGE_TYPES:
            return ()
        text = words.read_words(form.get("content"))
        return (
            Inbound(
                gateway=self.name,
                message_id=fields.get_required(form, "id"),
                sender=fields.find_address(form, "from_number_e164", "from_number"),
                text=text,
                recipient=fields.find_address(form, "to_number", "phone_id"),
                sent_at=moment.read_time(form.get("time_created")),
                is_opt_out=optout.is_opt_out(text),
            ),
        )

    def answer(self, replies: Sequence[Reply]) -> Answer:
        """The replies as messages without a number: Telerivet answers whoever wrote."""
        messages = {"messages": [{"content": reply.text} for reply in replies]}
        return Answer(content_type="application/json; charset=utf-8", body=json.dumps(messages).encode())

    def send(self, replies: Sequence[Reply]) -> Sequence[Outgoing]:
        """Nothing: the answer carries every reply."""
        return ()
