from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from sms import dialog, keywords, lexicon, parse, receipt, replies
from sms.dialog import MAX_AGE
from sms.receipt import Receipt
from sms.turn import Act, Effect, Place, Question, Reply, Said, State, Step

NOW = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)
STORY = "A man followed me last night"
CODE = Receipt(123_456_789)


def _said(text: str, place: Place = Place.NONE, *, age_minutes: int = 0, choices: int = 0) -> Said:
    return Said(
        text,
        parse.read(text, now=NOW),
        place,
        sent_at=NOW - timedelta(minutes=age_minutes),
        choices=choices,
    )


def _asked(question: Question | None = Question.WHERE, **fields: object) -> State:
    row: dict[str, object] = {"language": "en", "question": question, "report": "r-1"}
    return State(since=NOW - timedelta(minutes=5), **{**row, **fields})  # type: ignore[arg-type]


def _acts(taken: Step) -> list[Act]:
    return [effect.act for effect in taken.effects]


def test_one_message_with_a_place_is_enough() -> None:
    taken = dialog.step(None, _said(f"{STORY} near Karol Bagh", Place.ONE), now=NOW)

    assert _acts(taken) == [Act.STORE]
    assert taken.reply == Reply("noted", "en")
    assert taken.state is not None
    assert taken.state.question is None


@pytest.mark.parametrize("place", [Place.NONE, Place.SEVERAL])
def test_a_missing_or_doubtful_place_is_asked_for_once_and_the_report_is_stored_at_once(place: Place) -> None:
    taken = dialog.step(None, _said(STORY, place), now=NOW)

    assert _acts(taken) == [Act.STORE]
    assert taken.reply == Reply("ask_where", "en")


@pytest.mark.parametrize("place", list(Place))
def test_the_answer_closes_the_question_whatever_it_says(place: Place) -> None:
    taken = dialog.step(_asked(), _said("the blue gate", place), now=NOW)

    assert taken.effects == (Effect(Act.PLACE, "the blue gate"),)
    assert taken.reply == Reply("noted", "en")
    assert taken.state == _asked(None)


@pytest.mark.parametrize(
    "text",
    [
        "Another man grabbed my arm at the market",
        " ".join(["we walked along the river until the bridge"] * 3),
    ],
    ids=["names-a-kind", "long"],
)
def test_a_second_story_while_a_question_is_open_is_a_report_of_its_own(text: str) -> None:
    taken = dialog.step(_asked(), _said(text), now=NOW)

    assert _acts(taken) == [Act.STORE]


@pytest.mark.parametrize("name", ["gali number 5", "Rue Violette", "photo shop, main street"])
def test_the_name_of_a_place_is_an_answer_whatever_it_means(name: str) -> None:
    taken = dialog.step(_asked(), _said(name, Place.ONE), now=NOW)

    assert _acts(taken) == [Act.PLACE]
    assert taken.state is not None
    assert taken.state.question is None


@pytest.mark.parametrize("story", ["he touched me in metro", "another man grabbed her at the market"])
def test_a_short_story_is_a_report_of_its_own_while_a_question_is_open(story: str) -> None:
    taken = dialog.step(_asked(), _said(story, Place.ONE), now=NOW)

    assert _acts(taken) == [Act.STORE]


def test_more_words_after_the_answer_are_added_to_the_report() -> None:
    taken = dialog.step(_asked(None), _said("it was a white van"), now=NOW)

    assert taken.effects == (Effect(Act.ADD, "it was a white van"),)


def test_an_answer_in_the_dialogs_language_when_it_tells_none() -> None:
    taken = dialog.step(_asked(language="sw"), _said("Kencom"), now=NOW)

    assert taken.reply == Reply("noted", "sw")


def test_places_to_choose_from_are_numbered_only_where_the_channel_leaves_no_trace() -> None:
    asked = dialog.step(None, _said(STORY, Place.SEVERAL, choices=3), now=NOW)
    assert asked.reply == Reply("ask_which", "en")

    chosen = dialog.step(asked.state, _said("٢"), now=NOW)

    assert chosen.effects == (Effect(Act.PLACE, choice=2),)


def test_skip_closes_the_question() -> None:
    taken = dialog.step(_asked(), _said("skip"), now=NOW)

    assert taken.effects == ()
    assert taken.state == _asked(None)


def test_a_message_of_old_is_kept_and_not_answered() -> None:
    taken = dialog.step(None, _said(STORY, age_minutes=21), now=NOW)

    assert _acts(taken) == [Act.STORE]
    assert taken.reply is None
    assert taken.state is not None
    assert taken.state.question is None


def test_a_late_message_is_no_answer_to_a_question_asked_after_it() -> None:
    taken = dialog.step(_asked(), _said("near the old station", age_minutes=30), now=NOW)

    assert _acts(taken) == [Act.STORE]
    assert taken.state == _asked()


def test_a_question_is_no_longer_open_after_twenty_minutes() -> None:
    old = State(
        since=NOW - MAX_AGE - timedelta(seconds=1), language="en", question=Question.WHERE, report="r-1"
    )

    taken = dialog.step(old, _said("near the old station"), now=NOW)

    assert _acts(taken) == [Act.STORE]


