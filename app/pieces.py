"""Long messages that a gateway delivers in pieces: each is safe at once, the whole takes their place.

See docs/decisions/pieces.md: a piece that was acknowledged must outlive a crash (P12), and a number cut in
two by a seam must not be stored in halves (P3). So each piece is committed without the words at its seams,
while the whole pieces wait, sealed, for two minutes in memory; the joined message is redacted as one.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import redis

from app import amendments, deliveries, filing, floods, intake, understanding
from app.deployment import Deployment
from app.filing import Target
from app.remembrance import Slot
from sms import identity, parts
from sms.message import Inbound, Part

WAIT_SECONDS = int(parts.WAIT.total_seconds())
REPORT = "report"
GAP = "…"


def take(here: Deployment, piece: Inbound) -> tuple[Inbound, UUID] | None:
    """The whole message and the report it belongs to, once the last piece is here; None before.

    Each piece before the last is stored as it comes. Without memory every piece is a report of its own.
    """
    report, waiting = _put(here, piece)
    whole = parts.join(waiting)
    if whole is None:
        _store(here, piece, report)
        return None
    # The piece that came last stands for the delivery: the others' were recognised when they were stored.
    return replace(whole, message_id=piece.message_id), report


def _put(here: Deployment, piece: Inbound) -> tuple[UUID, list[Inbound]]:
    """The id of the pieces' one report, and all pieces that wait, this one among them."""
    made = uuid4()
    part = piece.part
    try:
        slot = _make_slot(here, piece)
    except redis.RedisError:
        return made, [piece]
    if slot is None or part is None:
        return made, [piece]
    try:
        also = (str(part.number), slot.seal([part.total, piece.message_id, piece.text]))
        held = here.memory.gather(slot.name, first=(REPORT, made.bytes), also=also, seconds=WAIT_SECONDS)
    except redis.RedisError:
        return made, [piece]
    report = UUID(bytes=held.pop(REPORT.encode()))
    return report, [_open(slot, piece, number, body) for number, body in held.items()]


def _open(slot: Slot, like: Inbound, number: bytes, body: bytes) -> Inbound:
    total, message_id, text = slot.open(body)
    reference = like.part.reference if like.part else ""
    return replace(like, message_id=message_id, text=text, part=Part(reference, int(number), total))


def _make_slot(here: Deployment, piece: Inbound) -> Slot | None:
    """Where pieces of one sender and reference wait."""
    epoch = int(here.clock().timestamp()) // (8 * WAIT_SECONDS)
    key = here.memory.epoch_key("pieces", str(epoch), 16 * WAIT_SECONDS)
    reference = piece.part.reference if piece.part else ""
    like = replace(piece, gateway=f"{piece.gateway} {reference}")
    name, secret = identity.inbound_to_pseudonym(like, key), identity.inbound_to_secret(like, key)
    return Slot(f"pieces:{name}", secret) if name and secret else None


def _store(here: Deployment, piece: Inbound, report: UUID) -> None:
    """Commit one piece: as the report where it is the first, as an addition to it where it is not."""
    here.ceiling.check()
    with here.database.intake.connect() as connection:
        text = trim(understanding.clean(piece.text))
        heard = understanding.understand(here, connection, text)
        delivery = deliveries.recognise(here, connection, piece)
        marks = floods.mark(here, piece, text, understanding.to_clear(heard)["cell"])
        row = intake.to_row(here, connection, heard, piece.gateway, marks) | {"id": report}
        with connection.transaction():
            is_fresh = filing.is_fresh(connection, delivery)
            if is_fresh and filing.store(connection, row):
                return
            floods.unmark(here, marks)
            if is_fresh:
                added = intake.to_amendment(here, connection, heard, piece.gateway, amendments.PIECE)
                filing.amend(connection, Target(report), added)


def trim(text: str) -> str:
    """The words without those at the seams: the outermost, and every one with a digit that touches it."""
    words = text.split()
    for end in (0, -1):
        if words:
            words.pop(end)
        while words and any(char.isdigit() for char in words[end]):
            words.pop(end)
    return " ".join([GAP, *words, GAP])
