"""The console in a real browser, on a phone and on a desk, from left to right and from right to left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from app import accounts, factory, sessions
from config import Config

Look = tuple[str, int, Literal["light", "dark"]]


class Site(Protocol):
    """The running server, as this folder's conftest has it."""

    url: str
    username: str
    passphrase: str
    config: Config


pytestmark = pytest.mark.browser
ROLES = ("reviewer", "operator", "mapper", "analyst", "admin")
LOOKS: tuple[Look, ...] = (
    ("en", 360, "dark"),
    ("en", 1280, "light"),
    ("ar", 360, "light"),
    ("ar", 1280, "dark"),
)
"""Language, width and colours: both directions on a phone and on a desk, light and dark in each."""
OPTIONS = {"resultTypes": ["violations"]}


@pytest.fixture(scope="session")
def application(running: Site) -> Iterator[Flask]:
    """The program of the running site, to ask for its routes and to make accounts in its database."""
    app = factory.create_app(running.config)
    yield app
    app.extensions["safelight"].database.close()
    app.extensions["safelight"].memory.client.close()


@pytest.fixture(scope="session")
def passphrases(application: Flask, running: Site) -> dict[str, str]:
    """An account of each role, by its role's name, and its passphrase."""
    made = {role: f"{role} correct horse battery staple" for role in ROLES}
    with application.app_context():
        session = sessions.database_session()
        host = accounts.find(session, running.username)
        assert host is not None
        keys = accounts.unwrap_keys(session, host, running.passphrase)
        for role, passphrase in made.items():
            accounts.add(session, role, passphrase, (role,), keys)
        session.commit()
    return made


@pytest.fixture(scope="session")
def examples(running: Site, browser: Browser) -> Iterator[dict[str, str]]:
    """An example of each value that addresses of pages take, stored through the pages themselves."""
    console, site = browser.new_page(), running.url
    sign_in(console, site, running.username, running.passphrase)
    long = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 2
    post = console.request.post
    post(f"{site}/report", form={"place": "Blue Mosque", "text": f"He stared at me. {long} +1 555 0123"})
    post(f"{site}/safe-zones/nominate", form={"name": long, "district": long})
    console.goto(f"{site}/console/services/")
    service: dict[str, str | float | bool] = {
        "name": long,
        "kind": "legal",
        "area": long,
        "url": f"https://service.example/{long}",
    }
    post(f"{site}/console/services/", form=service, headers={"Origin": site})
    found: dict[str, str] = {"name": "twilio"}
    for name, section in (("report_id", "reports"), ("zone_id", "zones"), ("service_id", "services")):
        console.goto(f"{site}/console/{section}/")
        link = console.locator(f"main a[href*='/console/{section}/'][href*='-']").first
        found[name] = str(link.get_attribute("href")).rpartition("/")[2]
    yield found
    console.context.close()


def find_paths(app: Flask, role: str, examples: dict[str, str]) -> list[str]:
    """The address of every page of the console that the role may open; one's own account only once."""
    found = []
    for rule in app.url_map.iter_rules():
        roles = getattr(app.view_functions[rule.endpoint], "roles", ())
        is_everyones = rule.endpoint.startswith("account.") and role != ROLES[0]
        if "GET" in (rule.methods or ()) and role in roles and not is_everyones:
            values: dict[str, Any] = {argument: examples[argument] for argument in rule.arguments}
            with app.test_request_context():
                found.append(app.url_for(rule.endpoint, **values))
    return found


@pytest.mark.parametrize(("language", "width", "colours"), LOOKS)
@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_each_role_fits_the_screen_and_axe_finds_nothing(
    role: str,
    language: str,
    width: int,
    colours: Literal["light", "dark"],
    application: Flask,
    passphrases: dict[str, str],
    examples: dict[str, str],
    site: str,
    context: BrowserContext,
) -> None:
    context.clear_cookies()
    page = context.new_page()
    page.emulate_media(color_scheme=colours)
    page.set_viewport_size({"width": width, "height": 740})
    sign_in(page, site, role, passphrases[role])

    wrong = {}
    for path in find_paths(application, role, examples):
        answer = page.goto(f"{site}{path}?lang={language}")
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
        found = Axe().run(page, options=OPTIONS).response["violations"]
        wrong[path] = (
            answer and answer.status,
            page.evaluate("document.documentElement.scrollWidth - innerWidth"),
            [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found],
        )

    assert len(wrong) > 1
    assert wrong == dict.fromkeys(wrong, (200, 0, []))


def sign_in(page: Page, site: str, username: str, passphrase: str) -> None:
    page.goto(f"{site}/console/sign-in")
    page.fill("#username", username)
    page.fill("#passphrase", passphrase)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{site}/console/", wait_until="commit")


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


def test_what_is_being_typed_survives_a_session_that_was_ended_elsewhere(
    running: Site, site: str, console: Page, examples: dict[str, str]
) -> None:
    console.goto(f"{site}/console/reports/{examples['report_id']}")
    console.fill("#place_phrase", "the blue kiosk at the corner")
    console.fill("#occurred_on", "2026-04-01")
    console.context.clear_cookies()

    console.click("form[action$='/correct'] button")
    console.fill("#username", running.username)
    console.fill("#passphrase", running.passphrase)
    console.click("main button[type=submit]")
    console.get_by_role("heading", name="You are signed in again").wait_for()
    console.locator("main button").first.click()
    console.wait_for_url(f"**/reports/{examples['report_id']}*")

    assert console.input_value("#place_phrase") == "the blue kiosk at the corner"
    assert console.input_value("#occurred_on") == "2026-04-01"
