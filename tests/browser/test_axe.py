"""axe finds nothing on any public page in any language, nor on the console's pages in both directions."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from app.parsers import LANGUAGES

pytestmark = pytest.mark.browser
PUBLIC = (
    "/",
    "/table",
    "/data/",
    "/about-the-numbers",
    "/privacy",
    "/report",
    "/report/thanks",
    "/receipt",
    "/receipt/done",
    "/help",
    "/safe-zones",
    "/safe-zones/nominate",
    "/safe-zones/vouch",
    "/nowhere",
    "/console/sign-in",
)
CONSOLE = ("", "reports/", "calls/", "calls/done", "replies/", "gateways/", "gateways/twilio", "organizers/")


def find_violations(page: Page, address: str) -> list[tuple[str, list[str]]]:
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_public_page(language: str, site: str, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})

    found = {path: find_violations(page, f"{site}{path}?lang={language}") for path in PUBLIC}

    assert {path: violations for path, violations in found.items() if violations} == {}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_in_the_console(language: str, site: str, console: Page) -> None:
    found = {path: find_violations(console, f"{site}/console/{path}?lang={language}") for path in CONSOLE}

    assert {path: violations for path, violations in found.items() if violations} == {}
