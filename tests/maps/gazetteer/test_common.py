"""Common words of a sentence are no slips."""

from __future__ import annotations

import pytest

from maps.gazetteer import common


@pytest.mark.parametrize("word", ["broken", "mother", "followed", "calle", "नहीं"])
def test_a_common_word_is_known(word: str) -> None:
    assert common.is_common(word)


@pytest.mark.parametrize("word", ["kencom", "kencmo", "mohandiseen", ""])
def test_a_name_and_a_slip_are_not(word: str) -> None:
    assert not common.is_common(word)
