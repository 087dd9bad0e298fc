"""Menus by USSD and voice: the dialog in turns, with numbered choices, where no trace stays.

A session is remembered like a dialog, under its own id and not the number: it ends with the call (P1). The
report is stored with the first thing said; what comes after fills it in, so that whoever hangs up loses
nothing (P12). On a keypad nobody can write: there the places to choose from are the area's best known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app import (
    acts,
    answers,
    conversation,
    deliveries,
    geocode,
    prompts,
    remembrance,
    understanding,
    wordings,
)
from app.acts import Scene
from app.database import Connection
from app.deployment import Deployment
from app.understanding import Choices, Understood
from sms import dialog, receipt
from sms.gateways.turn import Step, Turn
from sms.message import Inbound
from sms.receipt import Receipt
from sms.turn import Act, Effect, Question, Reply, State

VOICE = "voice"
A_PAGE = 8
"""Places offered at once: nine is "more", zero is "skip"."""
SKIP, MORE = "0", "9"
RECEIPT = str(len(prompts.GROUPS) + 1)
"""Stands after the kinds: who has been here before."""
RECEIPT_ACTS = (Act.HELP, Act.BETTER, Act.WITHDRAW)


@dataclass(frozen=True, slots=True)
class Talk:
    """One turn of a session: what is known of it and what was pressed or typed."""

    here: Deployment
    connection: Connection
    inbound: Inbound = field(repr=False)
    state: State = field(repr=False)
    extra: Mapping[str, Any] = field(repr=False)
    said: str = field(repr=False)

    @property
    def is_voice(self) -> bool:
        """Whether keys are all there is."""
        return self.inbound.gateway == VOICE

    @property
    def language(self) -> str:
        """The language of the session."""
        return self.state.language or self.here.config.languages[0]


@dataclass(frozen=True, slots=True)
class Heard:
    """What a turn leads to: the words, the stage that waits for the next input (None: over), what to keep."""

    text: str = field(repr=False)
    stage: str | None = None
    state: State | None = field(default=None, repr=False)
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)


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
    if turn.inbound.gateway != VOICE and known.extra and len(turn.inputs) < count:
        return _to_step(known.state, known.extra["text"], is_last=False, here=here)
    state = known.state or State(since=here.clock())
    with here.database.intake.connect() as connection:
        # Each step of a session is a delivery of its own (P12).
        inbound = replace(turn.inbound, message_id=f"{turn.inbound.message_id}:{count}")
        talk = Talk(here, connection, inbound, state, known.extra, turn.inbound.text.strip())
        stage = known.extra.get("stage") if turn.inputs else None
        heard = STAGES[stage](talk)
    kept = heard.state or state
    carried = {"receipt": known.extra["receipt"]} if "receipt" in known.extra else {}
    extra = {**carried, **heard.extra, "stage": heard.stage, "count": count + 1, "text": heard.text}
    remembrance.keep(here, known, kept if heard.stage else None, None, extra)
    # A receipt has many digits: all are waited for, up to the hash key.
    digits = 0 if heard.stage == "receipt" else 1
    return _to_step(kept, heard.text, is_last=heard.stage is None, here=here, digits=digits)


def _to_step(state: State | None, text: str, *, is_last: bool, here: Deployment, digits: int = 1) -> Step:
    language = (state.language if state else None) or here.config.languages[0]
    return Step(text, is_last=is_last, digits=digits, language=language)


def _start(talk: Talk) -> Heard:
    """Which language, where there are several; else what happened."""
    if len(talk.here.config.languages) == 1:
        return _ask_what(talk, replace(talk.state, language=talk.here.config.languages[0]))
    return Heard(prompts.languages(talk.here.config.languages), "language")


def _take_language(talk: Talk) -> Heard:
    chosen = _pick(talk.here.config.languages, talk.said) or talk.here.config.languages[0]
    return _ask_what(talk, replace(talk.state, language=chosen))


def _ask_what(talk: Talk, state: State) -> Heard:
    return Heard(prompts.what(state.language, is_voice=talk.is_voice), "what", state)


def _take_what(talk: Talk) -> Heard:
    """A kind by its number, or on a phone with letters any words, the dialog's own among them."""
    if talk.said == RECEIPT:
        return _ask_receipt(talk)
    group = _pick(prompts.GROUPS, talk.said)
    if group:
        heard = understanding.understand(talk.here, talk.connection, "", Choices(group=group))
        return _converse(talk, replace(heard, draft=replace(heard.draft, is_certain=True)))
    if talk.is_voice or not talk.said or talk.said.isdigit():
        return _ask_what(talk, talk.state)
    return _converse(talk, understanding.understand(talk.here, talk.connection, talk.said))


