"""Hostile headers, paths and files: a clear answer, a bounded cost, nothing stored."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, urlencode

import psycopg
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import hostile

TextSender = Callable[..., TestResponse]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": f"{hostile.MARK}.example"},
        {"Host": "127.0.0.1:1"},
        {"Host": "a b"},
        {"X-Forwarded-Host": f"{hostile.MARK}.example", "X-Forwarded-Proto": "gopher"},
        {"X-Forwarded-For": f"{hostile.MARK}, 127.0.0.1"},
        {"Forwarded": f"for={hostile.MARK};host={hostile.MARK}"},
        {"X-Original-URL": "/console/", "X-Rewrite-URL": "/console/"},
        {"X-HTTP-Method-Override": "DELETE"},
        {"Accept-Language": "en;q=" + "9" * 3000},
        {"Accept-Language": ",".join(f"x{n}" for n in range(3000))},
        {"Cookie": f"safelight_session={hostile.MARK}; safelight_key={'00' * 32}"},
        {"Cookie": "safelight_key=zz"},
        {"Range": "bytes=0-0,1-1,2-2"},
        {"If-Modified-Since": hostile.MARK},
        {"Authorization": f"Basic {hostile.MARK}"},
    ],
    ids=lambda headers: next(iter(headers)),
)
@pytest.mark.parametrize("path", ["/", "/report", "/data/", "/console/", "/console/sign-in", "/nowhere"])
def test_hostile_headers_change_nothing(headers: dict[str, str], path: str, client: FlaskClient) -> None:
    answer = client.get(path, headers=headers)

    hostile.check_plain(answer, 200, 303, 302, 404)
    assert (answer.headers.get("Location") or "/").startswith("/")


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
        "/?" + urlencode({"lang": hostile.MARK}),
        "/" + quote("ü" * 500),
    ],
)
def test_tricks_with_paths_lead_nowhere(path: str, client: FlaskClient) -> None:
    answer = client.get(path)

    hostile.check_plain(answer, 200, 303, 308, 404, 405)
    assert b"root:" not in answer.data
    assert b"SAFELIGHT" not in answer.data


def test_a_file_is_not_accepted(client: FlaskClient, owner: psycopg.Connection) -> None:
    body = (
        b'--edge\r\nContent-Disposition: form-data; name="text"\r\n\r\nHe followed me\r\n'
        b'--edge\r\nContent-Disposition: form-data; name="photo"; filename="x.jpg"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n" + b"\xff\xd8" + b"zqxvmark" * 1000 + b"\r\n--edge--\r\n"
    )

    answer = client.post("/report", data=body, content_type="multipart/form-data; boundary=edge")

    hostile.check_plain(answer, 303)
    assert owner.execute("SELECT octet_length(sealed) < 2500 FROM report").fetchone() == (True,)


@pytest.mark.parametrize("boundary", ["", "x" * 5000, "edge", "é"])
def test_a_broken_multipart_is_refused(boundary: str, client: FlaskClient, owner: psycopg.Connection) -> None:
    answer = client.post(
        "/report",
        data=b"--edge\r\nContent-Disposition: form-data; name=" + b"a" * 2000,
        content_type=f"multipart/form-data; boundary={boundary}",
    )

    hostile.check_plain(answer, 400, 413)
    assert hostile.stored(owner) == 0
