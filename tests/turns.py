"""One turn of the dialog as its tests say it: a message, an open question, what came of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sms import parse
from sms.receipt import Receipt
from sms.turn import Act, Place, Question, Said, State, Step

NOW = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)
STORY = "A man followed me last night"
CODE = Receipt(123_456_789)


def say(text: str, place: Place = Place.NONE, *, age_minutes: int = 0, choices: int = 0) -> Said:
    return Said(
        text,
        parse.read(text, now=NOW),
        place,
        sent_at=NOW - timedelta(minutes=age_minutes),
        choices=choices,
    )


def ask(question: Question | None = Question.WHERE, **fields: object) -> State:
    row: dict[str, object] = {"language": "en", "question": question, "report": "r-1"}
    return State(since=NOW - timedelta(minutes=5), **{**row, **fields})  # type: ignore[arg-type]


def acts(taken: Step) -> list[Act]:
    return [effect.act for effect in taken.effects]
