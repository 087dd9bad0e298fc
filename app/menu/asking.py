"""What a menu asks, and the stage that waits for the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app import geocode, prompts, understanding
from app.menu import talks
from app.menu.talks import Heard, Talk
from sms.turn import Question, State


def ask_what(talk: Talk, state: State) -> Heard:
    """What happened."""
    return Heard(prompts.what(state.language, is_voice=talk.is_voice), "what", state)


def ask_where(talk: Talk, state: State) -> Heard:
    """Where, in words."""
    return Heard(prompts.where(talk.here, state.language), "where", state)


def offer_area(talk: Talk, state: State, page: int) -> Heard:
    """The area's best known places; what nobody finds among them is skipped."""
    places = geocode.find_known(talk.here, talk.connection, talks.A_PAGE, talks.A_PAGE * page)
    options = [understanding.place_to_option(place) for place in places]
    return offer(talk, state, options, page) if options else ask_part(talk, state)


def offer(talk: Talk, state: State, options: list[dict[str, Any]], page: int = 0) -> Heard:
    """Which of several places, by number."""
    asking = replace(state, question=Question.WHICH, choices=len(options))
    has_more = talk.is_voice and len(options) == talks.A_PAGE
    text = prompts.which(
        state.language, [option["name"] for option in options], has_more=has_more, is_voice=talk.is_voice
    )
    return Heard(text, "which", asking, {"options": options, "page": page})


def ask_part(talk: Talk, state: State) -> Heard:
    """Which part of the day."""
    return Heard(prompts.part(state.language, is_voice=talk.is_voice), "part", state)


def ask_end(talk: Talk, state: State) -> Heard:
    """Whether anything else is wanted."""
    return Heard(prompts.end(talk.here, talk.language, is_voice=talk.is_voice), "end", state)


def ask_receipt(talk: Talk) -> Heard:
    """Which receipt."""
    return Heard(prompts.receipt(talk.language, is_voice=talk.is_voice), "receipt", talk.state)


def ask_act(talk: Talk, state: State) -> Heard:
    """What is to be done with the receipt."""
    return Heard(prompts.receipt_acts(talk.language), "act", state)
