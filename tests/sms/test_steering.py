"""First words, receipts among them: what each leads to."""

from __future__ import annotations

import pytest

from sms import dialog, keywords, lexicon, receipt, replies
from sms.turn import Act, Effect, Question, Reply, State, Step
from tests import turns


@pytest.mark.parametrize("state", [None, turns.ask(), turns.ask(None)], ids=["none", "asking", "open"])
def test_safe_forgets_the_dialog_with_the_same_answer_whatever_was(state: State | None) -> None:
    taken = dialog.step(state, turns.say("SAFE"), now=turns.NOW)

    assert taken == Step(None, (Effect(Act.FORGET),), Reply("done", "en"))


def test_quiet_silences_its_message_and_the_dialog() -> None:
    first = dialog.step(None, turns.say(f"QUIET {turns.STORY}"), now=turns.NOW)
    second = dialog.step(first.state, turns.say("services"), now=turns.NOW)

    assert turns.acts(first) == [Act.STORE]
    assert first.effects[0].text == turns.STORY
    assert first.reply is None
    assert second.reply is None


def test_quiet_alone_stores_nothing_and_answers_nothing() -> None:
    taken = dialog.step(turns.ask(), turns.say("quiet"), now=turns.NOW)

    assert taken == Step(turns.ask(None, is_quiet=True))


def test_safe_after_quiet_is_not_answered() -> None:
    taken = dialog.step(turns.ask(is_quiet=True), turns.say("safe"), now=turns.NOW)

    assert taken == Step(None, (Effect(Act.FORGET),))


@pytest.mark.parametrize("state", [None, turns.ask(None)], ids=["no-dialog", "open-dialog"])
def test_asking_for_a_receipt_gets_the_same_answer_whatever_was_sent_before(state: State | None) -> None:
    taken = dialog.step(state, turns.say("RECEIPT"), now=turns.NOW)

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
    taken = dialog.step(None, turns.say(f"{word} {turns.CODE.to_words()} more of it"), now=turns.NOW)

    assert taken.effects == (Effect(act, "more of it", receipt=turns.CODE),)
    assert taken.reply == Reply("done", "en")


def test_services_with_a_receipt_asks_for_help() -> None:
    taken = dialog.step(None, turns.say(f"services {turns.CODE.to_words()} near the market"), now=turns.NOW)

    assert taken.effects == (Effect(Act.HELP, "near the market", receipt=turns.CODE),)
    assert taken.reply == Reply("services", "en")


@pytest.mark.parametrize("word", ["withdraw", "services"])
def test_a_receipt_that_cannot_be_read_changes_nothing(word: str) -> None:
    broken = turns.CODE.to_digits()[:-1] + ("0" if turns.CODE.to_digits()[-1] != "0" else "1")

    taken = dialog.step(turns.ask(None), turns.say(f"{word} {broken}"), now=turns.NOW)

    assert taken.effects == ()
    assert taken.reply == Reply("unreadable", "en")


@pytest.mark.parametrize(
    ("text", "act", "rest"),
    [
        ("{words} he had a scarf", Act.ADD, "he had a scarf"),
        ("My receipt is {words}, please say he was old", Act.ADD, "My receipt is please say he was old"),
        ("{words}", Act.LOOK, ""),
        ("{words} withdraw", Act.WITHDRAW, ""),
        ("{digits}: correct it was at noon", Act.CORRECT, "it was at noon"),
        ("{words} better lighting is needed", Act.ADD, "better lighting is needed"),
        ("{words} zone", Act.ADD, "zone"),
        ("Withdarw {words}", Act.WITHDRAW, ""),
        ("corect {digits} it was at noon", Act.CORRECT, "it was at noon"),
        ("better: my code is {digits}", Act.BETTER, "my code is"),
        ("Service {words}", Act.HELP, ""),
        ("safe {words}", Act.ADD, "safe"),
    ],
)
def test_p8_a_receipt_opens_its_report_wherever_it_stands(text: str, act: Act, rest: str) -> None:
    said = turns.say(text.format(words=turns.CODE.to_words(), digits=turns.CODE.to_digits("ar")))

    taken = dialog.step(None, said, now=turns.NOW)

    assert taken.effects == (Effect(act, rest, receipt=turns.CODE),)


def test_the_words_of_a_receipt_tell_no_language() -> None:
    texts = [f"services {receipt.Receipt(value * 10**20 + value).to_words()}" for value in range(40)]

    languages = {taken.reply.language for text in texts if (taken := _take(text)).reply}

    assert languages == {None}


def _take(text: str) -> Step:
    return dialog.step(None, turns.say(text), now=turns.NOW)


def test_withdraw_without_a_receipt_takes_back_the_open_report() -> None:
    taken = dialog.step(turns.ask(), turns.say("withdraw"), now=turns.NOW)

    assert taken.effects == (Effect(Act.WITHDRAW),)


def test_a_story_that_begins_with_a_keyword_is_a_report() -> None:
    taken = dialog.step(None, turns.say("Better lighting is needed, a man followed me here"), now=turns.NOW)

    assert turns.acts(taken) == [Act.STORE]


def test_services_near_a_place_are_listed_without_touching_the_dialog() -> None:
    taken = dialog.step(turns.ask(), turns.say("services Karol Bagh"), now=turns.NOW)

    assert taken.effects == (Effect(Act.SERVICES, "Karol Bagh"),)
    assert taken.state == turns.ask()


def test_a_nominated_zone_is_no_report() -> None:
    taken = dialog.step(None, turns.say("ZONE library on 5th, open till ten"), now=turns.NOW)

    assert taken.effects == (Effect(Act.ZONE, "library on 5th, open till ten"),)


def test_a_story_that_begins_with_the_zone_word_is_a_report() -> None:
    taken = dialog.step(None, turns.say("Zone 3 bus: a man touched me"), now=turns.NOW)

    assert turns.acts(taken) == [Act.STORE]


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
    assert turns.acts(dialog.step(None, turns.say(text), now=turns.NOW)) == [act]


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
    state = State(since=turns.NOW, language=state_language) if state_language else None

    taken = dialog.step(state, turns.say(text), now=turns.NOW)

    assert taken.reply is not None
    assert taken.reply.language == language


def test_of_a_report_that_was_taken_back_nothing_is_asked() -> None:
    state = State(since=turns.NOW, language="en", question=Question.WHERE, report="ab" * 16)

    taken = dialog.step(state, turns.say("withdraw"), now=turns.NOW)

    assert turns.acts(taken) == [Act.WITHDRAW]
    assert taken.state is not None
    assert taken.state.question is None


@pytest.mark.parametrize("language", lexicon.LANGUAGES)
@pytest.mark.parametrize("meaning", keywords.meanings())
def test_every_keyword_of_every_language_leads_to_a_reply_there_is(meaning: str, language: str) -> None:
    word = keywords.first_words(meaning, language)[0]
    rest = "" if meaning in {"safe", "skip", "quiet", "receipt"} else " " + receipt.say(turns.CODE, language)

    taken = dialog.step(turns.ask(None, language=language), turns.say(word + rest), now=turns.NOW)

    assert taken.reply is None or taken.reply.key in replies.catalogue(language)
    assert taken.reply is None or taken.reply.language == language
