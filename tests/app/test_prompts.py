"""What menus say: every screen fits every telephone, in every language."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app import prompts
from app.deployment import Deployment
from app.parsers import LANGUAGES
from sms.gateways import ussd

SCREENS: dict[str, Callable[[Deployment, str], str]] = {
    "languages": lambda _here, _language: "\n".join(prompts.languages(LANGUAGES)),
    "what": lambda _here, language: prompts.what(language, is_voice=False),
    "where": prompts.where,
    "part": lambda _here, language: prompts.part(language),
    "end": prompts.end,
    "receipt": lambda _here, language: prompts.receipt(language, is_voice=False),
    "receipt acts": lambda _here, language: prompts.receipt_acts(language),
    "thanks": prompts.thanks,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_fits_every_telephone(screen: str, language: str, app: Flask, here: Deployment) -> None:
    with app.test_request_context():
        text = SCREENS[screen](here, language)

    assert ussd.is_one_screen(text), text


def test_every_kind_keeps_its_number_where_the_question_is_cut_short(app: Flask) -> None:
    with app.test_request_context():
        lines = {language: prompts.what(language, is_voice=False).splitlines() for language in LANGUAGES}

    assert {len(found) for found in lines.values()} == {len(prompts.GROUPS) + 2}
