from __future__ import annotations

import pytest

from sms import digits, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Él SIGUIÓ", "el siguio"),
        ("m'a touchée", "m a touchee"),
        ("didn’t", "didnt"),
        ("أَحْمَد ةى", "احمد هي"),
        ("کیسے ہیں", "كيسي هين"),
        ("लड़की माँ", "लडकी मां"),
        ("heyyyy", "hey"),
        ("٢١:٣٠ ९", "21:30 9"),
        ("Ｈｅｌｌｏ", "hello"),
    ],
    ids=["accents", "elision", "apostrophe", "arabic", "urdu", "devanagari", "drawn-out", "digits", "wide"],
)
def test_one_spelling_where_people_have_several(text: str, folded: str) -> None:
    assert words.fold(text) == folded


def test_folding_twice_changes_nothing() -> None:
    text = "Él l'a dit: أَحْمَد लड़की heyyy"

    assert words.fold(words.fold(text)) == words.fold(text)


def test_clauses_part_at_commas_and_sentences_at_stops() -> None:
    split = words.split("no, he ran. वह गई। she")

    assert split.words == ("no", "he", "ran", "वह", "गई", "she")
    assert split.clauses == (0, 1, 1, 2, 2, 3)
    assert split.sentences == (0, 0, 0, 1, 1, 2)


def test_the_repr_hides_the_words() -> None:
    assert "secret" not in repr(words.split("a secret"))


@pytest.mark.parametrize("language", ["ar", "ur", "hi"])
def test_local_digits_come_back_as_ascii(language: str) -> None:
    local = digits.localize("0123456789", language)

    assert local != "0123456789"
    assert digits.to_ascii(local) == "0123456789"


def test_languages_without_digits_of_their_own_keep_them() -> None:
    assert digits.localize("42", "sw") == "42"
