"""What follows from a first word that steers: SAFE, RECEIPT, SERVICES, ZONE and the others of `sms.keywords`.

QUIET is not here: what stands after it is taken like any message, which is the dialog's business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from sms import keywords, receipt, words
from sms.keywords import Keyword
from sms.turn import Act, Effect, Reply, Said, State, Step

# "SERVICES after a rape near Kibera" asks for help; what is longer tells a story.
MAX_SERVICES_WORDS = 6
# Their words hold codes that look like receipts, or none.
ON_ITS_OWN = frozenset({"zone", "vouch", "safe", "skip"})

# After a receipt: "CORRECT it was Moi Avenue"; but "better lighting is needed" steers nothing.
WITH_WORDS = frozenset({"add", "correct", "services"})
ALONE = frozenset({"better", "withdraw"})

Handler = Callable[[State, Keyword, Said, datetime], Step | None]


def find_keyword(text: str) -> Keyword | None:
    """What a message steers: its first word, or a receipt anywhere in it.

    A receipt is said to nobody but us: what stands around it is meant for its report, and the receipt itself
    may be stored nowhere (P8). The first word may then be misspelt, too; without one it is RECEIPT.
    """
    keyword = keywords.find(text)
    if keyword and (keyword.meaning in ON_ITS_OWN or receipt.split(keyword.rest)):
        return keyword
    found = receipt.find(keyword.rest if keyword else text)
    if found is None:
        return keyword
    given, before, after = found
    meant = keyword
    if keyword is None and before:
        meant = keywords.guess(before)
        before = "" if meant else before
    elif keyword is None:
        meant = _find_after(after)
        after = meant.rest if meant else after
    rest = " ".join(filter(None, (given.to_digits(), before, after)))
    return replace(meant, rest=rest) if meant else Keyword("receipt", (), rest)


def _find_after(text: str) -> Keyword | None:
    """The keyword that follows a receipt; those that begin many a sentence only where nothing else does."""
    keyword = keywords.find(text)
    meanings = WITH_WORDS if keyword and keyword.rest else WITH_WORDS | ALONE
    return keyword if keyword and keyword.meaning in meanings else None


def _safe(state: State, keyword: Keyword, said: Said, now: datetime) -> Step:
    """Forgets the dialog; the same answer whether there was one or not."""
    silent = state.is_quiet
    return Step(None, (Effect(Act.FORGET),), None if silent else Reply("done", state.language))


def _skip(state: State, keyword: Keyword, said: Said, now: datetime) -> Step:
    return Step(state.close(), (), Reply("noted", state.language))


def _receipt(state: State, keyword: Keyword, said: Said, now: datetime) -> Step | None:
    """A receipt for the open report; with a receipt after it, what was asked of that one's report.

    Without an open report it opens nothing, so that the answer tells nothing (P9).
    """
    if keyword.rest:
        return _look(state, keyword)
    return Step(state, (Effect(Act.RECEIPT),), Reply("receipt", state.language))


def _look(state: State, keyword: Keyword) -> Step | None:
    found = receipt.split(keyword.rest)
    if found is None:
        is_one = receipt.looks_like_one(keyword.rest)
        return Step(state, (), Reply("unreadable", state.language)) if is_one else None
    given, rest = found
    effect = Effect(Act.ADD, rest, receipt=given) if rest else Effect(Act.LOOK, receipt=given)
    return Step(state, (effect,), Reply("done", state.language))


def _services(state: State, keyword: Keyword, said: Said, now: datetime) -> Step:
    """Help near a place; with a receipt, organizers are told that its report's writer asks for it.

    A story that begins with the word is a report as well (P12).
    """
    found = receipt.split(keyword.rest)
    if found:
        effect = Effect(Act.HELP, found[1], receipt=found[0])
        return Step(state, (effect,), Reply("services", state.language))
    if receipt.looks_like_one(keyword.rest):
        return Step(state, (), Reply("unreadable", state.language))
    is_told = said.draft.role is not None or len(words.split(said.text).words) > MAX_SERVICES_WORDS
    if said.draft.category and is_told:
        kept = State(since=now, language=state.language, is_quiet=state.is_quiet)
        return Step(kept, (Effect(Act.STORE_SERVICES, said.text),), Reply("services", state.language))
    return Step(state, (Effect(Act.SERVICES, keyword.rest),), Reply("services", state.language))


def _zone(state: State, keyword: Keyword, said: Said, now: datetime) -> Step | None:
    """A nomination, answered by its code; but a story that begins with the word is a report all the same."""
    if not keyword.rest or said.draft.category:
        return None
    return Step(state, (Effect(Act.ZONE, keyword.rest),), Reply("receipt", state.language))


def _vouch(state: State, keyword: Keyword, said: Said, now: datetime) -> Step | None:
    if not keyword.rest:
        return None
    return Step(state, (Effect(Act.VOUCH, keyword.rest),), Reply("done", state.language))


def _by_receipt(act: Act) -> Handler:
    """A handler for what is done to a report: the receipt's, or without one the dialog's own."""

    def handle(state: State, keyword: Keyword, said: Said, now: datetime) -> Step | None:
        found = receipt.split(keyword.rest)
        if found:
            return Step(state, (Effect(act, found[1], receipt=found[0]),), Reply("done", state.language))
        if receipt.looks_like_one(keyword.rest):
            return Step(state, (), Reply("unreadable", state.language))
        if state.report and (act is not Act.WITHDRAW or not keyword.rest):
            # Of a report that is gone nothing is asked any more.
            state = state.close() if act is Act.WITHDRAW else state
            return Step(state, (Effect(act, keyword.rest),), Reply("done", state.language))
        # Not about a report we know of: "Better lighting is needed at ..." is a message like any other.
        return None if keyword.rest else Step(state, (), Reply("done", state.language))

    return handle


HANDLERS: Mapping[str, Handler] = {
    "safe": _safe,
    "skip": _skip,
    "receipt": _receipt,
    "services": _services,
    "zone": _zone,
    "vouch": _vouch,
    "add": _by_receipt(Act.ADD),
    "correct": _by_receipt(Act.CORRECT),
    "withdraw": _by_receipt(Act.WITHDRAW),
    "better": _by_receipt(Act.BETTER),
}
"""Meaning of a first word to what it does; None from it where the message is one like any other."""
