"""Hostile words, signed or not, at the webhook and in the form: refused, or words like any."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import urlencode

import psycopg
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.demo import phone
from tests import hostile

TextSender = Callable[..., TestResponse]


@pytest.mark.parametrize("kind", hostile.HOSTILE)
def test_hostile_words_in_a_signed_text_are_words(
    kind: str, send_text: TextSender, owner: psycopg.Connection
) -> None:
    # With a few words that tell something: what tells nothing is answered with a question.
    body = f"A man followed me {hostile.HOSTILE[kind]} {hostile.MARK}".encode("utf-8", "replace").decode()

    answer = send_text(body)

    hostile.check_plain(answer, 200)
    assert owner.execute("SELECT count(*), count(sealed) FROM report").fetchone() == (1, 1)


@pytest.mark.parametrize("kind", hostile.HOSTILE)
def test_hostile_words_in_every_field_of_the_form_are_refused_or_words(
    kind: str, client: FlaskClient, owner: psycopg.Connection
) -> None:
    words = hostile.HOSTILE[kind].encode("utf-8", "replace").decode()
    for field in (*hostile.FIELDS, words[:50]):
        answer = client.post("/report", data={"text": "He followed me", field: words})

        assert answer.status_code in (200, 303, 400)  # 200: the form asks which place was meant
        assert b"<script>alert" not in answer.data
        assert b"x=1" not in str(answer.headers).encode()


@pytest.mark.parametrize(
    ("headers", "body", "statuses"),
    [
        ({}, urlencode(hostile.GOOD).encode(), (403,)),
        ({"X-Twilio-Signature": hostile.MARK}, urlencode(hostile.GOOD).encode(), (403,)),
        ({"X-Twilio-Signature": ""}, urlencode(hostile.GOOD).encode(), (403,)),
        ({"X-Twilio-Signature": "é" * 500}, urlencode(hostile.GOOD).encode(), (403,)),
        ({"X-Twilio-Signature": hostile.MARK * 1000}, b"", (403,)),
        (hostile.sign(hostile.GOOD), urlencode(hostile.GOOD | {"Body": "changed"}).encode(), (403,)),
        (hostile.sign(hostile.GOOD), urlencode(hostile.GOOD).encode()[:-5], (403,)),
        (hostile.sign(hostile.GOOD), b"\xff\xfe" + urlencode(hostile.GOOD).encode(), (403,)),
        (hostile.sign(hostile.GOOD), urlencode(hostile.GOOD).encode() + b"&Body=again", (403,)),
        (hostile.sign(hostile.GOOD), b"&" * 5000 + urlencode(hostile.GOOD).encode(), (400, 403)),
        (hostile.sign({}), b"", (400,)),
        ({}, b"x" * (256 * 1024 + 1), (403, 413)),
        (hostile.sign({}), b"%" * 200_000, (400, 403)),
    ],
    ids=[
        "unsigned",
        "no signature's shape",
        "empty signature",
        "signature of other letters",
        "endless signature",
        "changed",
        "truncated",
        "byte order mark",
        "a field twice",
        "five thousand empty fields",
        "signed and empty",
        "oversized",
        "percent signs",
    ],
)
def test_what_is_not_signed_as_it_stands_is_refused(
    headers: dict[str, str],
    body: bytes,
    statuses: tuple[int, ...],
    client: FlaskClient,
    owner: psycopg.Connection,
) -> None:
    answer = client.post(hostile.WEBHOOK, data=body, content_type=hostile.FORM, headers=headers)

    hostile.check_plain(answer, *statuses)
    assert hostile.stored(owner) == 0


@pytest.mark.parametrize("missing", ["MessageSid", "From", "Body", "To", "AccountSid", "NumMedia"])
def test_a_signed_text_without_a_field_is_ill_formed_or_useful(
    missing: str, client: FlaskClient, owner: psycopg.Connection
) -> None:
    form = {
        name: value for name, value in hostile.GOOD.items() if name != missing and name != f"Sms{missing}"
    }

    answer = client.post(hostile.WEBHOOK, data=form, headers=hostile.sign(form))

    hostile.check_plain(answer, 200, 400)
    assert (answer.status_code == 200) == (missing != "MessageSid")


@pytest.mark.parametrize(
    "form",
    [
        hostile.GOOD | {"Body": ""},
        hostile.GOOD | {"Body": "STOP"},
        hostile.GOOD | {"Body": "\0\0"},
        hostile.GOOD | {"Body": "\u200b\u202e \u00a0"},
        {"MessageSid": hostile.GOOD["MessageSid"], "MessageStatus": "delivered", "To": "+15550123"},
    ],
    ids=["no words", "opt-out", "NUL", "nothing that shows", "news of a reply"],
)
def test_signed_but_useless_is_answered_and_not_stored(
    form: dict[str, str], client: FlaskClient, owner: psycopg.Connection
) -> None:
    answer = client.post(hostile.WEBHOOK, data=form, headers=hostile.sign(form))

    hostile.check_plain(answer, 200)
    assert hostile.stored(owner) == 0


@pytest.mark.parametrize(
    "charset", ["utf-7", "punycode", "idna", "zlib", "utf-16", hostile.MARK, "utf-8; boundary=x", "\u00e9"]
)
def test_a_charset_is_no_choice_of_decoders(
    charset: str, client: FlaskClient, owner: psycopg.Connection
) -> None:
    answer = client.post(
        hostile.WEBHOOK,
        data=urlencode(hostile.GOOD),
        content_type=f"{hostile.FORM}; charset={charset}",
        headers=hostile.sign(hostile.GOOD),
    )

    hostile.check_plain(answer, 200, 400, 403)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"{}",
        b"null",
        b'"' + hostile.MARK.encode() + b'"',
        b'{"MessageSid": 1e999}',
        b'{"Body": "\\ud800"}',
        json.dumps(hostile.GOOD).encode(),
        b"\xff\xfe\x00\x00",
        b"1" * 100_000,
    ],
    ids=[
        "deep lists",
        "deep objects",
        "empty",
        "null",
        "string",
        "infinity",
        "surrogate",
        "form",
        "bytes",
        "digits",
    ],
)
def test_json_of_any_shape_is_refused_at_a_bounded_cost(
    body: bytes, client: FlaskClient, owner: psycopg.Connection
) -> None:
    answer = client.post(
        hostile.WEBHOOK, data=body, content_type="application/json", headers=hostile.sign({})
    )

    hostile.check_plain(answer, 400, 403)
    assert hostile.stored(owner) == 0


def test_a_signature_holds_for_our_address_whatever_host_is_claimed(client: FlaskClient) -> None:
    for host in ("evil.example", "safelight.example", "127.0.0.1"):
        form = phone.make_form("He followed me", "+15550123")
        answer = client.post(
            hostile.WEBHOOK, data=form, headers={**hostile.sign(form), "Host": host, "X-Forwarded-Host": host}
        )
        assert answer.status_code == 200
