"""SMSSync: older Android phones as gateways. They repeat a message until told `success`, and poll for tasks.

Formats: SMSSync docs, "Developers": flat fields as form, JSON or XML; tasks and results by `?task=`.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sms import errors
from sms.gateways import fields, markup, moment, optout, signature, words
from sms.gateways.base import Answer, Outgoing, Request
from sms.message import Inbound, Reply

POLLS: Final = frozenset({"send", "sent", "result"})
"""What the phone asks beside messages. Replies ride in answers, so there is nothing to fetch or report. By
version 3.0 a poll has method and body of the message before it: read as one, it would be answered again."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A phone: the secret that is typed into it, and said back to it with every task."""

    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SmsSync:
    """The adapter; see `base.Gateway`."""

    settings: Settings
    name: str = "smssync"

    def check(self, request: Request) -> None:
        """Let messages and polls with the phone's secret pass; a GET may only poll."""
        task = get_task(request)
        signature.check_method(request, {"POST", "PUT"} if task is None else {"GET", "POST", "PUT"})
        signature.check_size(request)
        # Polls carry it in the query alone; messages never do, since it would end up beside their number.
        given = request.get_query().get("secret") if task else _read(request).get("secret")
        signature.check_secret(words.to_text(given), self.settings.secret)

    def handshake(self, request: Request) -> Answer | None:
        """What a poll is told: nothing to send, nothing to report on, and its own queue back; else None."""
        task = get_task(request)
        if task is None:
            return None
        if task == "send":
            return _to_answer({"payload": self._to_payload(())})
        queued = _read(request).get("queued_messages") if task == "sent" else None
        return _to_answer({"message_uuids": queued if isinstance(queued, list) else []})

    def read(self, request: Request) -> Sequence[Inbound]:
        """The one message of a request."""
        sent = _read(request)
        text = fields.get_words(sent, "message")
        return (
            Inbound(
                gateway=self.name,
                message_id=_get_id(sent),
                sender=fields.get_required(sent, "from"),
                text=text,
                recipient=fields.find_address(sent, "sent_to", "device_id"),
                sent_at=moment.read_time(sent.get("sent_timestamp")),
                is_opt_out=optout.is_opt_out(text),
            ),
        )

    def answer(self, replies: Sequence[Reply]) -> Answer:
        """Success, with the replies as a task: the phone sends them at once."""
        return _to_answer({"payload": self._to_payload(replies)})

    def send(self, replies: Sequence[Reply]) -> Sequence[Outgoing]:
        """Nothing: the answer carries every reply."""
        return ()

    def _to_payload(self, replies: Sequence[Reply]) -> dict[str, object]:
        # Without the list, version 3.0 fails on its own answer and sends the message again.
        payload: dict[str, object] = {"success": True, "error": None, "messages": []}
        if replies:
            # Random ids: the phone drops a task whose id it knows, and one made from the words would tell.
            messages = [{"to": r.to, "message": r.text, "uuid": str(uuid.uuid4())} for r in replies]
            payload |= {"task": "send", "secret": self.settings.secret, "messages": messages}
        return payload


def get_task(request: Request) -> str | None:
    """Which poll a request is; None when it is a message."""
    task = request.get_query().get("task", "")
    return task if task in POLLS else None


def _read_form(request: Request) -> Mapping[str, str]:
    """The last of each name: version 3.0 sends the fields of all messages since its start, newest last."""
    form = fields.read_form(request)
    return {name: form.getlist(name)[-1] for name in form}


READERS: Final[Mapping[str, Callable[[Request], Mapping[str, Any]]]] = {
    fields.FORM: _read_form,
    fields.MULTIPART: _read_form,
    "application/json": fields.read_json,
    "text/json": fields.read_json,
    "application/xml": markup.read_xml,
    "text/xml": markup.read_xml,
}


def _read(request: Request) -> Mapping[str, Any]:
    # XML comes labelled as JSON.
    is_xml = request.body.lstrip().startswith(b"<")
    reader = markup.read_xml if is_xml else READERS.get(fields.get_media_type(request))
    if reader is None:
        raise errors.MalformedError("neither form nor JSON nor XML")
    return reader(request)


def _get_id(sent: Mapping[str, Any]) -> str:
    """The phone's id of a message; before version 2.1 it sent none, but repeats the same fields."""
    if given := words.to_text(sent.get("message_id")).strip():
        return given
    repeated = "\0".join(words.to_text(sent.get(name)) for name in ("from", "message", "sent_timestamp"))
    return hashlib.sha256(repeated.encode()).hexdigest()


def _to_answer(payload: Mapping[str, object]) -> Answer:
    return Answer(content_type="application/json; charset=utf-8", body=json.dumps(payload).encode())
