"""Requests are whole, small and in time before they reach the program."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from app import server


@dataclass(slots=True)
class Wire:
    """What granian hands over: chunks of a body, and a place for the answer."""

    chunks: list[bytes]
    ends: bool = True
    answer: tuple[int, list[tuple[str, str]], bytes] | None = field(default=None)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            yield chunk
        if not self.ends:
            await asyncio.Event().wait()

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.answer = (int(status), headers, body)


def scope(**changed: Any) -> SimpleNamespace:
    headers = changed.pop("headers", [("host", "x.example"), ("x-two", "1"), ("x-two", "2")])
    values = {
        "method": "POST",
        "path": "/gäste",
        "query_string": "a=%20b",
        "server": "127.0.0.1:8000",
        "client": "127.0.0.1:5555",
        "authority": None,
        "scheme": "http",
        "http_version": "1.1",
    }
    return SimpleNamespace(**(values | changed), headers=dict_of(headers))


class dict_of:  # noqa: N801  # stands for granian's headers
    """Headers with repeated names."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.pairs = pairs

    def items(self) -> list[tuple[str, str]]:
        return self.pairs

    def get(self, name: str, default: str) -> str:
        return dict(self.pairs).get(name, default)


Environ = dict[str, Any]


def echo(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
    start("201 CREATED", [("X-Path", environ["PATH_INFO"]), ("X-Two", environ["HTTP_X_TWO"])])
    return [environ["wsgi.input"].read(), b"|", environ["QUERY_STRING"].encode()]


def ask(wire: Wire, made: server.Server, **changed: Any) -> tuple[int, list[tuple[str, str]], bytes]:
    # In a thread of its own: a browser's tests leave theirs with a loop that runs.
    with ThreadPoolExecutor(1) as aside:
        aside.submit(asyncio.run, made.__rsgi__(scope(**changed), wire)).result()
    assert wire.answer is not None
    return wire.answer


def test_a_request_reaches_the_program_as_it_came() -> None:
    status, headers, body = ask(Wire([b"one", b"two"]), server.Server(echo))

    assert status == 201
    assert dict(headers) == {"x-path": "/gäste".encode().decode("latin-1"), "x-two": "1,2"}
    assert body == b"onetwo|a=%20b"


def test_a_query_written_with_raw_letters_is_read_as_its_bytes() -> None:
    _, _, body = ask(Wire([]), server.Server(echo), query_string="lang=ع")

    assert body.decode().partition("|")[2].encode("latin-1").decode() == "lang=ع"


def test_a_body_that_does_not_come_takes_no_thread() -> None:
    called = threading.Event()

    def never(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        called.set()
        return []

    status, _, _ = ask(Wire([b"text="], ends=False), server.Server(never, body_seconds=0.05))

    assert status == 408
    assert not called.is_set()


def test_a_body_that_does_not_end_is_cut_off() -> None:
    status, _, _ = ask(Wire([b"a" * 1024 * 1024] * 100), server.Server(echo))

    assert status == 413


def test_a_body_that_breaks_off_is_refused() -> None:
    headers = [("x-two", "1"), ("content-length", "10")]

    assert ask(Wire([b"text=half"]), server.Server(echo), headers=headers)[0] == 400
    assert ask(Wire([b"text=whole"]), server.Server(echo), headers=headers)[0] == 201


def test_more_than_can_wait_are_told_to_come_again() -> None:
    made = server.Server(echo)
    made.waiting = server.MOST_WAITING

    status, _, _ = ask(Wire([]), made)

    assert status == 503


def test_a_page_in_memory_is_answered_without_a_thread(app: Flask) -> None:
    first = app.test_client().get("/?lang=ar")
    made = server.Server(app.wsgi_app, app.extensions["safelight.front"])
    made.waiting = server.MOST_WAITING
    asked: Environ = {"method": "GET", "path": "/", "query_string": "lang=ar", "headers": []}

    again = ask(Wire([]), made, **asked)
    other = ask(Wire([]), made, **asked | {"path": "/report"})

    assert again[0] == 200
    assert dict(again[1]) == {name.lower(): value for name, value in first.headers.items()}
    assert again[2] == first.data
    assert other[0] == 503


def test_what_the_program_gives_is_closed() -> None:
    closed = threading.Event()

    class Body(list[bytes]):
        def close(self) -> None:
            closed.set()

    def program(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [])
        return Body([b"x"])

    assert ask(Wire([]), server.Server(program))[2] == b"x"
    assert closed.is_set()


@pytest.mark.parametrize(
    ("client", "address"), [("127.0.0.1:5555", "127.0.0.1"), ("[::1]:5555", "[::1]"), ("", "")]
)
def test_the_caller_is_an_address_without_a_port(client: str, address: str) -> None:
    assert server.to_environ(scope(client=client), b"")["REMOTE_ADDR"] == address


def test_what_all_bodies_together_hold_is_bounded() -> None:
    made = server.Server(echo)
    made.held = server.MOST_HELD - 5

    few, _, _ = ask(Wire([b"four"]), made)
    many, _, _ = ask(Wire([b"too many"]), made)

    assert (few, many) == (201, 503)
    assert made.held == server.MOST_HELD - 5


def fail(environ: Environ, _start: Callable[..., Any]) -> Iterable[bytes]:
    raise ValueError(environ["wsgi.input"].read())


def test_p1_a_fault_beyond_every_error_page_is_logged_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    status, _, body = ask(Wire([b"call +15550142"]), server.Server(fail))

    assert (status, body) == (500, b"Internal Server Error\n")
    assert "ValueError" in caplog.text
    assert "5550142" not in caplog.text


@pytest.mark.parametrize("host", ["x" * 8000, "a b", "user@evil.example", "\u0663", "a/b"])
def test_a_host_that_is_no_name_is_refused_with_all_headers(host: str) -> None:
    status, headers, _ = ask(Wire([b"one"]), server.Server(echo), headers=[("host", host), ("x-two", "1")])

    assert status == 400
    assert {"content-security-policy", "cache-control", "x-content-type-options"} <= dict(headers).keys()