@pytest.mark.parametrize("state", [None, _asked(), _asked(None)], ids=["none", "asking", "open"])
def test_safe_forgets_the_dialog_with_the_same_answer_whatever_was(state: State | None) -> None:
    taken = dialog.step(state, _said("SAFE"), now=NOW)

    assert taken == Step(None, (Effect(Act.FORGET),), Reply("done", "en"))


def test_quiet_silences_its_message_and_the_dialog() -> None:
    first = dialog.step(None, _said(f"QUIET {STORY}"), now=NOW)
    second = dialog.step(first.state, _said("services"), now=NOW)

    assert _acts(first) == [Act.STORE]
    assert first.effects[0].text == STORY
    assert first.reply is None
    assert second.reply is None


def test_quiet_alone_stores_nothing_and_answers_nothing() -> None:
    taken = dialog.step(_asked(), _said("quiet"), now=NOW)

    assert taken == Step(_asked(None, is_quiet=True))


def test_safe_after_quiet_is_not_answered() -> None:
    taken = dialog.step(_asked(is_quiet=True), _said("safe"), now=NOW)

    assert taken == Step(None, (Effect(Act.FORGET),))


@pytest.mark.parametrize("state", [None, _asked(None)], ids=["no-dialog", "open-dialog"])
def test_asking_for_a_receipt_gets_the_same_answer_whatever_was_sent_before(state: State | None) -> None:
    taken = dialog.step(state, _said("RECEIPT"), now=NOW)

    assert taken.effects == (Effect(Act.RECEIPT),)
    assert taken.reply == Reply("receipt", "en")


@pytest.mark.parametrize(
    ("word", "act"),
    [
        ("add", Act.ADD),
        ("correct", Act.CORRECT),
        ("withdraw", Act.WITHDRAW),
        ("better", Act.BETTER),
    ],
)
def test_a_receipt_opens_its_report_to_a_keyword(word: str, act: Act) -> None:
    taken = dialog.step(None, _said(f"{word} {CODE.to_words()} more of it"), now=NOW)

    assert taken.effects == (Effect(act, "more of it", receipt=CODE),)
    assert taken.reply == Reply("done", "en")


def test_services_with_a_receipt_asks_for_help() -> None:
    taken = dialog.step(None, _said(f"services {CODE.to_words()} near the market"), now=NOW)

    assert taken.effects == (Effect(Act.HELP, "near the market", receipt=CODE),)
    assert taken.reply == Reply("services", "en")


@pytest.mark.parametrize("word", ["withdraw", "services"])
def test_a_receipt_that_cannot_be_read_changes_nothing(word: str) -> None:
    broken = CODE.to_digits()[:-1] + ("0" if CODE.to_digits()[-1] != "0" else "1")

    taken = dialog.step(_asked(None), _said(f"{word} {broken}"), now=NOW)

    assert taken.effects == ()
    assert taken.reply == Reply("unreadable", "en")


def test_withdraw_without_a_receipt_takes_back_the_open_report() -> None:
    taken = dialog.step(_asked(), _said("withdraw"), now=NOW)

    assert taken.effects == (Effect(Act.WITHDRAW),)


def test_a_story_that_begins_with_a_keyword_is_a_report() -> None:
    taken = dialog.step(None, _said("Better lighting is needed, a man followed me here"), now=NOW)

    assert _acts(taken) == [Act.STORE]


def test_services_near_a_place_are_listed_without_touching_the_dialog() -> None:
    taken = dialog.step(_asked(), _said("services Karol Bagh"), now=NOW)

    assert taken.effects == (Effect(Act.SERVICES, "Karol Bagh"),)
    assert taken.state == _asked()


def test_a_nominated_zone_is_no_report() -> None:
    taken = dialog.step(None, _said("ZONE library on 5th, open till ten"), now=NOW)

    assert taken.effects == (Effect(Act.ZONE, "library on 5th, open till ten"),)


def test_a_story_that_begins_with_the_zone_word_is_a_report() -> None:
    taken = dialog.step(None, _said("Zone 3 bus: a man touched me"), now=NOW)

    assert _acts(taken) == [Act.STORE]


def test_an_emergency_gets_the_number_and_the_story_is_kept() -> None:
    taken = dialog.step(None, _said("He raped me, call the police, emergency"), now=NOW)

    assert _acts(taken) == [Act.STORE]
    assert taken.reply == Reply("emergency", "en")


def test_a_cry_for_help_alone_gets_the_number() -> None:
    taken = dialog.step(None, _said("help me please"), now=NOW)

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
    state = State(since=NOW, language="en", question=question, report="ab" * 16, choices=3)

    taken = dialog.step(state, _said(text), now=NOW)

    assert taken.reply == Reply("emergency", "en")
    assert len(taken.effects) == 1
    assert taken.state is not None
    assert taken.state.question is None


