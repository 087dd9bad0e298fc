from __future__ import annotations

import re

import pytest

from sms import categories, lexicon, parse, when

GLOB = re.compile(r"\*?[\w\u0900-\u097f]+\*?")
MIN_PART = 3
TABLES = {
    "category": {*categories.catalogue(), "none"},
    "hint": set(categories.catalogue()),
    "role": set(parse.ROLES),
    "place_kind": set(parse.PLACE_KINDS),
    "part": {*when.PARTS, "none"},
    "day": {*when.DAYS_BACK, "now", "never"},
    "negation": {"before", "after", "self", "breaks"},
    "emergency": {"now", "alone", "none"},
}


@pytest.mark.parametrize("language", lexicon.LANGUAGES)
def test_every_word_of_a_lexicon_can_stand_in_a_message(language: str) -> None:
    wrong = [glob for glob in lexicon.get(language).globs() if not GLOB.fullmatch(glob)]

    assert not wrong


@pytest.mark.parametrize("language", lexicon.LANGUAGES)
def test_what_may_stand_inside_a_word_is_not_too_short(language: str) -> None:
    short = [glob for glob in lexicon.get(language).globs() if glob[0] == "*" and len(glob.strip("*")) < 2]

    assert not short


@pytest.mark.parametrize("language", lexicon.LANGUAGES)
def test_tables_and_labels_are_known(language: str) -> None:
    phrases = lexicon.read(language)["phrases"]

    assert phrases.keys() == TABLES.keys()
    assert all(phrases[table].keys() <= labels for table, labels in TABLES.items())


@pytest.mark.parametrize("language", lexicon.LANGUAGES)
def test_every_language_counts_to_twelve(language: str) -> None:
    assert {int(number) for number in lexicon.read(language)["numbers"]} == set(range(1, 13))
