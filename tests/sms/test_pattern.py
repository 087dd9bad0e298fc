from __future__ import annotations

import pytest

from sms import words
from sms.pattern import Hit, Lexicon


def _hits(phrase: str, text: str, **more: object) -> list[Hit]:
    sets = {"body": ["hand", "arm*"]}
    lexicon = Lexicon({"t.x": [phrase]}, sets, more.get("spell", words.squeeze), more.get("prefixes", ()))  # type: ignore[arg-type]
    return lexicon.match(words.split(text))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("touch", "a touch"),
        ("touch*", "touching"),
        ("*gus*", "alinigusa"),
        ("*ni", "shatamni"),
        ("touch|grab my", "grab my"),
        ("grab <body>", "grab arms"),
        ("grab ~2 arm", "grab her left arm"),
        ("follow*", "folowed"),
    ],
    ids=["word", "beginning", "part", "ending", "choice", "set", "gap", "double-letter"],
)
def test_phrases_match_as_their_signs_say(phrase: str, text: str) -> None:
    assert _hits(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("touch", "touching"),
        ("*gus*", "gu"),
        ("grab arm", "grab her arm"),
        ("grab ~2 arm", "grab her very left arm"),
        ("grab ~2 arm", "grab it. arm"),
        ("grab arm", "arm grab"),
    ],
    ids=["longer-word", "too-short", "no-gap", "gap-too-long", "other-sentence", "order"],
)
def test_phrases_match_nothing_else(phrase: str, text: str) -> None:
    assert not _hits(phrase, text)


def test_a_hit_tells_the_lexicons_words_and_where_they_stand() -> None:
    assert _hits("grab* ~2 <body>", "he grabbed my arm") == [Hit("t.x", "grab* arm*", 1, 4)]


def test_prefixes_that_a_language_writes_onto_words_are_cut() -> None:
    assert _hits("شارع*", "بالشارع", prefixes=("بال", "ال"))


def test_a_spelling_rule_brings_variants_together() -> None:
    assert _hits("peecha", "picha", spell=lambda word: word.replace("ee", "i"))
