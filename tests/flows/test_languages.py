"""In every language: from the first text to the hexagon on the map."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import psycopg
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.parsers import LANGUAGES
from maps import cells
from sms import replies

MAP = "map-2026-01-01-2026-12-31"
TEXTS = {
    "en": "A man followed me near Kencom Stage last night",
    "ar": "رجل تبعني قرب كينكوم الليلة الماضية",
    "sw": "Mwanaume alinifuata karibu na Kencom jana usiku",
    "hi": "कल रात Kencom के पास एक आदमी ने मेरा पीछा किया",
    "es": "Un hombre me siguió cerca de Kencom anoche",
    "fr": "Un homme m'a suivie près de Kencom la nuit dernière",
    "fil": "May lalaking sumunod sa akin malapit sa Kencom kagabi",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_text_is_understood_answered_judged_and_shown(
    language: str,
    client: FlaskClient,
    send_text: Callable[..., TestResponse],
    accept_all: Callable[[], int],
    repeat_accepted: Callable[[int], None],
    publish: Callable[[datetime], str],
    owner: psycopg.Connection,
) -> None:
    answer = send_text(TEXTS[language]).get_data(as_text=True)
    accept_all()
    clear = owner.execute("SELECT cell_id, precision, category_group, part_of_day FROM report").fetchone()
    repeat_accepted(999)
    published = publish(datetime(2027, 1, 20, tzinfo=UTC))
    page = client.get("/", headers={"Accept-Language": language}).get_data(as_text=True)
    shown = client.get(f"/releases/{MAP}.geojson").get_json()["features"]

    assert replies.text("noted", language) in answer
    assert clear is not None
    assert clear[1:] == ("spot", "following", "night")
    assert MAP in published
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page
    assert "Kencom" in page
    here = {cells.parent(clear[0], resolution) for resolution in (7, 8, 9)}
    clearest = [one for one in shown if one["properties"]["state"] == "clear"]
    assert here & {one["properties"]["cell"] for one in clearest}
