"""Between the server and the program: a request is whole, small and in time before a thread is given to it.

Granian's own WSGI interface hands a request to one of a few threads and lets it wait there for the body: as
many slow senders as there are threads, and nobody else is served (measured: 40 half-sent forms held a worker
for as long as they liked). Here bodies are read by the event loop, which can wait for thousands.
"""

from __future__ import annotations

import asyncio
import io
import logging
import re
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from granian import rsgi

from app import faults, pages
from app.site.front import Asked, Front

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
WSGI = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Answer = tuple[int, Headers, bytes]

MOST_BYTES = 1024 * 1024
"""What is read at all: above any gateway's largest request, and the application's own limit lies below."""
MOST_HELD = 64 * 1024 * 1024
"""Bytes of all bodies that a process holds at once, whoever sends them: a crowd cannot fill the memory."""
BODY_SECONDS = 10.0
"""For a whole body: a text of 10,000 characters passes in that time at 10 kbit/s."""
MOST_WAITING = 256
"""Requests that are whole and wait for a thread; more are told to come again."""
THREADS = 4
READING = ("GET", "HEAD")
PLAIN: Headers = [
    ("content-type", "text/plain; charset=utf-8"),
    ("cache-control", "no-store"),
    *((name.lower(), value) for name, value in pages.HEADERS.items()),
]
HOST = re.compile(r"[A-Za-z0-9.:\[\]_-]{0,255}")
"""What a name or an address can be; with anything else the framework could not even draw the error's page."""


class RefusedError(Exception):
    """A request is not passed on; `status` is its answer."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


@dataclass(slots=True)
class Server:
    """An RSGI application (granian's interface) around a WSGI one."""

    application: WSGI
    front: Front | None = None
    threads: int = THREADS
    body_seconds: float = BODY_SECONDS
    pool: ThreadPoolExecutor = field(init=False)
    waiting: int = field(init=False, default=0)
    held: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.pool = ThreadPoolExecutor(self.threads, thread_name_prefix="request")

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:  # noqa: ANN401  # granian's, without types
        """Answer one request: what is in memory at once, everything else from a thread."""
        at_hand = self.front.quick(to_asked(scope)) if self.front and scope.method in READING else None
        if at_hand:
            protocol.response_bytes(*at_hand)
            return
        try:
            status, headers, body = await self.answer(scope, protocol)
        except RefusedError as refused:
            status, headers, body = refused.status, PLAIN, f"{refused.status.phrase}\n".encode()
        protocol.response_bytes(status, headers, body)

    async def answer(self, scope: Any, protocol: Any) -> Answer:  # noqa: ANN401  # as above
        """Status, headers and body of the answer.

        Raises:
            RefusedError: it is too large, too slow or broken off, claims an odd host, or too many wait.
        """
        if not HOST.fullmatch(scope.authority or scope.headers.get("host", "")):
            raise RefusedError(HTTPStatus.BAD_REQUEST)
        body = await self.read(protocol)
        if scope.headers.get("content-length", str(len(body))) != str(len(body)):
            raise RefusedError(HTTPStatus.BAD_REQUEST)  # it broke off: half a report is none
        if self.waiting >= MOST_WAITING:
            raise RefusedError(HTTPStatus.SERVICE_UNAVAILABLE)
        self.waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self.pool, run, self.application, to_environ(scope, body))
        finally:
            self.waiting -= 1

    async def read(self, protocol: Any) -> bytes:  # noqa: ANN401  # as above
        """The body, whole.

        Raises:
            RefusedError: it is too large, or does not come.
        """
        parts, size = [], 0
        try:
            async with asyncio.timeout(self.body_seconds):
                async for chunk in protocol:
                    parts.append(chunk)
                    size += len(chunk)
                    self.held += len(chunk)
                    if size > MOST_BYTES:
                        raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                    if self.held > MOST_HELD:
                        raise RefusedError(HTTPStatus.SERVICE_UNAVAILABLE)
        except TimeoutError:
            raise RefusedError(HTTPStatus.REQUEST_TIMEOUT) from None
        except (rsgi.ProtocolClosed, rsgi.ProtocolError):  # type: ignore[attr-defined]  # exported, not declared
            raise RefusedError(HTTPStatus.BAD_REQUEST) from None
        finally:
            self.held -= size
        return b"".join(parts)


def to_asked(scope: Any) -> Asked:  # noqa: ANN401  # as above
    """The part of the request that the site's files answer."""
    get = scope.headers.get
    return Asked(
        scope.method,
        scope.path,
        scope.query_string,
        get("accept-language", ""),
        get("accept-encoding", ""),
        get("if-none-match", ""),
    )


def to_environ(scope: Any, body: bytes) -> Environ:  # noqa: ANN401  # as above
    """The request as WSGI knows it (PEP 3333): text is Latin-1 of the bytes that came."""
    name, _, port = scope.server.rpartition(":")
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_NAME": name or "127.0.0.1",
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "HTTP_HOST": scope.authority or "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        environ[key] = f"{environ[key]},{value}" if key in environ and key != "HTTP_HOST" else value
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def run(application: WSGI, environ: Environ) -> Answer:
    """What the WSGI application answers, whole: no page or file of ours is too large for it."""
    status, headers = 500, Headers()

    def start(line: str, given: Headers, _error: object = None) -> None:
        nonlocal status, headers
        status, headers = int(line.split(" ", 1)[0]), [(name.lower(), value) for name, value in given]

    try:
        parts = application(environ, start)
    except Exception as error:  # noqa: BLE001  # the last door: granian would log its words (P1)
        logging.getLogger(__name__).error("beyond every error page: %s", faults.describe(error))
        return HTTPStatus.INTERNAL_SERVER_ERROR, PLAIN, b"Internal Server Error\n"
    try:
        return status, headers, b"".join(parts)
    finally:
        close = getattr(parts, "close", None)
        if close is not None:
            close()
