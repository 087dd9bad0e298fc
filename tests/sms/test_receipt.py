from __future__ import annotations

import math
import random

import pytest

from sms import receipt, wordlist

SEED = 20_26


@pytest.fixture
def drawn() -> receipt.Receipt:
    return receipt.make(random.Random(SEED).randrange)


def _swap(text: str, first: int, second: int) -> str:
    parts = text.split()
    parts[first], parts[second] = parts[second], parts[first]
    return " ".join(parts)


def test_a_receipt_holds_at_least_77_bits_after_the_words_it_avoids() -> None:
    usable = wordlist.SIZE - len(wordlist.AVOIDED)

    assert receipt.WORDS * math.log2(usable) >= 77


def test_the_list_has_7776_words_and_only_avoided_ones_have_hyphens() -> None:
    words = set(wordlist.words())

    assert len(words) == wordlist.SIZE
    assert all(word.isalpha() for word in words - wordlist.AVOIDED)


def test_the_avoided_words_are_words_of_the_list() -> None:
    assert set(wordlist.words()) >= wordlist.AVOIDED


def test_a_receipt_with_a_telling_word_is_drawn_again() -> None:
    telling = wordlist.positions()["grope"]
    draws = iter([telling, 7])

    made = receipt.make(lambda _: next(draws))

    assert made == receipt.Receipt(7)


def test_words_and_digits_give_the_same_receipt_back(drawn: receipt.Receipt) -> None:
    assert receipt.parse(drawn.to_words()) == drawn
    assert receipt.parse(drawn.to_digits()) == drawn


@pytest.mark.parametrize("language", ["en", "ar", "ur", "hi", "sw", "es", "fr", "fil"])
def test_a_receipt_in_local_digits_is_read_back(drawn: receipt.Receipt, language: str) -> None:
    assert receipt.parse(drawn.to_digits(language)) == drawn
    assert receipt.parse(drawn.to_words(language)) == drawn


def test_every_wrong_digit_is_noticed(drawn: receipt.Receipt) -> None:
    plain = drawn.to_digits().replace(" ", "")

    wrong = [
        plain[:at] + digit + plain[at + 1 :]
        for at in range(len(plain))
        for digit in "0123456789"
        if digit != plain[at]
    ]

    assert len(wrong) == 28 * 9
    assert not [digits for digits in wrong if receipt.parse(digits)]


def test_every_two_swapped_digits_are_noticed(drawn: receipt.Receipt) -> None:
    plain = " ".join(drawn.to_digits().replace(" ", ""))
    numbers = plain.split()

    wrong = [
        _swap(plain, first, second)
        for first in range(28)
        for second in range(first)
        if numbers[first] != numbers[second]
    ]

    assert not [digits for digits in wrong if receipt.parse(digits)]


def test_a_wrong_word_of_the_list_is_noticed(drawn: receipt.Receipt) -> None:
    parts = drawn.to_words().split()

    wrong = [
        [*parts[:at], word, *parts[at + 1 :]]
        for at in range(receipt.WORDS)
        for word in wordlist.words()[::97]
        if word != parts[at]
    ]

    assert not [words for words in wrong if receipt.parse(" ".join(words))]


def test_two_swapped_words_are_noticed(drawn: receipt.Receipt) -> None:
    words = drawn.to_words()

    wrong = [_swap(words, first, second) for first in range(6) for second in range(first)]

    assert not [swapped for swapped in wrong if receipt.parse(swapped)]


def test_a_typo_is_mended_when_one_reading_passes_the_check() -> None:
    words = list(wordlist.words()[700:706])
    made = receipt.Receipt(sum(wordlist.positions()[w] * 7776**p for p, w in enumerate(reversed(words))))
    typed = made.to_words().replace(words[0], words[0][:2] + words[0][3:], 1).upper()

    assert receipt.parse(f"  {typed}. ") == made


@pytest.mark.parametrize("separator", ["-", ", ", "\n", " . "], ids=["dashes", "commas", "lines", "stops"])
def test_separators_do_not_matter(drawn: receipt.Receipt, separator: str) -> None:
    assert receipt.parse(drawn.to_words().replace(" ", separator)) == drawn


@pytest.mark.parametrize(
    "text",
    ["", "hello", "1234", "acorn acorn acorn acorn acorn acorn", "9" * 28, "0" * 29, "x " * 500],
    ids=["empty", "one-word", "short", "no-check", "too-large", "too-long", "many"],
)
def test_what_is_no_receipt_gives_none(text: str) -> None:
    assert receipt.parse(text) is None


def test_words_after_the_receipt_are_handed_back(drawn: receipt.Receipt) -> None:
    found = receipt.split(f"{drawn.to_words()} it was a white van")

    assert found == (drawn, "it was a white van")


def test_the_digest_depends_on_the_key_and_the_receipt_alone(drawn: receipt.Receipt) -> None:
    again = receipt.parse(drawn.to_digits("ar"))
    assert again is not None

    assert receipt.digest(again, b"a" * 32) == receipt.digest(drawn, b"a" * 32)
    assert receipt.digest(drawn, b"a" * 32) != receipt.digest(drawn, b"b" * 32)
    assert len(receipt.digest(drawn, b"a" * 32)) == 32


def test_the_repr_hides_the_value(drawn: receipt.Receipt) -> None:
    assert str(drawn.value) not in repr(drawn)


def test_a_passphrase_has_as_many_words_of_the_list_as_asked() -> None:
    words = receipt.passphrase(7).split()

    assert len(words) == 7
    assert set(words) <= set(wordlist.words())


def test_a_receipt_in_words_fits_one_segment() -> None:
    longest = max(len(word) for word in wordlist.words())

    assert receipt.WORDS * (longest + 1) + 4 <= 64


def test_of_a_long_text_full_of_shapes_only_the_first_are_looked_at(drawn: receipt.Receipt) -> None:
    shape = "acid acid acid acid acid acid 5"

    assert receipt.find(f"{shape} {drawn.to_words()}") is not None
    assert receipt.find(" ".join([shape] * receipt.MAX_LOOKS + [drawn.to_words()])) is None
