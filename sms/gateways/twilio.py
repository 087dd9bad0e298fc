"""Twilio: SMS and WhatsApp through one webhook, replies inside the answer.

Form and signature: Twilio docs, "Messaging webhooks" and "Webhooks security". `Message` status callbacks come
to the same address and tell when a reply's copy can be deleted (`twilio_copies`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from twilio import request_validator
from twilio.twiml import messaging_response

from sms import errors
from sms.gateways import fields, optout, signature, words
from sms.gateways.base import Answer, Outgoing, Request
from sms.message import Inbound, Reply

ALGORITHMS: Final = frozenset({request_validator.HMAC_SHA1, request_validator.HMAC_SHA256})
SENDER_FIELDS: Final = ("From", "ExternalUserId", "WaId")
"""Where a sender can stand. WhatsApp may send a business-scoped id, or a username, without any number."""
TERMINAL: Final = frozenset({"delivered", "undelivered", "failed", "read", "canceled", "received"})
SID: Final = re.compile(r"[A-Za-z0-9]{1,34}")
"""A message's id. Longer ones are refused: signed fields are joined without borders, so a seen signature also
fits the same letters with `MessageSid` grown into its neighbours, and repeats would look new (P12)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A Twilio account; `status_callback_url` is where it reports on replies, by default nowhere."""

    account_sid: str
    auth_token: str = field(repr=False)
    status_callback_url: str | None = None


@dataclass(frozen=True, slots=True)
class Twilio:
    """The adapter; see `base.Gateway`."""

    settings: Settings
    name: str = "twilio"

    def check(self, request: Request) -> None:
        """Let requests signed with the account's token over the configured address pass.

        A form is signed with all its fields, empty ones too; a JSON body by its hash in the query.
        """
        signature.check_method(request)
        signature.check_size(request)
        given = request.find_header(request_validator.SIGNATURE_HEADER)
        algorithm = request_validator.get_signature_algorithm(
            request.find_header(request_validator.SIGNATURE_SETTINGS_HEADER)
        )
        # Asked first: the library would log an unknown name, which is the sender's to choose (P1).
        if not given or algorithm not in ALGORITHMS:
            raise errors.SignatureError("missing signature")
        validator = request_validator.RequestValidator(self.settings.auth_token)
        if not validator.validate(request.url, _signed_part(request), given.strip(), algorithm):
            raise errors.SignatureError("wrong signature")

    def handshake(self, request: Request) -> Answer | None:
        """None: Twilio sends messages and news of them alone."""
        return None

    def read(self, request: Request) -> Sequence[Inbound]:
        """The one message of a webhook; none for a status callback, which has a status instead of words."""
        form = fields.read_flat(request)
        sid = _get_sid(form)
        if is_status(form):
            return ()
        pin = words.point_to_words(form.get("Latitude"), form.get("Longitude"))
        text = words.read_words(form.get("Body")) or words.read_words(form.get("ButtonText")) or pin
        return (
            Inbound(
                gateway=self.name,
                message_id=sid,
                sender=fields.find_address(form, *SENDER_FIELDS),
                text=text,
                recipient=fields.find_address(form, "To"),
                is_opt_out=words.to_text(form.get("OptOutType")).upper() == "STOP" or optout.is_opt_out(text),
            ),
        )

    def find_finished(self, request: Request) -> str | None:
        """The id of a reply that reached its last status, so that its copy can be deleted (P7); else None."""
        form = fields.read_flat(request)
        sid = _get_sid(form)
        return sid if is_status(form) and words.to_text(form["MessageStatus"]).lower() in TERMINAL else None

    def answer(self, replies: Sequence[Reply]) -> Answer:
        """TwiML with a message a reply. It names no number: Twilio answers whoever wrote."""
        response = messaging_response.MessagingResponse()
        for reply in replies:
            response.message(body=reply.text, status_callback=self.settings.status_callback_url)
        return Answer(content_type="text/xml; charset=utf-8", body=str(response).encode())

    def send(self, replies: Sequence[Reply]) -> Sequence[Outgoing]:
        """Nothing: the answer carries every reply."""
        return ()


def is_status(form: Mapping[str, Any]) -> bool:
    """Whether a form is news of a message we sent, not a message."""
    return (
        words.to_text(form.get("MessageStatus")).lower() not in {"", "received", "receiving"}
        and "Body" not in form
    )


def _signed_part(request: Request) -> fields.Form | str:
    if fields.get_media_type(request) == fields.FORM:
        return fields.read_form(request)
    # Without the hash in the signed address nothing would bind such a body to the signature.
    if "bodySHA256" not in request.get_query():
        raise errors.SignatureError("unsigned body")
    try:
        return request.body.decode()
    except UnicodeDecodeError:
        raise errors.SignatureError("unsigned body") from None


def _get_sid(form: Mapping[str, Any]) -> str:
    sid = fields.get_required(form, "MessageSid")
    if not SID.fullmatch(sid):
        raise errors.MalformedError("unreadable field: MessageSid")
    return sid