def _take_where(talk: Talk) -> Heard:
    """The place in words; several of that name are offered by number."""
    if talk.said == SKIP:
        return _leave_question(talk)
    heard = understanding.understand(talk.here, talk.connection, talk.said)
    if heard.finding.candidates and heard.finding.is_open:
        options = [understanding.place_to_option(place) for place in heard.finding.candidates]
        return _offer(talk, talk.state, options)
    return _converse(talk, heard)


def _take_which(talk: Talk) -> Heard:
    """One of the offered places, more of them, or none."""
    if talk.said == SKIP:
        return _leave_question(talk)
    if talk.said == MORE and talk.is_voice:
        return _offer_area(talk, talk.state, int(talk.extra.get("page", 0)) + 1)
    return _converse(talk, understanding.understand(talk.here, talk.connection, talk.said))


def _leave_question(talk: Talk) -> Heard:
    """Past an organizer's question to what else a receipt is good for; past the dialog's own to the next."""
    state = replace(talk.state, question=None)
    return _ask_act(talk, state) if "receipt" in talk.extra else _ask_part(talk, state)


def _converse(talk: Talk, heard: Understood) -> Heard:
    """The dialog's step over these words, done; then the next question of the menu."""
    candidates = heard.finding.candidates if heard.finding.is_open else ()
    said = conversation.to_said(heard, talk.inbound, choices=len(candidates))
    step = dialog.step(talk.state, said, now=talk.here.clock())
    options = talk.extra.get("options", ())
    outcome = acts.perform(_to_scene(talk, heard, step.state, options), step.effects)
    if outcome is None or step.reply is None:
        return Heard(prompts.thanks(talk.here, talk.language))
    state = conversation.to_state(step, outcome)
    state = state and replace(state, language=talk.language)
    if state and state.question is Question.WHICH:
        return _offer(talk, state, [understanding.place_to_option(place) for place in candidates])
    if state and state.question is Question.WHERE:
        return _offer_area(talk, state, 0) if talk.is_voice else _ask_where(talk, state)
    if state and step.reply.key == "noted" and state.report:
        return _ask_part(talk, state)
    reply = replace(step.reply, language=talk.language)
    text = answers.fill(talk.here, reply, outcome.values) or ""
    return Heard(text, "what" if reply.key == "ask_what" else None, state)


def _to_scene(talk: Talk, heard: Understood, state: State | None, options: Any = ()) -> Scene:  # noqa: ANN401
    delivery = deliveries.recognise(talk.here, talk.connection, talk.inbound)
    return Scene(talk.here, talk.connection, talk.inbound, heard, delivery, state, options)


def _ask_where(talk: Talk, state: State) -> Heard:
    return Heard(prompts.where(talk.here, state.language), "where", state)


def _offer_area(talk: Talk, state: State, page: int) -> Heard:
    """The area's best known places; what nobody finds among them is skipped."""
    places = geocode.find_known(talk.here, talk.connection, A_PAGE, A_PAGE * page)
    options = [understanding.place_to_option(place) for place in places]
    return _offer(talk, state, options, page) if options else _ask_part(talk, state)


def _offer(talk: Talk, state: State, options: list[dict[str, Any]], page: int = 0) -> Heard:
    asking = replace(state, question=Question.WHICH, choices=len(options))
    has_more = talk.is_voice and len(options) == A_PAGE
    text = prompts.which(state.language, [option["name"] for option in options], has_more=has_more)
    return Heard(text, "which", asking, {"options": options, "page": page})


def _ask_part(talk: Talk, state: State) -> Heard:
    return Heard(prompts.part(state.language), "part", state)


