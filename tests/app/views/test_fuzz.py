"""Anything at all, made by hypothesis: a clear answer at every door."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, urlencode

import psycopg
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from app.deployment import Deployment
from tests import hostile

TextSender = Callable[..., TestResponse]
FUZZ = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
"""One client serves all examples: what they store is looked at as a whole."""
texts = st.text(max_size=400)
names = st.sampled_from([*hostile.FIELDS, "lang", "", "\0", "text[]"])


def test_fuzz_the_form(client: FlaskClient, here: Deployment) -> None:
    @FUZZ
    @given(st.lists(st.tuples(names, texts), max_size=8))
    def send(fields: list[tuple[str, str]]) -> None:
        here.memory.client.flushdb()
        body = urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in fields])
        answer = client.post("/report", data=body, content_type=hostile.FORM)
        assert answer.status_code in (200, 303, 400)  # 200: the form asks which place was meant

    send()


def test_fuzz_the_form_with_bytes(client: FlaskClient, here: Deployment) -> None:
    kinds = st.sampled_from(
        [hostile.FORM, "multipart/form-data; boundary=x", "application/json", "text/plain", "", "é/\0"]
    )

    @FUZZ
    @given(st.binary(max_size=600), kinds)
    def send(body: bytes, kind: str) -> None:
        here.memory.client.flushdb()
        answer = client.post("/report", data=body, content_type=kind)
        assert answer.status_code in (200, 303, 400, 413, 415)

    send()


def test_fuzz_signed_texts(client: FlaskClient) -> None:
    @FUZZ
    @given(st.dictionaries(st.sampled_from(list(hostile.GOOD)), texts, max_size=6))
    def send(fields: dict[str, str]) -> None:
        form = {
            name: value.encode("utf-8", "replace").decode() for name, value in (hostile.GOOD | fields).items()
        }
        answer = client.post(hostile.WEBHOOK, data=form, headers=hostile.sign(form))
        assert answer.status_code in (200, 400)

    send()


def test_fuzz_unsigned_bytes_on_the_webhook(client: FlaskClient, owner: psycopg.Connection) -> None:
    kinds = st.sampled_from(
        [hostile.FORM, "multipart/form-data", "application/json", "text/xml", 'a/b; charset="', ""]
    )

    @FUZZ
    @given(st.binary(max_size=600), kinds, st.sampled_from(["GET", "POST"]), texts)
    def send(body: bytes, kind: str, method: str, query: str) -> None:
        path = f"{hostile.WEBHOOK}?{quote(query.encode('utf-8', 'surrogatepass'))}"
        answer = client.open(path, method=method, data=body, content_type=kind)
        assert answer.status_code in (400, 403, 405)

    send()
    assert hostile.stored(owner) == 0


def test_fuzz_the_sign_in(client: FlaskClient, here: Deployment) -> None:
    @settings(FUZZ, max_examples=15)
    @given(texts, texts)
    def send(username: str, passphrase: str) -> None:
        here.memory.client.flushdb()
        body = urlencode(
            {
                name: value.encode("utf-8", "surrogatepass")
                for name, value in (("username", username), ("passphrase", passphrase))
            }
        )
        answer = client.post("/console/sign-in", data=body, content_type=hostile.FORM)
        assert answer.status_code == 403

    send()
