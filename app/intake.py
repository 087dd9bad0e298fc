"""One anonymous message becomes one report, before whoever sent it gets an answer (P1, P12).

Everything but what releases count is sealed, and one statement stores delivery and report together (P4).
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from app import deliveries, filing, floods, receipts, review, seals, understanding
from app.database import Connection
from app.deployment import Deployment
from app.floods import Marks
from app.understanding import Choices, Understood
from sms import receipt
from sms.message import Inbound
from sms.receipt import Receipt


def to_row(
    here: Deployment,
    connection: Connection,
    heard: Understood,
    channel: str,
    marks: Marks = Marks(),  # noqa: B008  # frozen
    **more: str,
) -> dict[str, Any]:
    """A report's row under a new random id: the clear part, the month, and the rest sealed.

    Raises:
        NotReadyError: there is no key to seal to yet.
    """
    details = understanding.to_details(here, heard, channel) | marks.to_details() | more
    return {
        "id": uuid4(),
        **understanding.to_clear(heard),
        "period": review.month(here.local_now().date()),
        "sealed": seals.get_sealer(here, connection).seal(details),
    }


def to_amendment(
    here: Deployment, connection: Connection, heard: Understood, channel: str, act: str
) -> dict[str, Any]:
    """What an amendment adds: what it can fill in clear, and its words sealed with their day."""
    details = understanding.to_details(here, heard, channel)
    details |= {"act": act, "day": here.local_now().date().isoformat()}
    return {
        **understanding.to_clear(heard),
        "sealed": seals.get_sealer(here, connection).seal(details),
    }


def take_form(
    here: Deployment, inbound: Inbound, choices: Choices, address: str | None, *, is_proven: bool = True
) -> Receipt | None:
    """Store what a form says, once, and give the receipt that leads back to it; None for a repeat.

    Raises:
        UnavailableError, OverloadError: nothing was stored; send it again.
        NotReadyError: there is no key to seal to yet.
    """
    here.ceiling.check()
    with here.database.intake.connect() as connection:
        heard = understanding.understand(here, connection, inbound.text, choices)
        delivery = deliveries.recognise(here, connection, inbound)
        marks = floods.mark(here, inbound, heard.text, understanding.to_clear(heard)["cell"], address)
        if not is_proven:
            marks = floods.hold(marks, "no proof of work")
        row = to_row(here, connection, heard, inbound.gateway, marks)
        made = receipt.make()
        with connection.transaction():
            if filing.store_fresh(connection, delivery, row):
                filing.keep_receipt(connection, row["id"], receipts.digest(here.config, made))
                return made
    floods.unmark(here, marks)
    return None
