"""One turn of a dialog: what goes in (a state, a message as understood) and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from sms.parse import Draft
from sms.receipt import Receipt


class Question(StrEnum):
    """What was asked; at most one question is open."""

    WHAT = "what"
    WHERE = "where"
    WHICH = "which"
    WHEN = "when"


class Place(StrEnum):
    """How well the gazetteer knows the place of a message."""

    NONE = "none"
    ONE = "one"
    SEVERAL = "several"


class Act(StrEnum):
    """What the caller is to do; one without a receipt concerns the dialog's own report."""

    STORE = "store"
    ADD = "add"
    PLACE = "place"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    BETTER = "better"
    HELP = "help"
    RECEIPT = "receipt"
    LOOK = "look"
    SERVICES = "services"
    STORE_SERVICES = "store, then services"
    ZONE = "zone"
    VOUCH = "vouch"
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing to do, with the words it is about, the receipt that names a report, or a choice from 1."""

    act: Act
    text: str = field(default="", repr=False)
    receipt: Receipt | None = None
    choice: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """The key of a reply in `sms.replies`; its placeholders are the caller's to fill."""

    key: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """An open dialog: since when, in which language, the open question, the report's random id.

    A report that `is_bare` did not tell for certain what happened: what tells it next, and names no place
    beside the one that is known, belongs to it.
    """

    since: datetime
    language: str | None = None
    question: Question | None = None
    report: str | None = None
    is_quiet: bool = False
    choices: int = 0
    is_bare: bool = False

    def close(self) -> State:
        """The same dialog with no question open."""
        return replace(self, question=None, choices=0, is_bare=False)

    def to_json(self) -> dict[str, str | int | bool | None]:
        """Plain values, for a memory that seals and expires them."""
        return {
            "since": self.since.isoformat(),
            "language": self.language,
            "question": self.question,
            "report": self.report,
            "is_quiet": self.is_quiet,
            "choices": self.choices,
            "is_bare": self.is_bare,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, str | int | bool | None]) -> State:
        """The state that `to_json` gave. Raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            since=datetime.fromisoformat(str(row["since"])),
            language=None if row["language"] is None else str(row["language"]),
            question=None if row["question"] is None else Question(str(row["question"])),
            report=None if row["report"] is None else str(row["report"]),
            is_quiet=bool(row["is_quiet"]),
            choices=int(row["choices"] or 0),
            is_bare=bool(row["is_bare"]),
        )


@dataclass(frozen=True, slots=True)
class Said:
    """One message as understood. `sent_at` is the gateway's word for it, None where it gives none.

    `choices` are the places to choose from, on channels that leave no trace on a phone (web, USSD, voice);
    a text message is never answered with places (P9).
    """

    text: str = field(repr=False)
    draft: Draft = field(repr=False)
    place: Place = Place.NONE
    sent_at: datetime | None = None
    choices: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """What follows from a message: the state to keep (None: forget it), what to do, what to answer."""

    state: State | None
    effects: tuple[Effect, ...] = ()
    reply: Reply | None = None
