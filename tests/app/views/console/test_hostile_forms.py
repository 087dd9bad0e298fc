"""What a signed-in browser may send in place of a form: never a fault, nothing of it repeated as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule, UUIDConverter

from config import ROOT
from tests import city

NAMES = sorted(
    {
        name
        for page in (ROOT / "app" / "templates").rglob("*.html")
        for name in re.findall(r'name="([\w.-]+)"', page.read_text(encoding="utf-8"))
    }
    - {"username", "passphrase", "old"}  # each try of one takes Argon2's time
)
"""Every field of every form."""
HOSTILE = {
    "nothing": "",
    "NUL": "a\0b",
    "surrogate": "\ud800",
    "SQL": "'; DROP TABLE report; --",
    "template": "{{ config }}{% raw %}${7*7}",
    "script": "</script><script>alert(1)</script>",
    "deep objects": '{"a":' * 20_000,
    "deep lists": "[" * 20_000,
    "not JSON": "{",
    "another JSON": '{"features": {"a": [null]}}',
    "features of nothing": '{"features": [null, 1, {"properties": null}]}',
    "half a point": '{"features": [{"properties": {}, "geometry": {"type": "Point", "coordinates": [1]}}]}',
    "number": "9" * 5000,
    "small number": "-1e999",
    "digits of others": "٣²④",
    "long": "x" * 200_000,
    "lines": "a\r\nSet-Cookie: x=1\r\n\r\n",
    "separators": ",;\t\"'\n" * 500,
    "dots": "../../etc/passwd",
}
MOST = 3_000
"""Bytes of one field, so that all of them together are no more than a request may have."""


def list_rules(app: Flask) -> Iterator[Rule]:
    """Every address of the console that takes a form."""
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and rule.rule.startswith("/console/") and "sign" not in rule.rule:
            yield rule


def fill(rule: Rule, word: str) -> str:
    path = rule.rule
    for name, converter in rule._converters.items():
        value = str(uuid4()) if isinstance(converter, UUIDConverter) else word
        path = re.sub(rf"<(?:\w+:)?{name}>", value, path)
    return path


@pytest.mark.parametrize("turn", range(3))
def test_hostile_fields_are_refused_or_words_on_every_page_of_the_console(
    turn: int, app: Flask, console: FlaskClient
) -> None:
    kinds = list(HOSTILE.values())
    form = {
        name: kinds[(place * 3 + turn) % len(kinds)].encode("utf-8", "surrogatepass")[:MOST]
        for place, name in enumerate(NAMES)
    }

    statuses = {}
    for rule in list_rules(app):
        answer = console.post(fill(rule, "twilio"), data=form)
        statuses[rule.rule] = answer.status_code
        assert b"<script>alert" not in answer.data

    assert {path: status for path, status in statuses.items() if status >= 500 or status == 413} == {}


@pytest.mark.parametrize("path", ["/console/imports/", "/console/services/import"])
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_told_to_be_none(kind: str, path: str, console: FlaskClient) -> None:
    rows = HOSTILE[kind].encode("utf-8", "surrogatepass")

    answer = console.post(path, data={"rows": rows, "act": "store"})

    assert answer.status_code in (200, 303, 400)
    assert b"<script>alert" not in answer.data


@pytest.mark.parametrize("carried", HOSTILE)
def test_a_form_that_was_never_carried_is_not_resumed(
    carried: str, client: FlaskClient, prepared: city.Account
) -> None:
    form = {
        "username": prepared.username,
        "passphrase": prepared.passphrase,
        "path": "//evil.example",
        "carried": HOSTILE[carried].encode("utf-8", "surrogatepass"),
    }

    answer = client.post("/console/sign-in", data=form)

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/console/"
