"""What Twilio keeps: messages both ways, those of our replies too, and calls.

Calls: Twilio API docs, "Message resource" and "Call resource" (2010-04-01).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib import parse

from sms import errors
from sms.gateways import copies, fields, moment, optout, twilio, words
from sms.gateways.base import Outgoing
from sms.gateways.copies import Copy, Fate, Page
from sms.message import Inbound

API: Final = "https://api.twilio.com"
PAGE_SIZE: Final = 1000
"""The most one page holds."""
KINDS: Final = {"messages": ("message", "Messages", "DateSent>"), "calls": ("call", "Calls", "StartTime>")}
"""By the name in an answer: kind, resource, and the filter by day."""
FINAL: Final = twilio.TERMINAL | {
    "completed",
    "busy",
    "no-answer",
}
"""States after which a record can be deleted; before them Twilio refuses."""
IN_FLIGHT_CODES: Final = frozenset({20009, 30024})
"""Twilio's errors for a resource that is still being worked on."""


@dataclass(frozen=True, slots=True)
class TwilioCopies:
    """See `copies.Copies`. `numbers` are ours, as Twilio writes them (`+…`, `whatsapp:+…`).

    `api` is where Twilio answers: a region's address, or a stand-in's.
    """

    account: twilio.Settings
    numbers: tuple[str, ...]
    gateway: str = "twilio"
    api: str = API

    def list_requests(self, since: date | None = None) -> Sequence[Outgoing]:
        """Messages and calls, to and from each number: four listings a number."""
        requests = []
        for _, resource, day_filter in KINDS.values():
            for number in self.numbers:
                for side in ("To", "From"):
                    query = {side: number, "PageSize": str(PAGE_SIZE)}
                    query |= {day_filter: since.isoformat()} if since else {}
                    address = f"{self._get_path()}/{resource}.json?{parse.urlencode(query)}"
                    requests.append(self._to_outgoing("GET", address))
        return requests

    def read_page(self, body: bytes) -> Page:
        """The copies on a page and the request for the next one."""
        try:
            page = json.loads(body)
        except ValueError:
            raise errors.MalformedError("unreadable page") from None
        name = next((name for name in KINDS if isinstance(page, dict) and name in page), None)
        if name is None:
            raise errors.MalformedError("no page of a listing")
        found = tuple(_read_copy(KINDS[name][0], item) for item in fields.find_objects(page, name))
        next_path = words.to_text(page.get("next_page_uri"))
        # A path only: an answer must not send our credentials to another host.
        is_ours = next_path.startswith(f"{self._get_path()}/")
        return Page(found, self._to_outgoing("GET", next_path) if is_ours else None)

    def delete_request(self, copy: Copy) -> Outgoing:
        """The deletion of a message or a call."""
        resource = next(resource for kind, resource, _ in KINDS.values() if kind == copy.kind)
        return self._to_outgoing("DELETE", f"{self._get_path()}/{resource}/{copy.id}.json")

    def read_fate(self, status: int, body: bytes) -> Fate:
        """What became of a deletion: a record in flight can be deleted later, whatever the status says."""
        return Fate.LATER if _read_code(body) in IN_FLIGHT_CODES else copies.status_to_fate(status)

    def to_inbound(self, copy: Copy) -> Inbound | None:
        """A message that was sent to us, as its webhook would have brought it."""
        if copy.kind != "message" or not copy.is_inbound:
            return None
        return Inbound(
            gateway=self.gateway,
            message_id=copy.id,
            sender=copy.sender,
            text=copy.text,
            recipient=copy.recipient,
            sent_at=copy.sent_at,
            is_opt_out=optout.is_opt_out(copy.text),
        )

    def _get_path(self) -> str:
        return f"/2010-04-01/Accounts/{parse.quote(self.account.account_sid, safe='')}"

    def _to_outgoing(self, method: str, path: str) -> Outgoing:
        login = f"{self.account.account_sid}:{self.account.auth_token}".encode()
        return Outgoing(
            method, self.api + path, {"Authorization": f"Basic {base64.b64encode(login).decode()}"}
        )


def _read_copy(kind: str, item: Mapping[str, Any]) -> Copy:
    sid = fields.get_required(item, "sid")
    if not twilio.SID.fullmatch(sid):
        raise errors.MalformedError("unreadable field: sid")
    return Copy(
        id=sid,
        kind=kind,
        is_inbound=words.to_text(item.get("direction")) == "inbound",
        is_final=words.to_text(item.get("status")) in FINAL,
        sender=fields.find_address(item, "from"),
        recipient=fields.find_address(item, "to"),
        text=words.read_words(item.get("body")),
        sent_at=moment.read_time(item.get("date_sent") or item.get("start_time") or item.get("date_created")),
    )


def _read_code(body: bytes) -> int:
    try:
        answer = json.loads(body)
    except ValueError:
        return 0
    code = answer.get("code") if isinstance(answer, dict) else None
    return code if isinstance(code, int) else 0
