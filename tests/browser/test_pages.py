"""P10 in a real browser: no page calls anyone else, and what people wrote stays text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, Route

pytestmark = pytest.mark.browser

REPORTERS = ("/report", "/report/thanks")
PUBLIC = (
    "/",
    "/table",
    "/data/",
    *REPORTERS,
    "/console/sign-in",
    "/safe-zones",
    "/safe-zones/nominate",
    "/safe-zones/vouch",
    "/help",
    "/nowhere",
    "/releases/none.json",
    "/?lang=ar",
)
CONSOLE = (
    "/console/",
    "/console/reports/",
    "/console/zones/",
    "/console/services/",
    "/console/services/new",
    "/console/numbers/",
    "/console/imports/",
    "/console/organizers/",
    "/console/me/",
    "/console/me/code",
)
TITLES = {"Safelight", "Map · Safelight", "Map as tables · Safelight"}
"""What a browser's list of tabs and its history may show: nothing of what the site is for."""
WAY_OUT = "https://www.wikipedia.org/"
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation",
  e => window.violations.push(e.violatedDirective + " " + e.blockedURI));
"""


@dataclass(slots=True)
class Seen:
    """Everything that happened in a tab."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)


@pytest.fixture
def seen(page: Page) -> Seen:
    """Records every request, error and answer of the tab from now on."""
    found = Seen()

    def add_request(request: Request) -> None:
        found.requests.append(request.url)

    def add_message(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "404 (not found)" not in message.text.lower():
            found.errors.append(message.text)

    page.on("request", add_request)
    page.on("console", add_message)
    page.on("pageerror", lambda error: found.errors.append(str(error)))
    page.on("response", lambda answer: found.responses.append(answer))
    page.add_init_script(WATCH)
    return found


def look(page: Page, site: str, path: str) -> str:
    """Open a page, let it settle, and use what can be used on it; gives its source as it was sent."""
    answer = page.goto(site + path)
    assert answer is not None
    page.wait_for_load_state("networkidle")
    if page.locator("main select, main input[type=radio]").count():
        page.keyboard.press("Tab")
    return answer.text()


def check_alone(page: Page, site: str, seen: Seen) -> None:
    strangers = [url for url in seen.requests if not url.startswith((f"{site}/", "data:", "blob:"))]
    assert strangers == []
    assert page.evaluate("window.violations") == []
    assert seen.errors == []
    assert page.evaluate("window.planted") is None


@pytest.mark.parametrize("path", PUBLIC)
def test_p10_no_page_calls_anyone_else(path: str, site: str, page: Page, seen: Seen) -> None:
    look(page, site, path)

    check_alone(page, site, seen)
    assert page.context.cookies() == []
    assert page.title() in TITLES
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.parametrize("path", CONSOLE)
def test_p10_a_console_page_calls_nobody_and_breaks_no_policy(
    path: str, site: str, console: Page, seen: Seen
) -> None:
    look(console, site, path)

    check_alone(console, site, seen)
    assert console.title() in TITLES


class Inline(HTMLParser):
    """Collects what a strict policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (
            tag == "script" and "src" not in given and given.get("type") != "application/json"
        ):
            self.found.append(tag)
        self.found += [name for name in given if name == "style" or name.startswith("on")]
        self.found += [value for value in given.values() if value and value.startswith("javascript:")]


@pytest.mark.parametrize("path", PUBLIC)
def test_p10_no_page_has_inline_script_or_style(path: str, site: str, page: Page, seen: Seen) -> None:
    parser = Inline()
    parser.feed(look(page, site, path))

    assert parser.found == []


def test_p10_cookies_come_after_sign_in_and_stay_in_the_console(console: Page) -> None:
    cookies: list[Any] = console.context.cookies()

    assert cookies
    for cookie in cookies:
        assert (cookie["path"], cookie["httpOnly"], cookie["sameSite"]) == ("/console", True, "Strict")
        assert cookie["name"].startswith("safelight_")


@pytest.fixture
def way_out(context: BrowserContext) -> list[str]:
    """Answers for the harmless page, and keeps what the browser told it about us."""
    referrers: list[str] = []

    def answer(route: Route) -> None:
        referrers.append(route.request.headers.get("referer", ""))
        route.fulfill(body="<title>elsewhere</title>", content_type="text/html")

    context.route(f"{WAY_OUT}**", answer)
    return referrers


def _leave_by_keys(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Escape")


def _leave_by_link(page: Page) -> None:
    page.click("a.exit")


@pytest.mark.parametrize("leave", [_leave_by_keys, _leave_by_link], ids=["triple Escape", "link"])
@pytest.mark.parametrize("path", ["/report", "/", "/data/", "/nowhere"])
def test_p10_the_exit_replaces_the_page_in_history(
    path: str, leave: Any, site: str, page: Page, way_out: list[str]
) -> None:
    page.goto("about:blank#before")
    page.goto(site + path)

    leave(page)
    page.wait_for_url(WAY_OUT)
    page.go_back()

    assert page.url == "about:blank#before"
    assert way_out == [""]


def test_p10_the_exit_is_a_plain_link_without_scripts(site: str, without_scripts: Page) -> None:
    without_scripts.context.route(f"{WAY_OUT}**", lambda route: route.fulfill(body="elsewhere"))
    without_scripts.goto(f"{site}/report")

    without_scripts.click("a.exit")

    assert without_scripts.url == WAY_OUT


@pytest.fixture
def without_scripts(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PUBLIC)
def test_every_page_has_its_words_without_scripts(path: str, site: str, without_scripts: Page) -> None:
    without_scripts.goto(site + path)

    assert without_scripts.locator("main h1").inner_text().strip()
    assert without_scripts.locator("a.exit").get_attribute("href") == WAY_OUT


def test_a_report_is_sent_without_scripts(site: str, without_scripts: Page) -> None:
    page = without_scripts
    page.goto(f"{site}/report")
    page.fill("#place", "Kencom")
    page.fill("#text", "A man followed me to the stage")
    page.select_option("#category", "following")

    page.click("main .actions button[type=submit]")
    if page.url == f"{site}/report":  # the place was asked back: it is sent as it stands
        page.click("main button[value=anyway]")

    assert page.url.startswith(f"{site}/report/thanks")
    assert page.context.cookies() == []


def test_a_form_that_comes_back_keeps_what_was_typed_as_text(
    site: str, page: Page, seen: Seen, planted: tuple[str, ...]
) -> None:
    page.goto(f"{site}/report")
    page.fill("#place", planted[3])
    page.fill("#text", "\n".join(planted))
    page.evaluate("document.querySelector('#category').append(new Option('x', '<nothing>'))")
    page.select_option("#category", "<nothing>")

    page.click("main button[type=submit]")
    page.wait_for_load_state("networkidle")

    assert page.input_value("#text") == "\n".join(planted)
    assert page.input_value("#place") == planted[3]
    assert [error for error in seen.errors if "400" not in error] == []
    assert page.evaluate("window.planted") is None


def test_what_a_reporter_wrote_stays_text_before_organizers(
    site: str, console: Page, seen: Seen, planted: tuple[str, ...]
) -> None:
    answer = console.request.post(
        f"{site}/report",
        form={"text": "marked " + " ".join(planted), "place": planted[3], "send": "anyway"},
        max_redirects=0,
    )
    assert answer.status == 303

    look(console, site, "/console/reports/")

    words = console.locator("main").inner_text()
    assert planted[2] in words
    assert planted[0] in words
    check_alone(console, site, seen)


def test_names_of_places_stay_text_on_the_map(
    site: str, page: Page, seen: Seen, planted: tuple[str, ...]
) -> None:
    look(page, site, "/")
    page.wait_for_timeout(300)
    box = page.locator("#map, .leaflet-container").first.bounding_box()
    assert box is not None
    for share in (0.3, 0.5, 0.7):
        page.mouse.click(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)

    data = [answer for answer in seen.responses if answer.url.endswith("data.js")]
    assert data
    assert "planted" in data[0].text()
    check_alone(page, site, seen)
    assert page.locator("img[onerror], script:not([src]):not([type])").count() == 0


def test_names_of_places_stay_text_in_the_tables(
    site: str, page: Page, seen: Seen, planted: tuple[str, ...]
) -> None:
    source = look(page, site, "/table")

    check_alone(page, site, seen)
    assert not re.search(r"<img[^>]*onerror", source)


@pytest.mark.parametrize(
    "tag", ['"><script>window.planted=6</script>', "${window.planted=7}", "../../x", "ar\r\nX: y"]
)
def test_a_language_in_the_address_is_no_code(tag: str, site: str, page: Page, seen: Seen) -> None:
    page.goto(f"{site}/report")
    page.evaluate("tag => location.assign('/report?lang=' + encodeURIComponent(tag))", tag)
    page.wait_for_load_state("networkidle")

    check_alone(page, site, seen)
