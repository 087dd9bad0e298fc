"""Africa's Talking SMS: nothing is signed, so a secret path segment and a list of addresses stand in.

Form: Africa's Talking docs, "SMS notifications". Replies go by its bulk SMS call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib import parse

from sms.gateways import fields, moment, optout, signature
from sms.gateways.base import Answer, Outgoing, Request
from sms.message import Inbound, Reply

NOTICE_FIELDS: Final = frozenset({"status", "phoneNumber", "updateType"})
"""What delivery reports, opt-outs and subscription news carry and messages do not."""


@dataclass(frozen=True, slots=True)
class Settings:
    """An account. `path_secret` ends the webhook's path; `allowed` holds the service's addresses, if any."""

    username: str
    api_key: str = field(repr=False)
    path_secret: str = field(repr=False)
    allowed: tuple[str, ...] = ()
    api_url: str = "https://api.africastalking.com"


@dataclass(frozen=True, slots=True)
class AfricasTalking:
    """The adapter; see `base.Gateway`."""

    settings: Settings
    name: str = "africastalking"

    def check(self, request: Request) -> None:
        """Let requests pass that know the secret path and come from an allowed address."""
        signature.check_method(request)
        signature.check_size(request)
        signature.check_path_secret(request, self.settings.path_secret)
        signature.check_peer(request, self.settings.allowed)

    def handshake(self, request: Request) -> Answer | None:
        """None: messages and notices alone come here."""
        return None

    def read(self, request: Request) -> Sequence[Inbound]:
        """The one message of a request; none for delivery reports and other notices."""
        form = fields.read_flat(request)
        if "from" not in form and NOTICE_FIELDS & form.keys():
            return ()
        text = fields.get_words(form, "text")
        return (
            Inbound(
                gateway=self.name,
                message_id=fields.get_required(form, "id"),
                sender=fields.get_required(form, "from"),
                text=text,
                recipient=fields.find_address(form, "to"),
                sent_at=moment.read_time(form.get("date")),
                is_opt_out=optout.is_opt_out(text),
            ),
        )

    def answer(self, replies: Sequence[Reply]) -> Answer:
        """An empty 200: replies go by `send`."""
        return Answer()

    def send(self, replies: Sequence[Reply]) -> Sequence[Outgoing]:
        """One call a reply, sent from the number that was written to."""
        return tuple(self._to_outgoing(reply) for reply in replies)

    def _to_outgoing(self, reply: Reply) -> Outgoing:
        form = {"username": self.settings.username, "to": reply.to, "message": reply.text}
        if reply.sent_from:
            form["from"] = reply.sent_from
        return Outgoing(
            method="POST",
            url=f"{self.settings.api_url}/version1/messaging",
            headers={
                "apiKey": self.settings.api_key,
                "Accept": "application/json",
                "Content-Type": fields.FORM,
            },
            body=parse.urlencode(form).encode(),
        )
