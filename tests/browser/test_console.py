"""The console in a real browser, on a phone and on a desk, from left to right and from right to left."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
PATHS = (
    "",
    "reports/",
    "zones/",
    "services/",
    "services/new",
    "numbers/",
    "imports/",
    "organizers/",
    "me/",
    "calls/",
    "replies/",
    "gateways/",
    "gateways/twilio",
)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [320, 1200])
def test_no_page_is_wider_than_the_screen(width: int, language: str, site: str, console: Page) -> None:
    console.set_viewport_size({"width": width, "height": 700})

    wider = {}
    for path in PATHS:
        console.goto(f"{site}/console/{path}?lang={language}")
        wider[path] = console.evaluate("document.documentElement.scrollWidth - innerWidth")

    assert wider == dict.fromkeys(PATHS, 0)


def test_keys_judge_the_report_in_view_and_take_it_back(site: str, console: Page) -> None:
    console.request.post(f"{site}/report", form={"place": "Blue Mosque", "text": "He stared at me"})
    console.goto(f"{site}/console/reports/")

    console.keyboard.press("a")
    console.wait_for_url("**/reports/?done=*")
    accepted = console.locator(".notice.good").inner_text()
    console.keyboard.press("u")
    console.wait_for_url("**/reports/")

    assert "Accepted." in accepted
    assert console.locator("[data-report]").count() >= 1
