"""Anything a network can send: a clear answer that repeats nothing, a bounded cost, nothing stored."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import cast
from urllib.parse import quote, urlencode

import psycopg
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from limits.storage import RedisStorage
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from app import sessions
from app.demo import phone
from app.deployment import Deployment
from tests.conftest import PUBLIC_URL, TOKEN

TextSender = Callable[..., TestResponse]
WEBHOOK = "/gateways/twilio"
FORM = "application/x-www-form-urlencoded"
MARK = "zqxvmark"
"""Stands in every hostile request; no answer may repeat it."""
FUZZ = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
"""One client serves all examples: what they store is looked at as a whole."""


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


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_words_in_a_signed_text_are_words(
    kind: str, send_text: TextSender, owner: psycopg.Connection
) -> None:
    # With a few words that tell something: what tells nothing is answered with a question.
    body = f"A man followed me {HOSTILE[kind]} {MARK}".encode("utf-8", "replace").decode()

    answer = send_text(body)

    check_plain(answer, 200)
    assert owner.execute("SELECT count(*), count(sealed) FROM report").fetchone() == (1, 1)


FIELDS = ("text", "place", "category", "day", "part_of_day", "role", "place_kind", "token")
"""What the form sends."""


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_words_in_every_field_of_the_form_are_refused_or_words(
    kind: str, client: FlaskClient, owner: psycopg.Connection
) -> None:
    words = HOSTILE[kind].encode("utf-8", "replace").decode()
    for field in (*FIELDS, words[:50]):
        answer = client.post("/report", data={"text": "He followed me", field: words})

        assert answer.status_code in (200, 303, 400)  # 200: the form asks which place was meant
        assert b"<script>alert" not in answer.data
        assert b"x=1" not in str(answer.headers).encode()


@pytest.mark.parametrize(
    ("headers", "body", "statuses"),
    [
        ({}, urlencode(GOOD).encode(), (403,)),
        ({"X-Twilio-Signature": MARK}, urlencode(GOOD).encode(), (403,)),
        ({"X-Twilio-Signature": ""}, urlencode(GOOD).encode(), (403,)),
        ({"X-Twilio-Signature": "é" * 500}, urlencode(GOOD).encode(), (403,)),
        ({"X-Twilio-Signature": MARK * 1000}, b"", (403,)),
        (sign(GOOD), urlencode(GOOD | {"Body": "changed"}).encode(), (403,)),
        (sign(GOOD), urlencode(GOOD).encode()[:-5], (403,)),
        (sign(GOOD), b"\xff\xfe" + urlencode(GOOD).encode(), (403,)),
        (sign(GOOD), urlencode(GOOD).encode() + b"&Body=again", (403,)),
        (sign(GOOD), b"&" * 5000 + urlencode(GOOD).encode(), (400, 403)),
        (sign({}), b"", (400,)),
        ({}, b"x" * (256 * 1024 + 1), (403, 413)),
        (sign({}), b"%" * 200_000, (400, 403)),
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
    answer = client.post(WEBHOOK, data=body, content_type=FORM, headers=headers)

    check_plain(answer, *statuses)
    assert stored(owner) == 0


@pytest.mark.parametrize("missing", ["MessageSid", "From", "Body", "To", "AccountSid", "NumMedia"])
def test_a_signed_text_without_a_field_is_ill_formed_or_useful(
    missing: str, client: FlaskClient, owner: psycopg.Connection
) -> None:
    form = {name: value for name, value in GOOD.items() if name != missing and name != f"Sms{missing}"}

    answer = client.post(WEBHOOK, data=form, headers=sign(form))

    check_plain(answer, 200, 400)
    assert (answer.status_code == 200) == (missing != "MessageSid")


@pytest.mark.parametrize(
    "form",
    [
        GOOD | {"Body": ""},
        GOOD | {"Body": "STOP"},
        GOOD | {"Body": "\0\0"},
        GOOD | {"Body": "\u200b\u202e \u00a0"},
        {"MessageSid": GOOD["MessageSid"], "MessageStatus": "delivered", "To": "+15550123"},
    ],
    ids=["no words", "opt-out", "NUL", "nothing that shows", "news of a reply"],
)
def test_signed_but_useless_is_answered_and_not_stored(
    form: dict[str, str], client: FlaskClient, owner: psycopg.Connection
) -> None:
    answer = client.post(WEBHOOK, data=form, headers=sign(form))

    check_plain(answer, 200)
    assert stored(owner) == 0


@pytest.mark.parametrize(
    "charset", ["utf-7", "punycode", "idna", "zlib", "utf-16", MARK, "utf-8; boundary=x", "\u00e9"]
)
def test_a_charset_is_no_choice_of_decoders(
    charset: str, client: FlaskClient, owner: psycopg.Connection
) -> None:
    answer = client.post(
        WEBHOOK, data=urlencode(GOOD), content_type=f"{FORM}; charset={charset}", headers=sign(GOOD)
    )

    check_plain(answer, 200, 400, 403)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"{}",
        b"null",
        b'"' + MARK.encode() + b'"',
        b'{"MessageSid": 1e999}',
        b'{"Body": "\\ud800"}',
        json.dumps(GOOD).encode(),
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
    answer = client.post(WEBHOOK, data=body, content_type="application/json", headers=sign({}))

    check_plain(answer, 400, 403)
    assert stored(owner) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": f"{MARK}.example"},
        {"Host": "127.0.0.1:1"},
        {"Host": "a b"},
        {"X-Forwarded-Host": f"{MARK}.example", "X-Forwarded-Proto": "gopher"},
        {"X-Forwarded-For": f"{MARK}, 127.0.0.1"},
        {"Forwarded": f"for={MARK};host={MARK}"},
        {"X-Original-URL": "/console/", "X-Rewrite-URL": "/console/"},
        {"X-HTTP-Method-Override": "DELETE"},
        {"Accept-Language": "en;q=" + "9" * 3000},
        {"Accept-Language": ",".join(f"x{n}" for n in range(3000))},
        {"Cookie": f"safelight_session={MARK}; safelight_key={'00' * 32}"},
        {"Cookie": "safelight_key=zz"},
        {"Range": "bytes=0-0,1-1,2-2"},
        {"If-Modified-Since": MARK},
        {"Authorization": f"Basic {MARK}"},
    ],
    ids=lambda headers: next(iter(headers)),
)
@pytest.mark.parametrize("path", ["/", "/report", "/data/", "/console/", "/console/sign-in", "/nowhere"])
def test_hostile_headers_change_nothing(headers: dict[str, str], path: str, client: FlaskClient) -> None:
    answer = client.get(path, headers=headers)

    check_plain(answer, 200, 303, 302, 404)
    assert (answer.headers.get("Location") or "/").startswith("/")


def test_a_signature_holds_for_our_address_whatever_host_is_claimed(client: FlaskClient) -> None:
    for host in ("evil.example", "safelight.example", "127.0.0.1"):
        form = phone.make_form("He followed me", "+15550123")
        answer = client.post(
            WEBHOOK, data=form, headers={**sign(form), "Host": host, "X-Forwarded-Host": host}
        )
        assert answer.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/static/../config.py",
        "/static/%2e%2e/config.py",
        "/static/..%2fconfig.py",
        "/static/....//config.py",
        "/static//etc/passwd",
        "/static/%00",
        "/releases/../../etc/passwd.json",
        "/releases/..%2f..%2fsecrets.json",
        "/releases/%00.json",
        "/releases/" + "a" * 5000 + ".json",
        "/releases/' OR 1=1 --.json",
        "/gateways/../console/",
        "/console/reports/not-a-uuid/accept",
        "/?" + urlencode({"lang": MARK}),
        "/" + quote("ü" * 500),
    ],
)
def test_tricks_with_paths_lead_nowhere(path: str, client: FlaskClient) -> None:
    answer = client.get(path)

    check_plain(answer, 200, 303, 308, 404, 405)
    assert b"root:" not in answer.data
    assert b"SAFELIGHT" not in answer.data


def test_a_file_is_not_accepted(client: FlaskClient, owner: psycopg.Connection) -> None:
    body = (
        b'--edge\r\nContent-Disposition: form-data; name="text"\r\n\r\nHe followed me\r\n'
        b'--edge\r\nContent-Disposition: form-data; name="photo"; filename="x.jpg"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n" + b"\xff\xd8" + b"zqxvmark" * 1000 + b"\r\n--edge--\r\n"
    )

    answer = client.post("/report", data=body, content_type="multipart/form-data; boundary=edge")

    check_plain(answer, 303)
    assert owner.execute("SELECT octet_length(sealed) < 2500 FROM report").fetchone() == (True,)


@pytest.mark.parametrize("boundary", ["", "x" * 5000, "edge", "é"])
def test_a_broken_multipart_is_refused(boundary: str, client: FlaskClient, owner: psycopg.Connection) -> None:
    answer = client.post(
        "/report",
        data=b"--edge\r\nContent-Disposition: form-data; name=" + b"a" * 2000,
        content_type=f"multipart/form-data; boundary={boundary}",
    )

    check_plain(answer, 400, 413)
    assert stored(owner) == 0


texts = st.text(max_size=400)
names = st.sampled_from([*FIELDS, "lang", "", "\0", "text[]"])


def test_fuzz_the_form(client: FlaskClient, here: Deployment) -> None:
    @FUZZ
    @given(st.lists(st.tuples(names, texts), max_size=8))
    def send(fields: list[tuple[str, str]]) -> None:
        here.memory.client.flushdb()
        body = urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in fields])
        answer = client.post("/report", data=body, content_type=FORM)
        assert answer.status_code in (200, 303, 400)  # 200: the form asks which place was meant

    send()


def test_fuzz_the_form_with_bytes(client: FlaskClient, here: Deployment) -> None:
    kinds = st.sampled_from(
        [FORM, "multipart/form-data; boundary=x", "application/json", "text/plain", "", "é/\0"]
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
    @given(st.dictionaries(st.sampled_from(list(GOOD)), texts, max_size=6))
    def send(fields: dict[str, str]) -> None:
        form = {name: value.encode("utf-8", "replace").decode() for name, value in (GOOD | fields).items()}
        answer = client.post(WEBHOOK, data=form, headers=sign(form))
        assert answer.status_code in (200, 400)

    send()


def test_fuzz_unsigned_bytes_on_the_webhook(client: FlaskClient, owner: psycopg.Connection) -> None:
    kinds = st.sampled_from(
        [FORM, "multipart/form-data", "application/json", "text/xml", 'a/b; charset="', ""]
    )

    @FUZZ
    @given(st.binary(max_size=600), kinds, st.sampled_from(["GET", "POST"]), texts)
    def send(body: bytes, kind: str, method: str, query: str) -> None:
        path = f"{WEBHOOK}?{quote(query.encode('utf-8', 'surrogatepass'))}"
        answer = client.open(path, method=method, data=body, content_type=kind)
        assert answer.status_code in (400, 403, 405)

    send()
    assert stored(owner) == 0


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
        answer = client.post("/console/sign-in", data=body, content_type=FORM)
        assert answer.status_code == 403

    send()


@pytest.fixture
def without_redis(here: Deployment) -> Iterator[None]:
    """Redis out of reach for the application and for its limiter, as it would be after its death."""
    clients = (here.memory.client, cast("RedisStorage", sessions.limiter.storage).storage)
    kept = [dict(client.connection_pool.connection_kwargs) for client in clients]
    for client in clients:
        client.connection_pool.disconnect()
        client.connection_pool.connection_kwargs["path"] = "/nonexistent/redis.sock"
    yield
    for client, before in zip(clients, kept, strict=True):
        client.connection_pool.connection_kwargs.update(before)
        client.connection_pool.reset()


@pytest.mark.usefixtures("without_redis")
def test_p12_with_redis_down_texts_are_taken_in(send_text: TextSender, owner: psycopg.Connection) -> None:
    answers = [send_text(f"A man followed me near Kencom, {number}") for number in range(5)]

    assert {answer.status_code for answer in answers} == {200}
    assert owner.execute("SELECT count(*) FROM report").fetchone() == (5,)


@pytest.mark.usefixtures("without_redis")
def test_p12_with_redis_down_the_form_is_taken_in_under_limits_of_the_process(
    client: FlaskClient, owner: psycopg.Connection
) -> None:
    before = client.post("/report", data={"text": "He followed me"})
    client.post("/console/sign-in", data={})
    flood = {client.get("/healthy").status_code for _ in range(700)}
    elsewhere = client.get("/healthy", environ_overrides={"REMOTE_ADDR": "203.0.113.9"})

    assert before.status_code == 303
    assert owner.execute("SELECT count(*) FROM report").fetchone() == (1,)
    assert flood == {200, 429}
    assert elsewhere.status_code == 200


@pytest.mark.usefixtures("without_redis")
def test_p12_with_redis_down_a_flood_does_not_shut_the_gateway_out(
    client: FlaskClient, send_text: TextSender
) -> None:
    statuses = {client.post(WEBHOOK, data={}).status_code for _ in range(700)}

    assert statuses == {403}
    assert send_text("A man followed me near Kencom").status_code == 200