def _take_part(talk: Talk) -> Heard:
    """The part of the day by its number, or in words where there are letters."""
    part = _pick(prompts.PARTS, talk.said)
    if talk.said == SKIP and talk.state.question is Question.WHEN:
        return _leave_question(talk)
    words = "" if talk.is_voice or talk.said.isdigit() else talk.said
    if (part or words) and talk.state.report:
        heard = understanding.understand(talk.here, talk.connection, words, Choices(part_of_day=part))
        acts.perform(_to_scene(talk, heard, talk.state), [Effect(Act.ADD, words)])
        if heard.draft.is_emergency:
            return Heard(answers.fill(talk.here, Reply("emergency", talk.language), {}) or "")
    return Heard(prompts.end(talk.here, talk.language), "end", replace(talk.state, question=None))


def _take_end(talk: Talk) -> Heard:
    """A receipt or help, if they are asked for; else good-bye."""
    act = _pick((Act.RECEIPT, Act.SERVICES), talk.said)
    if act is None:
        return Heard(prompts.thanks(talk.here, talk.language))
    heard = understanding.understand(talk.here, talk.connection, "")
    outcome = acts.perform(_to_scene(talk, heard, talk.state), [Effect(act)])
    if outcome is None:
        return Heard(prompts.thanks(talk.here, talk.language))
    return Heard(answers.fill(talk.here, prompts.reply(act, talk.language), outcome.values) or "")


def _ask_receipt(talk: Talk) -> Heard:
    return Heard(prompts.receipt(talk.language, is_voice=talk.is_voice), "receipt", talk.state)


def _take_receipt(talk: Talk) -> Heard:
    """The receipt, read as far as its check goes: first what an organizer asked, if anything was.

    Whether there is a report nobody else is told (P8).
    """
    if talk.said == SKIP:
        return _ask_what(talk, talk.state)
    given = receipt.parse(talk.said)
    if given is None:
        return Heard(wordings.text(talk.here, "unreadable", talk.language), "receipt", talk.state)
    heard = _ask_what_waits(talk, given) or _ask_act(talk, talk.state)
    return replace(heard, extra={**heard.extra, "receipt": str(given.value)})


def _ask_what_waits(talk: Talk, given: Receipt) -> Heard | None:
    """An organizer's question at this receipt, as the menu asks it; None where nothing was asked."""
    look = Effect(Act.LOOK, receipt=given)
    heard = understanding.understand(talk.here, talk.connection, "")
    outcome = acts.perform(_to_scene(talk, heard, talk.state), [look])
    if outcome is None or outcome.question is None:
        return None
    state = replace(talk.state, report=outcome.report, question=outcome.question)
    if outcome.question is Question.WHEN:
        return _ask_part(talk, state)
    return _offer_area(talk, state, 0) if talk.is_voice else _ask_where(talk, state)


def _ask_act(talk: Talk, state: State) -> Heard:
    return Heard(prompts.receipt_acts(talk.language), "act", state)


def _take_act(talk: Talk) -> Heard:
    """What is done with the receipt; the same words whether it led anywhere."""
    act = _pick(RECEIPT_ACTS, talk.said)
    if act is None:
        return Heard(prompts.thanks(talk.here, talk.language))
    heard = understanding.understand(talk.here, talk.connection, "")
    effect = Effect(act, receipt=Receipt(int(talk.extra["receipt"])))
    outcome = acts.perform(_to_scene(talk, heard, talk.state), [effect])
    services = outcome and outcome.values.get("services")
    return Heard(services or wordings.text(talk.here, "done", talk.language))


def _pick(options: Any, said: str) -> Any:  # noqa: ANN401  # whatever is chosen from
    """The option of a number from 1, or None."""
    number = int(said) if said.isdecimal() and len(said) < 3 else 0
    return options[number - 1] if 1 <= number <= len(options) else None


STAGES: Mapping[str | None, Callable[[Talk], Heard]] = {
    None: _start,
    "language": _take_language,
    "what": _take_what,
    "where": _take_where,
    "which": _take_which,
    "part": _take_part,
    "end": _take_end,
    "receipt": _take_receipt,
    "act": _take_act,
}
"""What was asked, to what is made of the answer."""
