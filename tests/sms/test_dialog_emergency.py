"""Emergencies in the dialog: the number, whatever else happens."""

from __future__ import annotations

import pytest

from sms import dialog
from sms.turn import Act, Question, Reply, State, Step
from tests import turns


@pytest.mark.parametrize("text", ["He raped me, call the police, emergency", "Help! he has a knife"])
def test_an_emergency_gets_the_number_and_the_story_is_kept(text: str) -> None:
    taken = dialog.step(None, turns.say(text), now=turns.NOW)

    assert turns.acts(taken) == [Act.STORE]
    assert taken.reply == Reply("emergency", "en")


def test_a_cry_for_help_alone_gets_the_number() -> None:
    taken = dialog.step(None, turns.say("help me please"), now=turns.NOW)

    assert taken == Step(None, (), Reply("emergency", "en"))


@pytest.mark.parametrize("question", [*Question, None])
@pytest.mark.parametrize(
    "text",
    [
        "help me please near Kencom",
        "he is following me now",
        "add now he is back, help me please",
        "I am being attacked",
    ],
)
def test_an_emergency_gets_the_number_whatever_was_asked_and_is_kept(
    text: str, question: Question | None
) -> None:
    state = State(since=turns.NOW, language="en", question=question, report="ab" * 16, choices=3)

    taken = dialog.step(state, turns.say(text), now=turns.NOW)

    assert taken.reply == Reply("emergency", "en")
    assert len(taken.effects) == 1
    assert taken.state is not None
    assert taken.state.question is None


def test_a_quiet_phone_stays_quiet_in_an_emergency() -> None:
    state = State(since=turns.NOW, language="en", question=Question.WHERE, report="ab" * 16, is_quiet=True)

    assert dialog.step(state, turns.say("help me please"), now=turns.NOW).reply is None


@pytest.mark.parametrize(
    "text",
    [
        "I am being attacked", "im being raped", "call 911", "he has a knife",
        "I need help now, he wont let me go",
        "polisi", "مدد", "pulis", "me están siguiendo", "il m'attaque", "inaatake ako", "nashambuliwa",
    ],
)  # fmt: skip
def test_what_happens_now_is_an_emergency(text: str) -> None:
    taken = dialog.step(None, turns.say(text), now=turns.NOW)

    assert taken.reply is not None
    assert taken.reply.key == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "I called the police but they laughed", "he was following me",
        "he had a knife yesterday and took my bag",
        "The police came yesterday and helped me", "un policía me tocó ayer en el metro",
    ],
)  # fmt: skip
def test_what_is_over_is_none(text: str) -> None:
    taken = dialog.step(None, turns.say(text), now=turns.NOW)

    assert taken.reply is not None
    assert taken.reply.key != "emergency"
