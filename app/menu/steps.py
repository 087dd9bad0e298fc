"""The way back through a session: which screens were shown, and how one of them is shown again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.menu import taking
from app.menu.talks import Heard, Talk
from sms.turn import Question

SHOWN = ("options", "page")
"""What a screen needs beside its text."""


def lengthen(talk: Talk, stage: str | None, heard: Heard) -> list[dict[str, Any]]:
    """The screens behind the one that follows, the last one last.

    None lie behind a receipt: before it the session was about a report of its own, or none.
    """
    if "receipt" in heard.extra or "receipt" in talk.extra:
        return []
    behind = list(talk.extra.get("trail", ()))
    if stage is None or heard.text == talk.extra.get("text"):
        return behind
    shown = {name: talk.extra[name] for name in SHOWN if name in talk.extra}
    asked = {"question": talk.state.question, "choices": talk.state.choices}
    return [*behind, {"stage": stage, "text": talk.extra["text"], "shown": shown, **asked}]


def go_back(talk: Talk) -> Heard:
    """The screen before this one; what is answered there comes in place of what was."""
    *behind, last = talk.extra["trail"]
    question = Question(last["question"]) if last["question"] else None
    state = replace(talk.state, question=question, choices=last["choices"])
    # Languages are each spoken by a voice of their own.
    spoken = taking.start(talk).spoken if last["stage"] == "language" else ()
    extra = {**last["shown"], "trail": behind, "again": True}
    return Heard(last["text"], last["stage"], state, extra, spoken)
