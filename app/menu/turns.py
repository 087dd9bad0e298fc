"""A session in turns: remembered, led through its stages, answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from app import remembrance
from app.deployment import Deployment
from app.menu import receipts, steps, taking, talks
from app.menu.talks import Heard, Talk
from sms.gateways import voice
from sms.gateways.turn import Step, Turn
from sms.turn import State

CARRIED = ("receipt", "near", "again")
"""What a session keeps to its end."""


def take_turn(here: Deployment, turn: Turn) -> Step:
    """What the caller sees or hears next.

    Raises:
        UnavailableError, OverloadError, NotReadyError: as `conversation.take_in`.
    """
    here.ceiling.check()
    known = remembrance.recall(here, replace(turn.inbound, sender=turn.inbound.message_id))
    if turn.is_over:
        remembrance.keep(here, known, None, None)
        return Step("", is_last=True)
    count = known.extra.get("count", 0)
    if turn.inbound.gateway != voice.NAME and known.extra and len(turn.inputs) < count:
        return _to_step(known.state, known.extra["text"], is_last=False, here=here)
    state = known.state or State(since=here.clock())
    with here.database.intake.connect() as connection:
        # Each step of a session is a delivery of its own (P12).
        inbound = replace(turn.inbound, message_id=f"{turn.inbound.message_id}:{count}")
        talk = Talk(here, connection, inbound, state, known.extra, turn.inbound.text.strip())
        stage = known.extra.get("stage") if turn.inputs else None
        is_back = talk.said in talks.BACK and bool(stage and known.extra.get("trail"))
        heard = steps.go_back(talk) if is_back else STAGES[stage](talk)
    kept = heard.state or state
    trail = heard.extra.get("trail", steps.lengthen(talk, stage, heard))
    carried = {name: known.extra[name] for name in CARRIED if name in known.extra}
    extra = {
        **carried,
        **heard.extra,
        "trail": trail,
        "stage": heard.stage,
        "count": count + 1,
        "text": heard.text,
    }
    remembrance.keep(here, known, kept if heard.stage else None, None, extra)
    # A receipt has many digits: all are waited for, up to the hash key.
    digits = 0 if heard.stage == "receipt" else 1
    step = _to_step(kept, heard.text, is_last=heard.stage is None, here=here, digits=digits)
    return replace(step, spoken=heard.spoken)


def _to_step(state: State | None, text: str, *, is_last: bool, here: Deployment, digits: int = 1) -> Step:
    language = (state.language if state else None) or here.config.languages[0]
    return Step(text, is_last=is_last, digits=digits, language=language)


STAGES: Mapping[str | None, Callable[[Talk], Heard]] = {
    None: taking.start,
    "language": taking.take_language,
    "what": taking.take_what,
    "where": taking.take_where,
    "which": taking.take_which,
    "part": taking.take_part,
    "end": taking.take_end,
    "receipt": receipts.take_receipt,
    "act": receipts.take_act,
}
"""What was asked, to what is made of the answer."""
