"""The main story in a real browser: form and text, queue, judgement, the next release, the map."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
import requests
from playwright.sync_api import Page
from twilio.request_validator import RequestValidator

from app.demo import phone
from config import ROOT, Config
from tests.conftest import TOKEN

PICTURES = ROOT / "build" / "pictures"

pytestmark = pytest.mark.browser


def keep(page: Page, name: str) -> None:
    """Keep a screenshot to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=Path(PICTURES / f"{name}.png"), full_page=True)


def text(site: str, words: str) -> int:
    form = phone.make_form(words, "+15550123")
    signature = RequestValidator(TOKEN).compute_signature(f"{site}/gateways/twilio", form)
    answer = requests.post(
        f"{site}/gateways/twilio", form, headers={"X-Twilio-Signature": signature}, timeout=20
    )
    return answer.status_code


def test_the_map_shows_hexagons_over_the_city(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{site}/")
    page.wait_for_selector(".map canvas", state="attached")

    keep(page, "map-phone")

    assert "Testville" in page.inner_text("h1")
    assert page.locator(".worst li").count() > 0


def test_a_form_and_a_text_are_queued_accepted_and_gone_from_the_queue(
    page: Page, site: str, console: Page, running: object
) -> None:
    form = console.context.new_page()
    form.set_viewport_size({"width": 320, "height": 700})
    form.goto(f"{site}/report")
    form.fill("#place", "Blue Mosque")
    form.select_option("#category", "staring")
    form.fill("#text", "He stared at me, form story")
    keep(form, "form-phone")
    form.click("main button[type=submit]")
    assert "/report/thanks" in form.url
    assert text(site, "A man followed me near Kencom Stage last night, text story") == 200

    console.goto(f"{site}/console/reports/")
    keep(console, "queue")
    for words in ("form story", "text story"):
        console.locator("[data-report]", has_text=words).get_by_role("button", name="Accept").click()
        console.wait_for_url("**/reports/?done=*")
        console.goto(f"{site}/console/reports/")
    waiting = console.inner_text("main")

    assert "story" not in waiting
    config = running.config  # type: ignore[attr-defined]  # Site of the folder's conftest
    assert isinstance(config, Config)
    with psycopg.connect(config.database_url) as owner:
        accepted = owner.execute(
            "SELECT count(*) FROM report WHERE state = 'accepted' AND octet_length(sealed) > 0"
        ).fetchone()
    assert accepted == (2,)
