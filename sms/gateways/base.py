"""The contract of a gateway: a provider's request in; messages, an answer and calls to make out.

Adapters are pure. The web layer hands over a `Request`, calls `check` before anything else, `handshake` and
`read` after it, and executes the `Outgoing` calls an adapter describes. An adapter makes no call, reads no
clock and logs nothing (P1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from urllib import parse

from sms.message import Inbound, Reply

MAX_BODY_BYTES = 3 * 1024 * 1024
"""The largest body any gateway sends: Meta batches up to 3 MB into one webhook (Cloud API, webhooks)."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the web layer hands over. Its `repr` shows the method and nothing that could point to anyone.

    `url` is the deployment's configured public address with the full path and query, never what Host or
    X-Forwarded headers claim. `path` is the path with its query. `now` is aware UTC.
    """

    method: str
    path: str = field(repr=False)
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    content_type: str = field(repr=False)
    now: datetime = field(repr=False)
    peer_address: str | None = field(default=None, repr=False)

    def find_header(self, name: str) -> str | None:
        """The value of a header, whatever its case; None when it was not sent."""
        wanted = name.lower()
        return next((value for key, value in self.headers.items() if key.lower() == wanted), None)

    def get_query(self) -> dict[str, str]:
        """The query's fields, the first of each name, empty ones kept."""
        fields = parse.parse_qsl(parse.urlsplit(self.path).query, keep_blank_values=True)
        return dict(reversed(fields))


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gateway is answered; `repr` hides the body, which may hold a reply."""

    status: int = 200
    content_type: str = "text/plain; charset=utf-8"
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A call to a provider that the application is to make; `repr` shows its method alone.

    The address may hold a provider's id of a message, the headers a secret, the body a number.
    """

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


class Gateway(Protocol):
    """One way for messages to reach us. Every reply leaves once: in `answer` or by one call of `send`."""

    @property
    def name(self) -> str:
        """The last segment of its webhook's path, and `Inbound.gateway`."""
        ...

    def check(self, request: Request) -> None:
        """Let a request of the gateway pass.

        Raises:
            SignatureError: it does not prove where it comes from (403).
            MethodError: the gateway is set to GET, which puts number and words into addresses (405).
        """
        ...

    def handshake(self, request: Request) -> Answer | None:
        """The answer to a checked request that carries no message (a challenge, a poll); None for others."""
        ...

    def read(self, request: Request) -> Sequence[Inbound]:
        """The messages in a checked request; empty for delivery notices and other news.

        Raises:
            MalformedError: what the gateway always sends is missing or unreadable (400).
        """
        ...

    def answer(self, replies: Sequence[Reply]) -> Answer:
        """What tells the gateway that its messages are kept, with the replies where it takes them inline."""
        ...

    def send(self, replies: Sequence[Reply]) -> Sequence[Outgoing]:
        """The calls that carry the replies which `answer` does not; empty where it carries all."""
        ...
