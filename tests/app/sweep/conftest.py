"""A stand-in for Twilio over real HTTP: it pages its lists, and fails, delays and refuses as it is told."""

from __future__ import annotations

import base64
import dataclasses
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib import parse

import pytest
from flask import Flask

from app import factory
from app.demo.load import MovingClock
from app.deployment import Deployment
from config import Config

ACCOUNT = "AC" + "0" * 32
OURS = "+15550100"
ROOT = f"/2010-04-01/Accounts/{ACCOUNT}"
LISTS = {"Messages": "messages", "Calls": "calls"}


@dataclass(slots=True)
class FakeTwilio:
    """What the provider holds, and how it behaves."""

    token: str
    page_size: int = 50
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    deletions: list[int] = field(default_factory=list)
    """Statuses that the next deletions get in place of being done."""
    refusal: int = 0
    """The status that every deletion gets; 0 for none."""
    listing: int = 200
    is_silent: bool = False
    calls: Counter[str] = field(default_factory=Counter)
    address: str = ""

    def hold(self, sent_at: datetime, *, resource: str = "Messages", **fields: str) -> str:
        """Add a record and give its sid."""
        sid = f"{'SM' if resource == 'Messages' else 'CA'}{len(self.lists):032x}"
        self.lists[sid] = resource
        self.records[sid] = {
            "sid": sid,
            "direction": "inbound",
            "status": "received" if resource == "Messages" else "completed",
            "from": "+15550123",
            "to": OURS,
            "body": "A man followed me near Kencom Stage last night",
            "date_sent": format_datetime(sent_at),
            **fields,
        }
        return sid

    def list_page(self, resource: str, query: dict[str, str]) -> dict[str, Any]:
        """One page of a listing, newest first, as Twilio gives them."""
        found = [
            record
            for sid, record in self.records.items()
            if self.lists[sid] == resource
            and all(record[side.lower()] == query[side] for side in ("To", "From") if side in query)
        ]
        at = int(query.get("Page", 0)) * self.page_size
        page: dict[str, Any] = {LISTS[resource]: found[at : at + self.page_size], "next_page_uri": None}
        if len(found) > at + self.page_size:
            following = query | {"Page": str(int(query.get("Page", 0)) + 1)}
            page["next_page_uri"] = f"{ROOT}/{resource}.json?{parse.urlencode(following)}"
        return page

    def delete(self, sid: str) -> int:
        """The status of a deletion."""
        if self.refusal:
            return self.refusal
        if self.deletions:
            return self.deletions.pop(0)
        return 204 if self.records.pop(sid, None) else 404


class Handler(BaseHTTPRequestHandler):
    fake: FakeTwilio

    def do_GET(self) -> None:
        parts = parse.urlsplit(self.path)
        resource = parts.path.removeprefix(f"{ROOT}/").removesuffix(".json")
        self.fake.calls["GET"] += 1
        if not self.is_known() or resource not in LISTS:
            return self.say(401, {"code": 20003})
        if self.fake.listing != 200:
            return self.say(self.fake.listing, {})
        return self.say(200, self.fake.list_page(resource, dict(parse.parse_qsl(parts.query))))

    def do_DELETE(self) -> None:
        sid = self.path.rpartition("/")[2].removesuffix(".json")
        self.fake.calls["DELETE"] += 1
        if not self.is_known():
            return self.say(401, {"code": 20003})
        status = self.fake.delete(sid)
        return self.say(status, {"code": 20009} if status == 409 else {})

    def is_known(self) -> bool:
        login = base64.b64encode(f"{ACCOUNT}:{self.fake.token}".encode()).decode()
        return self.headers["Authorization"] == f"Basic {login}"

    def say(self, status: int, body: dict[str, Any]) -> None:
        data = b"" if status == 204 else json.dumps(body).encode()
        if self.fake.is_silent:
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
        """Nothing: pytest's output is not the place."""


@pytest.fixture
def fake(config: Config) -> Iterator[FakeTwilio]:
    held = FakeTwilio(config.twilio_auth_token)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"fake": held}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    held.address = f"http://127.0.0.1:{server.server_address[1]}"
    yield held
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def app(
    config: Config, prepared: object, clock: MovingClock, fake: FakeTwilio, tmp_path: Path
) -> Iterator[Flask]:
    """An application whose Twilio is the stand-in, with an instance folder of its own."""
    made = factory.create_app(
        dataclasses.replace(
            config,
            instance=tmp_path,
            twilio_account_sid=ACCOUNT,
            twilio_numbers=(OURS,),
            twilio_api_url=fake.address,
        ),
        clock,
    )
    yield made
    here: Deployment = made.extensions["safelight"]
    with here.database.owner.connect() as connection:
        connection.execute("TRUNCATE report, amendment, receipt, delivery, delivery_key")
    here.database.close()
    here.memory.client.flushdb()
    here.memory.client.close()


@pytest.fixture
def ago(clock: MovingClock) -> Callable[..., datetime]:
    """A time before the present: ago(hours=2)."""
    return lambda **span: clock.at - timedelta(**span)