def test_a_quiet_phone_stays_quiet_in_an_emergency() -> None:
    state = State(since=NOW, language="en", question=Question.WHERE, report="ab" * 16, is_quiet=True)

    assert dialog.step(state, _said("help me please"), now=NOW).reply is None


@pytest.mark.parametrize(
    "text",
    [
        "I am being attacked", "im being raped", "call 911", "he has a knife",
        "I need help now, he wont let me go",
        "polisi", "مدد", "pulis", "me están siguiendo", "il m'attaque", "inaatake ako", "nashambuliwa",
    ],
)  # fmt: skip
def test_what_happens_now_is_an_emergency(text: str) -> None:
    taken = dialog.step(None, _said(text), now=NOW)

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
    taken = dialog.step(None, _said(text), now=NOW)

    assert taken.reply is not None
    assert taken.reply.key != "emergency"


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Support: a man groped me at Connaught Place", Act.STORE_SERVICES),
        ("Sewa Nagar mein ek aadmi ne mujhe chheda", Act.STORE_SERVICES),
        ("services after rape near Kibera", Act.SERVICES),
        ("services Kibera", Act.SERVICES),
        ("Zone 4 market, men whistling at girls", Act.STORE),
        ("Eneo la Karol Bagh wanaume wanasumbua wasichana", Act.STORE),
        ("Zona Rosa, un hombre me siguió anoche", Act.STORE),
        ("zone library near Kencom, open till ten", Act.ZONE),
    ],
)
def test_a_story_that_begins_with_a_first_word_is_kept(text: str, act: Act) -> None:
    assert _acts(dialog.step(None, _said(text), now=NOW)) == [act]


@pytest.mark.parametrize(
    ("state_language", "text", "language"),
    [
        (None, "services", None),
        (None, "zone", None),
        (None, "hi", None),
        (None, "la plaza", None),
        (None, "risiti", "sw"),
        ("hi", "skip", "hi"),
        ("ar", "services Saket", "ar"),
        ("en", "risiti", "sw"),
    ],
)
def test_a_word_of_several_languages_is_answered_in_the_dialogs_or_the_deployments(
    state_language: str | None, text: str, language: str | None
) -> None:
    state = State(since=NOW, language=state_language) if state_language else None

    taken = dialog.step(state, _said(text), now=NOW)

    assert taken.reply is not None
    assert taken.reply.language == language


def test_of_a_report_that_was_taken_back_nothing_is_asked() -> None:
    state = State(since=NOW, language="en", question=Question.WHERE, report="ab" * 16)

    taken = dialog.step(state, _said("withdraw"), now=NOW)

    assert _acts(taken) == [Act.WITHDRAW]
    assert taken.state is not None
    assert taken.state.question is None


@pytest.mark.parametrize("text", ["hello", "ok", "?"])
def test_what_is_not_understood_is_kept_and_asked_what_happened(text: str) -> None:
    taken = dialog.step(None, _said(text), now=NOW)

    assert taken.effects == (Effect(Act.STORE, text),)
    assert taken.reply is not None
    assert taken.reply.key == "ask_what"


@pytest.mark.parametrize("text", ["START", "Yes.", "info"])
def test_a_word_of_carriers_is_no_report(text: str) -> None:
    taken = dialog.step(None, _said(text), now=NOW)

    assert taken.effects == ()
    assert taken.reply is not None
    assert taken.reply.key == "ask_what"


def test_words_we_do_not_understand_are_stored_all_the_same() -> None:
    taken = dialog.step(None, _said("ndagukunda cyane mwene wacu"), now=NOW)

    assert _acts(taken) == [Act.STORE]


@pytest.mark.parametrize("state", [_asked(), _asked(Question.WHICH, choices=3), _asked(None, is_quiet=True)])
def test_a_state_survives_being_written_down(state: State) -> None:
    assert State.from_json(json.loads(json.dumps(state.to_json()))) == state


@pytest.mark.parametrize("language", lexicon.LANGUAGES)
@pytest.mark.parametrize("meaning", keywords.meanings())
def test_every_keyword_of_every_language_leads_to_a_reply_there_is(meaning: str, language: str) -> None:
    word = keywords.first_words(meaning, language)[0]
    rest = "" if meaning in {"safe", "skip", "quiet", "receipt"} else " " + receipt.say(CODE, language)

    taken = dialog.step(_asked(None, language=language), _said(word + rest), now=NOW)

    assert taken.reply is None or taken.reply.key in replies.catalogue(language)
    assert taken.reply is None or taken.reply.language == language


def test_nothing_shows_the_words() -> None:
    said = _said("ADD something secret")

    taken = dialog.step(_asked(None), said, now=NOW)

    assert "secret" not in repr(said)
    assert "secret" not in repr(taken)


def test_what_is_told_after_that_belongs_to_the_same_report() -> None:
    asked = dialog.step(None, _said("hello"), now=NOW)

    told = dialog.step(asked.state, _said("A man followed me near the market last night"), now=NOW)

    assert told.effects == (Effect(Act.ADD, "A man followed me near the market last night"),)
    assert told.reply is not None
    assert told.reply.key == "noted"
    assert told.state is not None
    assert told.state.question is None
