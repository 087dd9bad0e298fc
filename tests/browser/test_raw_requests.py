"""Bytes that no client sends, to the real server: it answers shortly, stores nothing, goes on serving."""

from __future__ import annotations

import socket
import time
import urllib.request
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.browser.conftest import Site

MARK = "zqxvraw"
BODY = f"text=He+followed+me+{MARK}"
FORM = "Content-Type: application/x-www-form-urlencoded"
SMUGGLED = f"POST /report HTTP/1.1\r\nHost: x\r\n{FORM}\r\nContent-Length: {len(BODY)}\r\n\r\n{BODY}"
GOOD = "POST /report HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
REFUSED = {
    "length and chunks": f"{GOOD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{SMUGGLED}",
    "chunks and length": f"{GOOD}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n{SMUGGLED}",
    "two lengths": f"{GOOD}Content-Length: 0\r\nContent-Length: {len(SMUGGLED)}\r\n\r\n{SMUGGLED}",
    "length with a sign": f"{GOOD}Content-Length: +{len(BODY)}\r\n\r\n{BODY}",
    "length below zero": f"{GOOD}Content-Length: -1\r\n\r\n{BODY}",
    "length in hexadecimal": f"{GOOD}Content-Length: 0x10\r\n\r\n{BODY}",
    "length as a list": f"{GOOD}Content-Length: 0, {len(BODY)}\r\n\r\n{BODY}",
    "endless length": f"{GOOD}Content-Length: {'9' * 40}\r\n\r\n{BODY}",
    "unknown encoding": f"{GOOD}Transfer-Encoding: xchunked\r\n\r\n{BODY}",
    "encoding twice": (
        f"{GOOD}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n{SMUGGLED}"
    ),
    "space before the colon": f"{GOOD}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n{SMUGGLED}",
    "folded header": f"{GOOD}X-A: 1\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n{SMUGGLED}",
    "bad chunk size": f"{GOOD}Transfer-Encoding: chunked\r\n\r\nzz\r\n{BODY}\r\n0\r\n\r\n",
    "endless chunk size": f"{GOOD}Transfer-Encoding: chunked\r\n\r\n{'f' * 40}\r\n{BODY}\r\n0\r\n\r\n",
    "NUL in a header": f"{GOOD}X-A: \0\r\nContent-Length: 0\r\n\r\n",
    "NUL in the path": "GET /\0report HTTP/1.1\r\nHost: x\r\n\r\n",
    "no version": f"GET /report {MARK}\r\n\r\n",
    "another version": "GET /report HTTP/3.7\r\nHost: x\r\n\r\n",
    "no request": f"{MARK}\r\n\r\n",
    "endless path": f"GET /{'a' * 200_000} HTTP/1.1\r\nHost: x\r\n\r\n",
    "endless header": f"GET /report HTTP/1.1\r\nHost: x\r\nX-A: {'a' * 900_000}\r\n\r\n",
    "endless headers": "GET /report HTTP/1.1\r\nHost: x\r\n" + "X-A: b\r\n" * 5000 + "\r\n",
    "TLS": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
}
"""Shapes over which two servers disagree where a request ends (RFC 9112, section 11.2), and worse."""


@pytest.fixture
def owner_of_site(running: Site) -> psycopg.Connection:
    return psycopg.connect(running.config.database_url, autocommit=True)


def stored(owner: psycopg.Connection) -> int:
    row = owner.execute("SELECT count(*) FROM report WHERE sealed <> ''").fetchone()
    assert row is not None
    return int(row[0])


def tell(site: str, raw: bytes, timeout_s: float = 4) -> bytes:
    """What the server answers to some bytes before it hangs up or falls silent."""
    parts = urlsplit(site)
    with socket.create_connection((parts.hostname, parts.port), timeout=timeout_s) as link:
        answer = b""
        try:
            link.sendall(raw)
            while chunk := link.recv(65536):
                answer += chunk
        except (TimeoutError, ConnectionError):
            pass
        return answer


def is_serving(site: str) -> bool:
    with urllib.request.urlopen(f"{site}/healthy", timeout=5) as answer:
        return bool(answer.status == 200)


@pytest.mark.parametrize("shape", REFUSED)
def test_a_request_whose_end_is_in_doubt_smuggles_nothing(
    shape: str, site: str, owner_of_site: psycopg.Connection
) -> None:
    with owner_of_site as owner:
        before = stored(owner)
        answer = tell(site, REFUSED[shape].encode("latin-1"), 1.5)

        assert MARK.encode() not in answer
        assert answer.count(b"HTTP/1.1 ") <= 1 or b"HTTP/1.1 303" not in answer
        assert stored(owner) == before
        assert is_serving(site)


def test_two_requests_on_one_connection_are_two(site: str, owner_of_site: psycopg.Connection) -> None:
    with owner_of_site as owner:
        before = stored(owner)
        one = f"{GOOD}Content-Length: {len(BODY)}\r\n\r\n{BODY}"

        answer = tell(site, (one + one).encode(), 3)

        assert answer.count(b"HTTP/1.1 303") == 2
        assert stored(owner) == before + 2


def test_a_slow_body_holds_up_nobody_else(site: str) -> None:
    parts = urlsplit(site)
    slow = []
    for _ in range(40):
        link = socket.create_connection((parts.hostname, parts.port), timeout=5)
        link.sendall(f"{GOOD}Content-Length: 1000\r\n\r\ntext=".encode())
        slow.append(link)

    began = time.monotonic()
    served = [is_serving(site) for _ in range(5)]
    took = time.monotonic() - began
    for link in slow:
        link.close()

    assert all(served)
    assert took < 5


def test_a_slow_head_holds_up_nobody_else(site: str) -> None:
    parts = urlsplit(site)
    slow = []
    for _ in range(60):
        link = socket.create_connection((parts.hostname, parts.port), timeout=5)
        link.sendall(b"GET /report HTTP/1.1\r\nHost: x\r\nX-A: ")
        slow.append(link)

    served = is_serving(site)
    for link in slow:
        link.close()

    assert served


def test_a_body_that_breaks_off_is_not_stored(site: str, owner_of_site: psycopg.Connection) -> None:
    with owner_of_site as owner:
        before = stored(owner)
        parts = urlsplit(site)
        with socket.create_connection((parts.hostname, parts.port), timeout=3) as link:
            link.sendall(f"{GOOD}Content-Length: 500\r\n\r\n{BODY}".encode())
            link.shutdown(socket.SHUT_WR)
            answer = link.recv(65536)

        assert b"303" not in answer[:20]
        assert stored(owner) == before
        assert is_serving(site)


def test_a_body_in_endless_chunks_is_cut_off(site: str, owner_of_site: psycopg.Connection) -> None:
    with owner_of_site as owner:
        before = stored(owner)
        chunk = b"8000\r\n" + b"a" * 0x8000 + b"\r\n"

        answer = tell(
            site, f"{GOOD}Transfer-Encoding: chunked\r\n\r\n".encode() + b"5\r\ntext=\r\n" + chunk * 40, 4
        )

        assert b" 303 " not in answer[:20]
        assert stored(owner) == before
        assert is_serving(site)
