from __future__ import annotations

import pytest

from sms.errors import RedactionError
from sms.identifiers import lists, made, sources
from sms.identifiers.wordset import WordSet, digest


@pytest.mark.parametrize("name", ["fatima", "brian", "wanjiku", "محمد", "सुनीता", "guadalupe"])
def test_a_name_is_sure(name: str) -> None:
    assert name in made.load().sure


@pytest.mark.parametrize("word", ["will", "rose", "hope", "station", "नेपाल", "casa"])
def test_a_name_that_is_a_word_is_not_sure(word: str) -> None:
    assert word not in made.load().sure
    assert made.is_common(word)


def test_a_source_can_be_left_out_for_measuring() -> None:
    assert len(lists.make(frozenset({"egyptian"})).sure) < len(made.load().sure)


def test_a_missing_locale_fails_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_PERSON", "faker/nowhere/{}.py")

    with pytest.raises(RedactionError):
        lists.make(frozenset({"nothing"}))


def test_a_word_set_knows_its_words() -> None:
    words = WordSet(["a", "b"], more=[digest("c")], without=["b"])

    assert ["a" in words, "b" in words, "c" in words, len(words)] == [True, False, True, 2]
