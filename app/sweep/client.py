"""The calls to a provider's API: bounded in time and size, and silent about addresses, which hold ids."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus

import requests

from app.errors import ProviderError
from sms.errors import MalformedError
from sms.gateways.base import Outgoing
from sms.gateways.copies import Copies, Copy

logging.getLogger("urllib3").setLevel(logging.WARNING)
"""P1: at debug level it would write every address, and with it ids that lead to numbers at the provider."""

TIMEOUT_S = (3.05, 10)
"""Seconds to connect and to wait for an answer (Requests docs, "Timeouts")."""

MOST_PAGES = 200
"""Pages of one listing: 200,000 records at Twilio's thousand a page."""


@dataclass(frozen=True, slots=True)
class Client:
    """One session with a provider; ends with `close`."""

    session: requests.Session = field(default_factory=requests.Session, repr=False)

    def __post_init__(self) -> None:
        # A .netrc or a proxy of the environment would see our credentials.
        self.session.trust_env = False

    def send(self, call: Outgoing) -> tuple[int, bytes]:
        """The answer's status and body.

        Raises:
            ProviderError: there was none in time.
        """
        try:
            answer = self.session.request(
                call.method,
                call.url,
                headers=dict(call.headers),
                data=call.body,
                timeout=TIMEOUT_S,
                allow_redirects=False,
            )
        except requests.RequestException:
            # The library's message quotes the address (P1).
            raise ProviderError("the provider does not answer") from None
        return answer.status_code, answer.content

    def find_copies(self, provider: Copies) -> Iterator[Copy]:
        """Everything the provider holds, listing by listing, page by page.

        Raises:
            ProviderError: a page did not come, or was none.
        """
        for first in provider.list_requests():
            following: Outgoing | None = first
            for _ in range(MOST_PAGES):
                if following is None:
                    break
                status, body = self.send(following)
                if status != HTTPStatus.OK:
                    raise ProviderError(f"the provider answers a listing with {status}")
                try:
                    page = provider.read_page(body)
                except MalformedError:
                    raise ProviderError("the provider's listing is unreadable") from None
                yield from page.copies
                following = page.next_request

    def close(self) -> None:
        """Close the connections."""
        self.session.close()
