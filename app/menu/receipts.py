"""Who has been here before: a receipt, what was asked at it, what is done with it."""

from __future__ import annotations

from dataclasses import replace

from app import prompts, understanding, wordings
from app.acts import performing
from app.menu import asking, talks
from app.menu.talks import Heard, Talk
from sms import receipt
from sms.receipt import Receipt
from sms.turn import Act, Effect, Question

ACTS = (Act.HELP, Act.BETTER, Act.WITHDRAW)


def take_receipt(talk: Talk) -> Heard:
    """The receipt, read as far as its check goes: first what an organizer asked, if anything was.

    Whether there is a report nobody else is told (P8).
    """
    if talk.said == talks.SKIP:
        return asking.ask_what(talk, talk.state)
    given = receipt.parse(talk.said)
    if given is None:
        return Heard(wordings.text(talk.here, "unreadable", talk.language), "receipt", talk.state)
    heard = _ask_what_waits(talk, given) or asking.ask_act(talk, talk.state)
    return replace(heard, extra={**heard.extra, "receipt": str(given.value)})


def _ask_what_waits(talk: Talk, given: Receipt) -> Heard | None:
    """An organizer's question at this receipt, as the menu asks it; None where nothing was asked."""
    look = Effect(Act.LOOK, receipt=given)
    heard = understanding.understand(talk.here, talk.connection, "")
    outcome = performing.perform(talks.to_scene(talk, heard, talk.state), [look])
    if outcome is None or outcome.question is None:
        return None
    state = replace(talk.state, report=outcome.report, question=outcome.question)
    if outcome.question is Question.WHEN:
        return asking.ask_part(talk, state)
    return asking.offer_area(talk, state, 0) if talk.is_voice else asking.ask_where(talk, state)


def take_act(talk: Talk) -> Heard:
    """What is done with the receipt; the same words whether it led anywhere."""
    act = talks.pick(ACTS, talk.said)
    if act is None:
        return Heard(prompts.thanks(talk.here, talk.language))
    heard = understanding.understand(talk.here, talk.connection, "")
    effect = Effect(act, receipt=Receipt(int(talk.extra["receipt"])))
    outcome = performing.perform(talks.to_scene(talk, heard, talk.state), [effect])
    services = outcome and outcome.values.get("services")
    return Heard(services or wordings.text(talk.here, "done", talk.language))
