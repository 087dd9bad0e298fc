"""The one question: asked, answered, left open, late."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from sms import dialog
from sms.dialog import MAX_AGE
from sms.turn import Act, Effect, Place, Question, Reply, State
from tests import turns


def test_one_message_with_a_place_is_enough() -> None:
    taken = dialog.step(None, turns.say(f"{turns.STORY} near Karol Bagh", Place.ONE), now=turns.NOW)

    assert turns.acts(taken) == [Act.STORE]
    assert taken.reply == Reply("noted", "en")
    assert taken.state is not None
    assert taken.state.question is None


@pytest.mark.parametrize("place", [Place.NONE, Place.SEVERAL])
def test_a_missing_or_doubtful_place_is_asked_for_once_and_the_report_is_stored_at_once(place: Place) -> None:
    taken = dialog.step(None, turns.say(turns.STORY, place), now=turns.NOW)

    assert turns.acts(taken) == [Act.STORE]
    assert taken.reply == Reply("ask_where", "en")


@pytest.mark.parametrize("place", list(Place))
def test_the_answer_closes_the_question_whatever_it_says(place: Place) -> None:
    taken = dialog.step(turns.ask(), turns.say("the blue gate", place), now=turns.NOW)

    assert taken.effects == (Effect(Act.PLACE, "the blue gate"),)
    assert taken.reply == Reply("noted", "en")
    assert taken.state == turns.ask(None)


@pytest.mark.parametrize(
    "text",
    [
        "Another man grabbed my arm at the market",
        " ".join(["we walked along the river until the bridge"] * 3),
    ],
    ids=["names-a-kind", "long"],
)
def test_a_second_story_while_a_question_is_open_is_a_report_of_its_own(text: str) -> None:
    taken = dialog.step(turns.ask(), turns.say(text), now=turns.NOW)

    assert turns.acts(taken) == [Act.STORE]


@pytest.mark.parametrize("name", ["gali number 5", "Rue Violette", "photo shop, main street"])
def test_the_name_of_a_place_is_an_answer_whatever_it_means(name: str) -> None:
    taken = dialog.step(turns.ask(), turns.say(name, Place.ONE), now=turns.NOW)

    assert turns.acts(taken) == [Act.PLACE]
    assert taken.state is not None
    assert taken.state.question is None


@pytest.mark.parametrize("story", ["he touched me in metro", "another man grabbed her at the market"])
def test_a_short_story_is_a_report_of_its_own_while_a_question_is_open(story: str) -> None:
    taken = dialog.step(turns.ask(), turns.say(story, Place.ONE), now=turns.NOW)

    assert turns.acts(taken) == [Act.STORE]


@pytest.mark.parametrize("first", ["Hello, is this the number?", "ndagukunda cyane mwene wacu"])
def test_a_story_after_words_that_told_nothing_belongs_to_their_report(first: str) -> None:
    asked = dialog.step(None, turns.say(first), now=turns.NOW)
    state = replace(asked.state or turns.ask(), report="r-1")

    told = dialog.step(state, turns.say("Another man grabbed my arm at the market", Place.ONE), now=turns.NOW)

    assert turns.acts(told) == [Act.ADD]
    assert told.state is not None
    assert not told.state.is_bare


@pytest.mark.parametrize(
    ("place", "act"), [(Place.NONE, Act.ADD), (Place.ONE, Act.STORE)], ids=["no place", "a place of its own"]
)
def test_a_story_after_a_place_alone_belongs_to_it_unless_it_names_another(place: Place, act: Act) -> None:
    named = dialog.step(None, turns.say("Kencom stage", Place.ONE), now=turns.NOW)
    state = replace(named.state or turns.ask(), report="r-1")

    told = dialog.step(state, turns.say("A man followed me last night", place), now=turns.NOW)

    assert named.reply == Reply("noted", None)
    assert turns.acts(told) == [act]


@pytest.mark.parametrize(
    "before", [("hello",), ("Something bad happened to me",), ("hello", "I want to tell")]
)
def test_a_story_in_pieces_is_one_report_whenever_it_says_what_happened(before: tuple[str, ...]) -> None:
    state: State | None = None
    done: list[Act] = []
    pieces = [*before, "Kencom stage", "yesterday at 7pm", "A man followed me", "another man grabbed her arm"]
    for piece in pieces:
        place = Place.ONE if "Kencom" in piece else Place.NONE
        taken = dialog.step(state, turns.say(piece, place), now=turns.NOW)
        state, done = replace(taken.state or turns.ask(), report="r-1"), [*done, *turns.acts(taken)]

    assert (done[0], done[-1]) == (Act.STORE, Act.STORE)
    assert Act.STORE not in done[1:-1]


def test_more_words_after_the_answer_are_added_to_the_report() -> None:
    taken = dialog.step(turns.ask(None), turns.say("it was a white van"), now=turns.NOW)

    assert taken.effects == (Effect(Act.ADD, "it was a white van"),)


def test_an_answer_in_the_dialogs_language_when_it_tells_none() -> None:
    taken = dialog.step(turns.ask(language="sw"), turns.say("Kencom"), now=turns.NOW)

    assert taken.reply == Reply("noted", "sw")


def test_places_to_choose_from_are_numbered_only_where_the_channel_leaves_no_trace() -> None:
    asked = dialog.step(None, turns.say(turns.STORY, Place.SEVERAL, choices=3), now=turns.NOW)
    assert asked.reply == Reply("ask_which", "en")

    chosen = dialog.step(asked.state, turns.say("٢"), now=turns.NOW)

    assert chosen.effects == (Effect(Act.PLACE, choice=2),)


def test_skip_closes_the_question() -> None:
    taken = dialog.step(turns.ask(), turns.say("skip"), now=turns.NOW)

    assert taken.effects == ()
    assert taken.state == turns.ask(None)


def test_a_message_of_old_is_kept_and_not_answered() -> None:
    taken = dialog.step(None, turns.say(turns.STORY, age_minutes=21), now=turns.NOW)

    assert turns.acts(taken) == [Act.STORE]
    assert taken.reply is None
    assert taken.state is not None
    assert taken.state.question is None


def test_a_late_message_is_no_answer_to_a_question_asked_after_it() -> None:
    taken = dialog.step(turns.ask(), turns.say("near the old station", age_minutes=30), now=turns.NOW)

    assert turns.acts(taken) == [Act.STORE]
    assert taken.state == turns.ask()


def test_a_question_is_no_longer_open_after_twenty_minutes() -> None:
    old = State(
        since=turns.NOW - MAX_AGE - timedelta(seconds=1), language="en", question=Question.WHERE, report="r-1"
    )

    taken = dialog.step(old, turns.say("near the old station"), now=turns.NOW)

    assert turns.acts(taken) == [Act.STORE]


@pytest.mark.parametrize(
    "text", ["hello", "ok", "?", "who reads this, can the police?", "thank you so much dear"]
)
def test_what_is_not_understood_is_kept_and_asked_what_happened(text: str) -> None:
    taken = dialog.step(None, turns.say(text), now=turns.NOW)

    assert taken.effects == (Effect(Act.STORE, text),)
    assert taken.reply is not None
    assert taken.reply.key == "ask_what"


@pytest.mark.parametrize("text", ["START", "Yes.", "info"])
def test_a_word_of_carriers_is_no_report(text: str) -> None:
    taken = dialog.step(None, turns.say(text), now=turns.NOW)

    assert taken.effects == ()
    assert taken.reply is not None
    assert taken.reply.key == "ask_what"


def test_words_we_do_not_understand_are_stored_all_the_same() -> None:
    taken = dialog.step(None, turns.say("ndagukunda cyane mwene wacu"), now=turns.NOW)

    assert turns.acts(taken) == [Act.STORE]


@pytest.mark.parametrize(
    "state", [turns.ask(), turns.ask(Question.WHICH, choices=3), turns.ask(None, is_quiet=True)]
)
def test_a_state_survives_being_written_down(state: State) -> None:
    assert State.from_json(json.loads(json.dumps(state.to_json()))) == state


def test_nothing_shows_the_words() -> None:
    said = turns.say("ADD something secret")

    taken = dialog.step(turns.ask(None), said, now=turns.NOW)

    assert "secret" not in repr(said)
    assert "secret" not in repr(taken)


def test_what_is_told_after_that_belongs_to_the_same_report() -> None:
    asked = dialog.step(None, turns.say("hello"), now=turns.NOW)

    told = dialog.step(asked.state, turns.say("A man followed me near the market last night"), now=turns.NOW)

    assert told.effects == (Effect(Act.ADD, "A man followed me near the market last night"),)
    assert told.reply is not None
    assert told.reply.key == "noted"
    assert told.state is not None
    assert told.state.question is None
