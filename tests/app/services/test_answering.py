"""Help by text and by USSD: as much as fits, and always the emergency number."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.deployment import Deployment
from app.services import answering
from sms import segments
from sms.gateways import ussd

TextSender = Callable[..., TestResponse]
FILE = """name,taxonomy_term,phone,service_area
خط المساعدة الليلي لكل من يحتاج إليه,hotline,+44 7700 900100,
مركز الاستماع والدعم في وسط المدينة,hotline,+44 7700 900101,
Night line,hotline,+44 7700 900102,
"""
LANGUAGES = ("en", "ar", "hi", "fr")


@pytest.fixture
def listed(console: FlaskClient) -> None:
    answer = console.post("/console/services/import", data={"rows": FILE}, follow_redirects=True)
    assert "3 services stored" in answer.get_data(as_text=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_by_text_takes_two_segments_at_most(listed: None, here: Deployment, language: str) -> None:
    told = answering.describe(here, "Kencom", language)

    assert segments.count(told).segments <= 2
    assert "+44 7700 900100" in told
    assert here.config.emergency_number in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_by_ussd_fits_one_screen(listed: None, here: Deployment, language: str) -> None:
    told = answering.describe(here, "Kencom", language, ussd.is_one_screen)

    assert ussd.is_one_screen(told)
    assert "+44 7700 900" in told
    assert here.config.emergency_number in told


def test_a_story_behind_the_word_is_kept_and_help_is_told(
    listed: None, send_text: TextSender, console: FlaskClient
) -> None:
    answer = html.unescape(
        send_text("Support: a man groped me near Kencom Stage last night").get_data(as_text=True)
    )
    queue = console.get("/console/reports/").get_data(as_text=True)

    assert re.search(r"\+44 7700 90010\d", answer)
    assert "a man groped me" in queue
