"""What menus say: every screen fits every telephone, in every language."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app import prompts
from config import LANGUAGES
from sms.gateways import ussd

SCREENS: dict[str, Callable[[str], str]] = {
    "languages": lambda _language: prompts.languages(LANGUAGES),
    "what": lambda language: prompts.what(language, is_voice=False),
    "where": prompts.where,
    "part": prompts.part,
    "end": prompts.end,
    "receipt": lambda language: prompts.receipt(language, is_voice=False),
    "receipt acts": prompts.receipt_acts,
    "thanks": prompts.thanks,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_fits_every_telephone(screen: str, language: str, app: Flask) -> None:
    with app.test_request_context():
        text = SCREENS[screen](language)

    assert ussd.is_one_screen(text), text


def test_every_kind_keeps_its_number_where_the_question_is_cut_short(app: Flask) -> None:
    with app.test_request_context():
        lines = {language: prompts.what(language, is_voice=False).splitlines() for language in LANGUAGES}

    assert {len(found) for found in lines.values()} == {len(prompts.GROUPS) + 2}
