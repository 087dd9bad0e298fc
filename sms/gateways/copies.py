"""What a provider keeps of our messages, and how it is listed and deleted (P7).

Nothing is called here: requests are described, answers are read. The sweep that uses this takes in what never
reached us, deletes what is older than the dialog, and lists again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Final, Protocol

from sms.gateways.base import Outgoing
from sms.message import Inbound


class Fate(Enum):
    """What a provider's answer to a deletion means."""

    DELETED = "deleted"
    GONE = "gone"
    """It was not there any more, which is as good."""
    LATER = "later"
    """In flight, or the provider is busy or down: the next sweep tries again."""
    REFUSED = "refused"
    """The provider will not: someone has to see to credentials or permissions."""


FATES: Final = {200: Fate.DELETED, 202: Fate.DELETED, 204: Fate.DELETED, 404: Fate.GONE, 410: Fate.GONE}
REFUSALS: Final = frozenset({400, 401, 403, 405})


@dataclass(frozen=True, slots=True)
class Copy:
    """One record at a provider: a message or a call, either way. `repr` tells state, never who or what."""

    id: str = field(repr=False)
    kind: str
    is_inbound: bool
    is_final: bool
    sender: str | None = field(repr=False)
    recipient: str | None = field(repr=False)
    text: str = field(repr=False)
    sent_at: datetime | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a listing, and the request for the next."""

    copies: tuple[Copy, ...] = ()
    next_request: Outgoing | None = None


class Copies(Protocol):
    """What a provider with copies to delete must tell."""

    def list_requests(self, since: date | None = None) -> Sequence[Outgoing]:
        """The first page of every listing: messages and calls, to and from our numbers, from a day on."""
        ...

    def read_page(self, body: bytes) -> Page:
        """The copies on a page.

        Raises:
            MalformedError: it is no page of a listing.
        """
        ...

    def delete_request(self, copy: Copy) -> Outgoing:
        """The call that deletes a copy."""
        ...

    def read_fate(self, status: int, body: bytes) -> Fate:
        """What became of a deletion."""
        ...

    def to_inbound(self, copy: Copy) -> Inbound | None:
        """The message as its webhook would have brought it, with the same id; None for calls and ours."""
        ...


def status_to_fate(status: int) -> Fate:
    """What an HTTP status says of a deletion; what is not known is tried again."""
    return FATES.get(status, Fate.REFUSED if status in REFUSALS else Fate.LATER)
