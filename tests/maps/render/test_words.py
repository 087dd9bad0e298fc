from __future__ import annotations

import re
from dataclasses import fields

import pytest

from maps.render import words
from maps.render.words import Words


def test_every_word_is_translated() -> None:
    shouted = words.translated(str.upper)

    assert all(getattr(shouted, field.name) == field.default.upper() for field in fields(Words))  # type: ignore[union-attr]


@pytest.mark.parametrize("field", fields(Words), ids=lambda field: field.name)
def test_placeholders_are_named(field: object) -> None:
    text = getattr(Words(), field.name)  # type: ignore[attr-defined]

    assert not re.search(r"%(?!\(\w+\)s)", text)
