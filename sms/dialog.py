"""Which one question comes next: a state and a message in, a new state and plain effects out (P9).

Nothing here remembers, sends or stores. The caller keeps the state under a pseudonym in memory that expires,
carries out the effects and fills the reply's values. See `docs/dialog.md`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sms import keywords, language, receipt, steering, words
from sms.keywords import Keyword
from sms.turn import Act, Effect, Place, Question, Reply, Said, State, Step

# P9: a phone may have changed hands; and a dialog lives no longer than its pseudonym's key.
MAX_AGE = timedelta(minutes=20)
# A longer message is a story of its own, not the answer to "where?".
MAX_ANSWER_WORDS = 12
# "Photo shop, Main Street": few words that name a place and nobody are no story, whatever the name means.
MAX_NAME_WORDS = 4
MIN_STORY_WORDS = 3
WITH_NUMBER = frozenset({"emergency", "services", "receipt"})
"""Replies that hold the emergency number already, or what was asked for by name."""


def step(state: State | None, said: Said, *, now: datetime) -> Step:
    """What follows from a message that arrived at `now` while `state` was open."""
    if state is not None and now - state.since > MAX_AGE:
        state = None
    if said.sent_at is not None and now - said.sent_at > MAX_AGE:
        return _take_late(state, said, now)
    taken = _take(state, said, now)
    if said.draft.is_emergency:
        taken = _answer_emergency(taken)
    return _hush(taken) if taken.state and taken.state.is_quiet else taken


def _answer_emergency(taken: Step) -> Step:
    """The same step, answered by the emergency number in place of a question or thanks."""
    if taken.reply is None or taken.reply.key in WITH_NUMBER:
        return taken
    state = taken.state.close() if taken.state else None
    return Step(state, taken.effects, Reply("emergency", taken.reply.language))


def _take_late(state: State | None, said: Said, now: datetime) -> Step:
    """Late words are kept but not answered (P9), and are no answer to what was asked after they were sent."""
    taken = _hush(_take_keyword(state, said, now) or _take_words(None, said, now))
    is_forgotten = any(effect.act is Act.FORGET for effect in taken.effects)
    return taken if state is None or is_forgotten else Step(state, taken.effects)


def _hush(taken: Step) -> Step:
    """The step without an answer and without an open question."""
    return Step(taken.state.close() if taken.state else None, taken.effects)


def _take(state: State | None, said: Said, now: datetime) -> Step:
    return _take_keyword(state, said, now) or _take_words(state, said, now)


def _take_keyword(state: State | None, said: Said, now: datetime) -> Step | None:
    """What follows from the first word or from a receipt, or None where neither steers anything."""
    keyword = steering.find_keyword(said.text)
    if keyword is None:
        return None
    spoken = _find_language(state, keyword, said)
    opened = replace(state, language=spoken) if state else State(since=now, language=spoken)
    if keyword.meaning == "quiet":
        return _quiet(opened, keyword, said, now)
    return steering.HANDLERS[keyword.meaning](opened, keyword, said, now)


def _quiet(state: State, keyword: Keyword, said: Said, now: datetime) -> Step:
    """No answers from here on; what follows the word is taken like any message."""
    hushed = replace(state, is_quiet=True)
    if not keyword.rest:
        return Step(hushed.close())
    return _take_words(hushed, replace(said, text=keyword.rest), now)


def _find_language(state: State | None, keyword: Keyword, said: Said) -> str | None:
    """The language of the answer: the dialog's, if the word is one of its own or English; else the word's.

    None, which is the deployment's first, where the word is one of several languages and nothing else tells:
    the words of a receipt are English in every language, and tell nothing.
    """
    found = receipt.split(keyword.rest)
    told = language.tell(found[1], words.split(found[1])) if found else said.draft.language
    if not keyword.languages:
        return told or (state.language if state else None)
    if state and state.language and {state.language, "en"} & set(keyword.languages):
        return state.language
    if told in keyword.languages:
        return told
    return keyword.languages[0] if len(keyword.languages) == 1 else None


def _take_words(state: State | None, said: Said, now: datetime) -> Step:
    """What follows from a message without a keyword: an answer, more words, or a report."""
    if said.draft.is_emergency and not _is_story(said) and not (state and state.report):
        return Step(state, (), Reply("emergency", _language(state, said)))
    if state and state.question is Question.WHAT:
        return _add(_close(state, said), said)
    if state and state.question and (_is_answer(said) or _is_name(said)):
        return _answer(state, said)
    if state and state.is_bare and (state.question or said.place is not Place.ONE):
        return _add(_close(state, said), said)
    if state and state.report and _is_answer(said):
        return _add(state, said)
    if not _is_story(said) or _tells_nothing(said):
        return _keep_unclear(state, said, now)
    return _report(state, said, now)


def _add(state: State, said: Said) -> Step:
    return Step(state, (Effect(Act.ADD, said.text),), Reply("noted", _language(state, said)))


def _close(state: State, said: Said) -> State:
    """The dialog after these words, no question open; a report is bare until some tell what happened."""
    return replace(state.close(), is_bare=state.is_bare and not said.draft.is_certain)


def ask(taken: Step, question: Question) -> Step:
    """The step with the one question that an organizer left at a receipt; none where it is quiet."""
    if taken.state is None or taken.reply is None:
        return taken
    reply = Reply(f"ask_{question}", taken.reply.language)
    return Step(replace(taken.state, question=question, choices=0), taken.effects, reply)


def _report(state: State | None, said: Said, now: datetime) -> Step:
    """A new report: stored at once, with one question where its place is missing or in doubt."""
    kept = State(since=now, language=_language(state, said), is_quiet=bool(state and state.is_quiet))
    effects = (Effect(Act.STORE, said.text),)
    if said.draft.is_emergency:
        return Step(kept, effects, Reply("emergency", kept.language))
    kept = replace(kept, is_bare=not said.draft.is_certain)
    if said.place is Place.ONE:
        return Step(kept, effects, Reply("noted", kept.language))
    if said.place is Place.SEVERAL and said.choices:
        asking = replace(kept, question=Question.WHICH, choices=said.choices, is_bare=False)
        return Step(asking, effects, Reply("ask_which", kept.language))
    return Step(replace(kept, question=Question.WHERE), effects, Reply("ask_where", kept.language))


def _keep_unclear(state: State | None, said: Said, now: datetime) -> Step:
    """Words that we do not understand are kept all the same (P12); the one question is what happened.

    A word of carriers and providers ("START") tells nothing and is not kept.
    """
    quiet = bool(state and state.is_quiet)
    spoken = _language(state, said)
    asking = State(since=now, language=spoken, question=Question.WHAT, is_quiet=quiet, is_bare=True)
    if words.fold(said.text).strip(" .!") in keywords.reserved():
        return Step(asking, (), Reply("ask_what", asking.language))
    return Step(asking, (Effect(Act.STORE, said.text),), Reply("ask_what", asking.language))


def _answer(state: State, said: Said) -> Step:
    """The answer to the open question; it closes the question whatever it says, for there is only one."""
    closed = _close(state, said)
    number = words.fold(said.text).strip(" .#)")
    if state.question is Question.WHICH and number.isdigit() and 1 <= int(number) <= state.choices:
        effect = Effect(Act.PLACE, choice=int(number))
    else:
        effect = Effect(Act.ADD if state.question is Question.WHEN else Act.PLACE, said.text)
    return Step(closed, (effect,), Reply("noted", state.language))


def _is_answer(said: Said) -> bool:
    """True unless the message is long or names a kind of incident: then it is a report of its own."""
    return not said.draft.is_certain and len(words.split(said.text).words) <= MAX_ANSWER_WORDS


def _is_name(said: Said) -> bool:
    """True for the bare name of a place, such as "Rue du Regard"."""
    is_place = said.place is not Place.NONE or said.draft.place_kind is not None
    return is_place and said.draft.role is None and len(words.split(said.text).words) <= MAX_NAME_WORDS


def _is_story(said: Said) -> bool:
    """True where there is something to keep: a kind, a place, or a few words."""
    if said.draft.is_emergency:
        # "help me please" tells nothing; "he has a knife" does, though it is told in few words.
        is_told = said.draft.category is not None
    else:
        is_told = said.draft.is_certain or len(words.split(said.text).words) >= MIN_STORY_WORDS
    return is_told or said.place is not Place.NONE


def _tells_nothing(said: Said) -> bool:
    """True for a few words without kind, place or time ("Who reads this?"): no street answers it."""
    draft = said.draft
    signs = (draft.category, draft.place_kind, draft.part_of_day, draft.occurred_on)
    is_short = len(words.split(said.text).words) <= MAX_ANSWER_WORDS
    return is_short and said.place is Place.NONE and not draft.is_certain and not any(signs)


def _language(state: State | None, said: Said) -> str | None:
    return said.draft.language or (state.language if state else None)
