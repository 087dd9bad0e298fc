"""What an act works with, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app import floods, understanding
from app import receipts as digests
from app.database import Connection
from app.deployment import Deployment
from app.filing import Delivery, Target
from app.understanding import Understood
from sms.message import Inbound
from sms.turn import Effect, Question, State


@dataclass(frozen=True, slots=True)
class Scene:
    """What an act works with: one message as understood, its delivery, the dialog it belongs to.

    `options` are the numbered places a menu offered, as `understanding.place_to_option` made them; `joins`
    is the report that a message's pieces were stored as, before the message was whole.
    """

    here: Deployment
    connection: Connection
    inbound: Inbound = field(repr=False)
    heard: Understood = field(repr=False)
    delivery: Delivery
    state: State | None = field(default=None, repr=False)
    options: Sequence[Mapping[str, Any]] = field(default=(), repr=False)
    joins: UUID | None = field(default=None, repr=False)

    @property
    def language(self) -> str:
        """The dialog's language, English where it has none."""
        return (self.state and self.state.language) or "en"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The report the dialog now has, as its id in hex, and what fills the reply's placeholders.

    `question` is what an organizer asked of it.
    """

    report: str | None = field(default=None, repr=False)
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    question: Question | None = None


def keep_report(scene: Scene) -> Outcome:
    """The dialog stays with the report it has."""
    return Outcome(scene.state.report if scene.state else None)


def hear(scene: Scene, text: str) -> Understood:
    """What the effect's own words mean, where they are not the whole message."""
    if text == scene.heard.text:
        return scene.heard
    return understanding.understand(scene.here, scene.connection, text, scene.heard.choices)


def get_target(scene: Scene, effect: Effect) -> Target:
    """The report that an effect means: of its receipt, else the dialog's; none where receipts are guessed."""
    if effect.receipt is not None:
        if floods.is_guessing(scene.here, scene.inbound):
            return Target()
        return Target(receipt=digests.digest(scene.here.config, effect.receipt))
    return Target(report=UUID(scene.state.report) if scene.state and scene.state.report else None)
