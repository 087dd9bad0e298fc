"""What several tests of the application share: a phone that hears answers, and an organizer's eyes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import psycopg
import pytest
import redis
from flask import Flask
from werkzeug.test import TestResponse

from app import accounts, amendments, factory, sessions
from app.demo.load import MovingClock
from app.models.report import Report
from app.sealing import Opener
from config import Config
from tests import city

PATH_SECRET = "0123456789abcdefghij"
TextSender = Callable[..., TestResponse]


@dataclass(frozen=True)
class Seen:
    """A stored report as its organizer sees it: the row, and the details with what was added."""

    report: Report
    details: dict[str, Any] = field(repr=False)


Texter = Callable[..., str | None]
Looker = Callable[[], list[Seen]]


@pytest.fixture
def text(send_text: TextSender) -> Texter:
    """Sends a text and gives the one answer, or None: text("...", sender="+15550123", **fields)."""

    def send(body: str, **fields: str) -> str | None:
        answer = send_text(body, **fields)
        assert answer.status_code == 200
        messages = [message.text for message in ElementTree.fromstring(answer.data)]
        assert len(messages) <= 1
        return messages[0] if messages else None

    return send


@pytest.fixture
def look(app: Flask, prepared: city.Account, owner: psycopg.Connection) -> Iterator[Looker]:
    """Gives every stored report, opened."""
    with app.app_context():
        session = sessions.database_session()
        organizer = accounts.find(session, prepared.username)
        assert organizer is not None
        opener = Opener(accounts.unwrap_keys(session, organizer, prepared.passphrase))

        def see() -> list[Seen]:
            session.expire_all()
            return [
                Seen(report, amendments.merge(opener.open(report.sealed), added))
                for report in session.query(Report)
                for added in [amendments.find(session, report.id, opener)]
            ]

        yield see
        session.rollback()


PUBLIC_GROUND = frozenset({"place", "place_key", "place_word", "place_skeleton", "spatial_ref_sys", "cell"})
"""Tables of public places, which hold nothing of anyone's."""


@pytest.fixture
def dump(owner: psycopg.Connection, memory: redis.Redis) -> Callable[[], str]:
    """Gives every row of every table, and every key and value in Redis, as text."""

    def read() -> str:
        tables = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        names = [name for (name,) in tables if name not in PUBLIC_GROUND]
        rows = [text for name in names for (text,) in owner.execute(f"SELECT t::text FROM {name} AS t")]
        held = [f"{name!r}{memory.dump(name)!r}" for name in memory.scan_iter("*")]
        return "\n".join([*rows, *held])

    return read


@dataclass
class Provider:
    """A provider's API on this machine that notes what it is sent."""

    url: str
    status: int = 200
    seen: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def provider() -> Iterator[Provider]:
    noted = Provider("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            noted.seen.append((self.path, dict(self.headers), body))
            self.send_response(noted.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    noted.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield noted
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def all_gateways(
    config: Config, prepared: city.Account, app: Flask, clock: MovingClock, provider: Provider, tmp_path: Path
) -> Iterator[Flask]:
    """An application with every gateway configured; `app` cleans up after it."""
    file = tmp_path / "gateways.toml"
    file.write_text(
        f'[ourkannel]\nprofile = "kannel"\nsecret = "{PATH_SECRET}"\n'
        f'[infobip]\nsecret = "{PATH_SECRET}"\n[infobip.values]\n'
        f'api_url = "{provider.url}"\napi_key = "k"\nnumber = "1"\n'
        f'[vonage]\nsecret = "{PATH_SECRET}"\nvalues = {{ api_key = "k", api_secret = "s", number = "1" }}\n'
        f'change.send.url = "{provider.url}/sms/json"\n',
        encoding="utf-8",
    )
    settings = {
        "instance": str(config.instance),
        "database_url": config.database_url,
        "redis_url": config.redis_url,
        "public_url": config.public_url,
        "twilio_auth_token": config.twilio_auth_token,
        "twilio_voice": "1",
        "africastalking_path_secret": PATH_SECRET,
        "africastalking_username": "sandbox",
        "africastalking_api_key": "key",
        "africastalking_ussd_secret": PATH_SECRET,
        "android_signing_key": "signing",
        "android_api_url": provider.url,
        "android_username": "sms",
        "android_password": "pass",
        "smssync_secret": PATH_SECRET,
        "whatsapp_app_secret": "app",
        "whatsapp_verify_token": "verify",
        "whatsapp_access_token": "access",
        "whatsapp_phone_number_id": "1",
        "telerivet_secret": PATH_SECRET,
        "gateways": str(file),
    }
    made = factory.create_app(
        Config.from_env({f"SAFELIGHT_{name.upper()}": value for name, value in settings.items()}), clock
    )
    made.testing = False
    yield made
    made.extensions["safelight"].database.close()
    made.extensions["safelight"].memory.client.close()
