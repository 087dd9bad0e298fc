"""What Telerivet keeps of a project's messages: all it carried, both ways.

Calls: Telerivet REST API docs, "Message" (v1).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, Final
from urllib import parse

from sms import errors
from sms.gateways import copies, fields, moment, optout, words
from sms.gateways.base import Outgoing
from sms.gateways.copies import Copy, Fate, Page
from sms.message import Inbound

API: Final = "https://api.telerivet.com"
PAGE_SIZE: Final = 200
"""The most one page holds."""
IN_FLIGHT: Final = frozenset({"queued", "processing", "sending"})


@dataclass(frozen=True, slots=True)
class TelerivetCopies:
    """See `copies.Copies`. `api` is where Telerivet answers, or a stand-in."""

    api_key: str = field(repr=False)
    project_id: str
    gateway: str = "telerivet"
    api: str = API

    def list_requests(self, since: date | None = None) -> Sequence[Outgoing]:
        """One listing holds both ways and calls."""
        return (self._list_request(since, marker=""),)

    def read_page(self, body: bytes) -> Page:
        """The messages on a page and the request for the next one."""
        try:
            page = json.loads(body)
        except ValueError:
            raise errors.MalformedError("unreadable page") from None
        if not isinstance(page, dict) or not isinstance(page.get("data"), list):
            raise errors.MalformedError("no page of a listing")
        found = tuple(_read_copy(item) for item in fields.find_objects(page, "data"))
        marker = words.to_text(page.get("next_marker"))
        more = bool(page.get("truncated")) and bool(marker)
        return Page(found, self._list_request(None, marker) if more else None)

    def delete_request(self, copy: Copy) -> Outgoing:
        """The deletion of a message."""
        return self._to_outgoing("DELETE", f"messages/{parse.quote(copy.id, safe='')}")

    def read_fate(self, status: int, body: bytes) -> Fate:
        """What became of a deletion."""
        return copies.status_to_fate(status)

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

    def _list_request(self, since: date | None, marker: str) -> Outgoing:
        query = {"page_size": str(PAGE_SIZE)}
        if since:
            query["time_created[min]"] = str(int(datetime.combine(since, time(), UTC).timestamp()))
        query |= {"marker": marker} if marker else {}
        return self._to_outgoing("GET", f"messages?{parse.urlencode(query)}")

    def _to_outgoing(self, method: str, path: str) -> Outgoing:
        login = base64.b64encode(f"{self.api_key}:".encode()).decode()
        project = parse.quote(self.project_id, safe="")
        return Outgoing(
            method, f"{self.api}/v1/projects/{project}/{path}", {"Authorization": f"Basic {login}"}
        )


def _read_copy(item: Mapping[str, Any]) -> Copy:
    return Copy(
        id=fields.get_required(item, "id"),
        kind="call" if words.to_text(item.get("message_type")) == "call" else "message",
        is_inbound=words.to_text(item.get("direction")) == "incoming",
        is_final=words.to_text(item.get("status")) not in IN_FLIGHT,
        sender=fields.find_address(item, "from_number"),
        recipient=fields.find_address(item, "to_number", "phone_id"),
        text=words.read_words(item.get("content")),
        sent_at=moment.read_time(item.get("time_created")),
    )
