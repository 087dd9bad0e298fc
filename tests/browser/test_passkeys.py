"""A passkey of Chromium's virtual device: made, used beside the passphrase, removed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import CDPSession, Page, expect

pytestmark = pytest.mark.browser
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def home(running: Any) -> str:
    """The site under a name: browsers make no passkeys for an address of digits."""
    return f"http://localhost:{urlsplit(running.url).port}/console"


@pytest.fixture
def authenticator(page: Page, running: Any) -> Iterator[CDPSession]:
    """The tab's virtual device; what it made is forgotten afterwards."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield session
    with psycopg.connect(running.config.database_url, autocommit=True) as owner:
        owner.execute("TRUNCATE passkey")
        owner.execute("UPDATE organizer SET recovery = '{}'")


def fill(page: Page, home: str, running: Any) -> None:
    page.goto(f"{home}/sign-in")
    page.fill("#username", running.username)
    page.fill("#passphrase", running.passphrase)


@pytest.fixture
def codes(page: Page, home: str, running: Any, authenticator: CDPSession) -> list[str]:
    """A passkey was made on the tab's device, and the organizer signed out; the recovery codes."""
    fill(page, home, running)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{home}/")
    page.goto(f"{home}/me/")
    page.fill("#name", "Laptop")
    page.click("[data-passkey=make]")
    page.wait_for_url(f"{home}/me/passkeys")
    shown = page.locator("main li").all_inner_texts()
    page.context.clear_cookies()
    return shown


def test_with_a_passkey_the_passphrase_alone_no_longer_signs_in(
    codes: list[str], page: Page, home: str, running: Any
) -> None:
    fill(page, home, running)
    page.click("main button[type=submit]")
    refused = page.locator("[role=alert]:visible").inner_text()

    fill(page, home, running)
    page.click("[data-passkey=use]")
    page.wait_for_url(f"{home}/")

    assert "do not fit" in refused
    assert len(codes) == 8


def test_a_passkey_without_the_passphrase_signs_nobody_in(
    codes: list[str], page: Page, home: str, running: Any
) -> None:
    fill(page, home, running)
    page.fill("#passphrase", "not the passphrase of anyone here")

    page.click("[data-passkey=use]")

    expect(page.locator("[role=alert]:visible")).to_contain_text("do not fit")


def test_a_device_that_does_not_know_us_signs_nobody_in(
    codes: list[str], page: Page, home: str, running: Any, authenticator: CDPSession
) -> None:
    authenticator.send("WebAuthn.disable")
    authenticator.send("WebAuthn.enable")
    authenticator.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    fill(page, home, running)

    page.click("[data-passkey=use]")

    expect(page.locator("[data-problem]")).to_be_visible()


def test_a_recovery_code_stands_in_for_the_passkey_and_the_passkey_can_be_removed(
    codes: list[str], page: Page, home: str, running: Any
) -> None:
    fill(page, home, running)
    page.fill("#code", codes[0])
    page.click("main button[type=submit]")
    page.wait_for_url(f"{home}/")
    page.goto(f"{home}/me/")
    page.locator("li", has_text="Laptop").get_by_role("button").click()
    expect(page.locator("li", has_text="Laptop")).to_have_count(0)
    page.context.clear_cookies()

    fill(page, home, running)
    page.click("main button[type=submit]")

    page.wait_for_url(f"{home}/")


def test_an_answer_is_good_once(codes: list[str], page: Page, home: str, running: Any) -> None:
    sent: list[str] = []
    page.on(
        "request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None
    )
    fill(page, home, running)
    page.click("[data-passkey=use]")
    page.wait_for_url(f"{home}/")
    page.context.clear_cookies()

    again = page.request.post(
        f"{home}/sign-in", data=sent[0], headers={"Content-Type": "application/x-www-form-urlencoded"}
    )

    assert again.status == 403
