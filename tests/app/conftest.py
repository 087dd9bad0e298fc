"""What several tests of the application share: a phone that hears answers, and an organizer's eyes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

import psycopg
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import accounts, amendments, sessions
from app.models.report import Report
from app.sealing import Opener
from tests import city

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
