from __future__ import annotations

from collections import defaultdict

import pytest

from sms import keywords, lexicon, words

CARRIERS_OWN = {"help", "info", "stop", "stopall", "unsubscribe", "end", "quit", "cancel", "start", "yes"}


def _all_words() -> list[tuple[str, str, str]]:
    return [
        (meaning, language, word)
        for meaning in keywords.meanings()
        for language in lexicon.LANGUAGES
        for word in keywords.first_words(meaning, language)
    ]


def test_every_meaning_has_a_word_in_every_language() -> None:
    missing = [
        (meaning, language)
        for meaning in keywords.meanings()
        for language in lexicon.LANGUAGES
        if not keywords.first_words(meaning, language)
    ]

    assert not missing


def test_no_first_word_has_two_meanings() -> None:
    meanings = defaultdict(set)
    for meaning, _, word in _all_words():
        meanings[words.fold(word)].add(meaning)

    assert not {word: found for word, found in meanings.items() if len(found) > 1}


def test_no_first_word_belongs_to_the_carriers() -> None:
    ours = {words.fold(word) for _, _, word in _all_words()}

    assert keywords.reserved() >= CARRIERS_OWN
    assert not ours & keywords.reserved()


@pytest.mark.parametrize(("meaning", "language", "word"), _all_words())
def test_each_word_is_found_in_any_case_with_marks_around(meaning: str, language: str, word: str) -> None:
    found = keywords.find(f"  «{word.upper()}»!")

    assert found is not None
    assert found.meaning == meaning
    assert language in found.languages


def test_only_the_first_word_counts() -> None:
    assert keywords.find("I feel safe now") is None
    assert keywords.find("a man asked for my receipt") is None


def test_what_follows_is_handed_back() -> None:
    found = keywords.find("SERVICES: Karol Bagh")

    assert found is not None
    assert found.rest == "Karol Bagh"


def test_safe_and_skip_count_only_alone() -> None:
    assert keywords.find("Safe street but a man followed me") is None
    assert keywords.find("skip") is not None


@pytest.mark.parametrize("text", ["", "   ", "?!", "123", "hello there"])
def test_other_texts_have_no_keyword(text: str) -> None:
    assert keywords.find(text) is None


def test_the_repr_hides_the_text() -> None:
    assert "Karol" not in repr(keywords.find("zone Karol Bagh"))
