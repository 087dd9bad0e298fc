"""What a network can send that nobody meant, and what every answer to it must be."""

from __future__ import annotations

from collections.abc import Mapping

import psycopg
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from app.demo import phone
from tests.conftest import PUBLIC_URL, TOKEN

WEBHOOK = "/gateways/twilio"
FORM = "application/x-www-form-urlencoded"
MARK = "zqxvmark"
"""Stands in every hostile request; no answer may repeat it."""


def sign(form: Mapping[str, str], path: str = WEBHOOK) -> dict[str, str]:
    return {"X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(PUBLIC_URL + path, dict(form))}


def stored(owner: psycopg.Connection) -> int:
    row = owner.execute("SELECT (SELECT count(*) FROM report) + (SELECT count(*) FROM delivery)").fetchone()
    assert row is not None
    return int(row[0])


def check_plain(answer: TestResponse, *statuses: int) -> None:
    assert answer.status_code in statuses, answer.status_code
    assert MARK.encode() not in answer.data
    assert MARK not in str(answer.headers)
    assert b"Traceback" not in answer.data
    assert len(answer.data) < 20_000


GOOD = phone.make_form(f"A man followed me {MARK}", "+15550123")
HOSTILE = {
    "SQL": "'; DROP TABLE report; --",
    "template": "{{ config }}{% raw %}${7*7}",
    "script": "</script><script>alert(1)</script>",
    "formula": '=HYPERLINK("http://x",A1)',
    "NUL": "before\0after",
    "lone surrogate": "\ud800",
    "right to left": "\u202e\u2066abc",
    "line ends": "a\r\nSet-Cookie: x=1\r\n\r\n",
    "path": "../../../etc/passwd",
    "format": "%s%n%(x)s{0}",
    "emoji": "👩‍👩‍👧" * 200,
    "combining": "a" + "\u0301" * 3000,
    "long word": "x" * 9000,
    "many words": "he followed " * 800,
    "only digits": "9" * 9000,
    "only points": "." * 9000,
    "nested": "(" * 4000 + ")" * 4000,
    "many places": "Kencom Moi Avenue Eastleigh " * 300,
}
FIELDS = ("text", "place", "category", "day", "part_of_day", "role", "place_kind", "token")
"""What the form sends."""
