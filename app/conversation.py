"""One message through the dialog: remembered, understood, acted on, answered.

The pure dialog decides what follows; here it is done, in an order that loses nothing: first the report is
committed, then the state and the answer are remembered, then the gateway hears of it (P12). An answer says
the same whether the report was counted, held or had come before (P9).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from app import answers, deliveries, pieces, remembrance, turn_taking, understanding
from app.acts import performing
from app.acts.scenes import Outcome, Scene
from app.deployment import Deployment
from app.remembrance import Remembered
from app.understanding import Understood
from sms import dialog, identity, parts
from sms.message import Inbound, Reply
from sms.turn import Place, Said, State, Step

PLAIN = frozenset({"noted", "ask_where", "ask_what", "ask_when", "emergency", "done", "unreadable"})
"""Replies that say the same at every time, and so also to a repeat when the memory is down."""


def take_in(here: Deployment, inbounds: Sequence[Inbound]) -> list[Reply]:
    """Take each message in and give the replies that go back.

    Opt-outs and empty messages are answered by silence and stored nowhere.

    Raises:
        UnavailableError, OverloadError: nothing of the message that failed was stored; send it again.
        NotReadyError: there is no key to seal to yet.
    """
    said = [(inbound, take_one(here, inbound)) for inbound in inbounds if is_said(inbound)]
    found = (identity.to_reply(inbound, words) for inbound, words in said if words)
    return [reply for reply in found if reply is not None]


def is_said(inbound: Inbound) -> bool:
    """Whether the message says anything that is ours to hear."""
    return (_is_visible(inbound.text) or parts.is_piece(inbound)) and not inbound.is_opt_out


def _is_visible(text: str) -> bool:
    """Whether anything in the text can be seen: marks that nobody sees say nothing."""
    return any(unicodedata.category(sign)[0] not in "CZ" for sign in text)


def take_one(here: Deployment, inbound: Inbound) -> str | None:
    """What the message is answered, after it was done; None is silence.

    Of a message in pieces the one that completes it is answered, the others are stored in silence.

    Raises:
        UnavailableError, OverloadError, NotReadyError: as `take_in`.
    """
    with turn_taking.in_turn(here, inbound):
        if not parts.is_piece(inbound):
            return _converse(here, inbound)
        joined = pieces.take(here, inbound)
        return _converse(here, *joined) if joined else None


def _converse(here: Deployment, inbound: Inbound, joins: UUID | None = None) -> str | None:
    here.ceiling.check()
    known = remembrance.recall(here, inbound)
    if known.answer is not None:
        return known.answer or None
    with here.database.intake.connect() as connection:
        heard = understanding.understand(here, connection, inbound.text)
        step = dialog.step(known.state, to_said(heard, inbound), now=here.clock())
        delivery = deliveries.recognise(here, connection, inbound)
        scene = Scene(here, connection, inbound, heard, delivery, step.state, joins=joins)
        outcome = performing.perform(scene, step.effects)
    if outcome is None:
        return answer_again(here, inbound, known, step)
    if outcome.question:
        step = dialog.ask(step, outcome.question)
    words = answers.fill(here, step.reply, outcome.values)
    remembrance.keep(here, known, to_state(step, outcome), words)
    return words


def to_said(heard: Understood, inbound: Inbound, choices: int = 0) -> Said:
    """The message as the dialog wants it."""
    finding = heard.finding
    unsure = Place.SEVERAL if len(finding.candidates) > 1 else Place.NONE
    place = unsure if finding.is_open else Place.ONE
    return Said(heard.text, heard.draft, place, inbound.sent_at, choices)


def to_state(step: Step, outcome: Outcome) -> State | None:
    """The step's state with the report that the dialog is now about."""
    return replace(step.state, report=outcome.report) if step.state else None


def answer_again(here: Deployment, inbound: Inbound, known: Remembered, step: Step) -> str | None:
    """What a delivery that came before is answered: the same, or silence once that is forgotten (P9)."""
    if not known.is_forgetful:
        return remembrance.recall(here, inbound).answer or None
    is_plain = step.reply is not None and step.reply.key in PLAIN
    return answers.fill(here, step.reply, {}) if is_plain else None
