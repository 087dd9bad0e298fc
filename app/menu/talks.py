"""One turn of a session, what it leads to, and the keys that mean the same everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app import deliveries, prompts
from app.acts.scenes import Scene
from app.database import Connection
from app.deployment import Deployment
from app.understanding import Understood
from sms.gateways import voice
from sms.message import Inbound
from sms.turn import State

A_PAGE = 8
"""Places offered at once: nine is "more", zero is "skip"."""
SKIP, MORE = "0", "9"
BACK = frozenset({prompts.BACK, prompts.BACK_BY_VOICE})
RECEIPT = str(len(prompts.GROUPS) + 1)
"""Stands after the kinds: who has been here before."""


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
        return self.inbound.gateway == voice.NAME

    @property
    def is_again(self) -> bool:
        """Whether the caller went back: what is answered now comes in place of what was."""
        return bool(self.extra.get("again")) and self.state.report is not None

    @property
    def language(self) -> str:
        """The language of the session."""
        return self.state.language or self.here.config.languages[0]


@dataclass(frozen=True, slots=True)
class Heard:
    """What a turn leads to: the words, the stage that waits for the next input (None: over), what to keep.

    Words of several languages are `spoken` in parts, each after its tag.
    """

    text: str = field(repr=False)
    stage: str | None = None
    state: State | None = field(default=None, repr=False)
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)
    spoken: tuple[tuple[str, str], ...] = ()


def to_scene(talk: Talk, heard: Understood, state: State | None, options: Any = ()) -> Scene:  # noqa: ANN401
    """What an act works with in this turn."""
    delivery = deliveries.recognise(talk.here, talk.connection, talk.inbound)
    return Scene(talk.here, talk.connection, talk.inbound, heard, delivery, state, options)


def pick(options: Any, said: str) -> Any:  # noqa: ANN401  # whatever is chosen from
    """The option of a number from 1, or None."""
    number = int(said) if said.isdecimal() and len(said) < 3 else 0
    return options[number - 1] if 1 <= number <= len(options) else None
