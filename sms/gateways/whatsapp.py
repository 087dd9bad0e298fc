"""WhatsApp by Meta's Cloud API: signed batches of messages and statuses in, replies by its Graph API.

Formats: Meta for Developers, "Webhooks" and "Business-scoped user IDs" (a sender may have no number).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib import parse

from sms import errors
from sms.gateways import fields, moment, optout, signature, words
from sms.gateways.base import Answer, Outgoing, Request
from sms.message import Inbound, Reply

TEXT_PATHS: Final = {
    "text": ("text", "body"),
    "button": ("button", "text"),
    "image": ("image", "caption"),
    "video": ("video", "caption"),
    "document": ("document", "caption"),
}
"""Where the words of each type of message stand; other types have none."""
REPLY_PATHS: Final = {"button_reply": "title", "list_reply": "title", "nfm_reply": "body"}
"""Where the words of each type of interactive reply stand."""
CHALLENGE: Final = re.compile(r"[\w.-]{1,200}", re.ASCII)
NUMBER: Final = re.compile(r"\+?[0-9]+")


@dataclass(frozen=True, slots=True)
class Settings:
    """A WhatsApp app: its secret signs, its token sends, and the verify token is ours to invent."""

    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    access_token: str = field(repr=False)
    phone_number_id: str
    api_url: str = "https://graph.facebook.com/v23.0"


@dataclass(frozen=True, slots=True)
class WhatsApp:
    """The adapter; see `base.Gateway`."""

    settings: Settings
    name: str = "whatsapp"

    def check(self, request: Request) -> None:
        """Let the subscription's challenge pass by its verify token, all else by the body's signature."""
        signature.check_method(request, {"GET", "POST"})
        signature.check_size(request)
        if request.method.upper() == "GET":
            query = request.get_query()
            if query.get("hub.mode") != "subscribe":
                raise errors.MethodError("only POST, or a challenge")
            signature.check_secret(query.get("hub.verify_token"), self.settings.verify_token)
            return
        given = (request.find_header("X-Hub-Signature-256") or "").strip()
        if not given.lower().startswith("sha256="):
            raise errors.SignatureError("missing signature")
        signature.check_hmac(given.partition("=")[2], self.settings.app_secret, request.body)

    def handshake(self, request: Request) -> Answer | None:
        """The challenge said back, for the GET that subscribes us; None for others."""
        if request.method.upper() != "GET":
            return None
        challenge = request.get_query().get("hub.challenge", "")
        if not CHALLENGE.fullmatch(challenge):
            raise errors.MalformedError("missing field: hub.challenge")
        return Answer(body=challenge.encode())

    def read(self, request: Request) -> Sequence[Inbound]:
        """Every message of a batch; statuses and news of other kinds are left out."""
        event = fields.read_json(request)
        if not isinstance(event.get("entry"), list):
            raise errors.MalformedError("missing field: entry")
        return fields.read_each(list(_find_messages(event)), lambda found: self._read_one(*found))

    def _read_one(self, message: Mapping[str, Any], phone_number_id: str | None) -> Inbound:
        text = _find_text(message)
        return Inbound(
            gateway=self.name,
            message_id=fields.get_required(message, "id"),
            sender=fields.find_address(message, "from", "from_user_id"),
            text=text,
            recipient=phone_number_id,
            sent_at=moment.read_time(message.get("timestamp")),
            is_opt_out=optout.is_opt_out(text),
        )

    def answer(self, replies: Sequence[Reply]) -> Answer:
        """An empty 200: replies go by `send`."""
        return Answer()

    def send(self, replies: Sequence[Reply]) -> Sequence[Outgoing]:
        """One call a reply, from the number that was written to."""
        return tuple(self._to_outgoing(reply) for reply in replies)

    def _to_outgoing(self, reply: Reply) -> Outgoing:
        message = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            # A business-scoped id stands under a name of its own.
            "to" if NUMBER.fullmatch(reply.to) else "recipient": reply.to,
            "type": "text",
            # A preview would make WhatsApp fetch the link, and show what it is about (P9).
            "text": {"body": reply.text, "preview_url": False},
        }
        number = parse.quote(reply.sent_from or self.settings.phone_number_id, safe="")
        return Outgoing(
            method="POST",
            url=f"{self.settings.api_url}/{number}/messages",
            headers={
                "Authorization": f"Bearer {self.settings.access_token}",
                "Content-Type": "application/json",
            },
            body=json.dumps(message).encode(),
        )


def _find_messages(event: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str | None]]:
    """Each message with the id of the number of ours it was sent to.

    What is said in a group is left out: others read it, and an answer would show them who reports (P9).
    """
    for entry in fields.find_objects(event, "entry"):
        for change in fields.find_objects(entry, "changes"):
            value = fields.find_object(change, "value")
            number = fields.find_address(fields.find_object(value, "metadata"), "phone_number_id")
            messages = fields.find_objects(value, "messages")
            yield from ((message, number) for message in messages if not message.get("group_id"))


def _find_text(message: Mapping[str, Any]) -> str:
    kind = words.to_text(message.get("type"))
    if kind == "interactive":
        interactive = fields.find_object(message, "interactive")
        reply = words.to_text(interactive.get("type"))
        return words.read_words(fields.find_object(interactive, reply).get(REPLY_PATHS.get(reply, "")))
    if kind == "location":
        point = fields.find_object(message, "location")
        return words.point_to_words(point.get("latitude"), point.get("longitude"))
    outer, inner = TEXT_PATHS.get(kind, ("", ""))
    return words.read_words(fields.find_object(message, outer).get(inner))
