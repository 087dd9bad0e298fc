"""One sweep: list, take in what never reached us, delete what is older than the dialog, list again.

No id is written anywhere: the provider's own list is the queue (P7). A sweep that fails half way has done
less, never harm; the next one begins anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus

from app import conversation, deliveries
from app.deployment import Deployment
from app.errors import NotReadyError, OverloadError, ProviderError, UnavailableError
from app.sweep import account, watermark
from app.sweep.account import Account
from app.sweep.client import Client
from sms.gateways.copies import Copies, Copy, Fate
from sms.message import Inbound

DIALOG = timedelta(minutes=20)
"""How long a dialog may need its messages; what is older goes."""

MOST_DELETIONS = 2000
"""Deletions of one sweep; the next goes on, so that other work is not kept waiting."""

MOST_FAILURES = 3
"""Unanswered calls in a row after which a provider is left alone until the next sweep."""


def run_all(here: Deployment) -> list[Account]:
    """Sweep every provider that keeps copies of ours; gives what was done, provider by provider."""
    return [sweep(here, gateway, provider) for gateway, provider in here.copies.items()]


def sweep(here: Deployment, gateway: str, provider: Copies) -> Account:
    """Sweep one provider. What went wrong stands in the account; nothing is raised for it."""
    now = here.clock()
    done = Account(gateway, now.isoformat(timespec="minutes"))
    client = Client()
    try:
        held = list(client.find_copies(provider))
        done = replace(done, found=len(held))
        taken, missed = take_in(here, gateway, provider, held, now)
        done = replace(done, taken_in=taken)
        if not missed:
            watermark.set_swept(here.config.instance, gateway, now)
        fates = Counter(delete(client, provider, [copy for copy in held if is_due(copy, missed, now)]))
        done = replace(
            done,
            deleted=fates[Fate.DELETED] + fates[Fate.GONE],
            later=fates[Fate.LATER],
            refused=fates[Fate.REFUSED],
        )
        done = replace(done, left=account.count_by_hour(client.find_copies(provider), now))
    except ProviderError as error:
        done = replace(done, problem=str(error))
    finally:
        client.close()
    account.store(here.memory, done, now.date().isoformat())
    return done


def is_due(copy: Copy, missed: frozenset[str], now: datetime) -> bool:
    """Whether a copy can go: not in flight, older than the dialog, and stored by us if it is a report."""
    is_old = copy.sent_at is None or copy.sent_at <= now - DIALOG
    return is_old and copy.is_final and copy.id not in missed


def take_in(
    here: Deployment, gateway: str, provider: Copies, held: Sequence[Copy], now: datetime
) -> tuple[int, frozenset[str]]:
    """Store what never reached us, oldest first; gives how many, and the ids that could not be stored now.

    Only what is older than the dialog: its webhook had its time, and no question is opened that nobody gets.
    """
    mark = watermark.read(here.config.instance, gateway)
    waiting = [
        (copy.sent_at, copy.id, inbound)
        for copy in held
        if copy.sent_at is not None and copy.sent_at <= now - DIALOG and mark.is_open(copy.sent_at, now)
        if (inbound := provider.to_inbound(copy)) is not None
    ]
    waiting.sort(key=lambda one: one[0])
    taken = 0
    for number, (_, _, inbound) in enumerate(waiting):
        try:
            taken += take_one(here, inbound)
        except (UnavailableError, OverloadError, NotReadyError):
            return taken, frozenset(copy_id for _, copy_id, _ in waiting[number:])
    return taken, frozenset()


def take_one(here: Deployment, inbound: Inbound) -> bool:
    """Store a message unless its delivery is known; whether it was new. Nobody is answered (P9)."""
    if not conversation.is_said(inbound):
        return False
    with here.database.intake.connect() as connection:
        if deliveries.is_known(connection, deliveries.recognise(here, connection, inbound)):
            return False
    conversation.take_in(here, [inbound])
    return True


def delete(client: Client, provider: Copies, due: Sequence[Copy]) -> Iterator[Fate]:
    """What became of each deletion; a provider that asks for patience or is down is left alone."""
    failures = 0
    for copy in due[:MOST_DELETIONS]:
        try:
            status, body = client.send(provider.delete_request(copy))
        except ProviderError:
            status, body = HTTPStatus.SERVICE_UNAVAILABLE, b""
        yield provider.read_fate(status, body)
        failures = failures + 1 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 0
        if failures == MOST_FAILURES or status == HTTPStatus.TOO_MANY_REQUESTS:
            return
