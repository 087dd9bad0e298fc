"""P10: what every answer carries, pages and errors and files alike, as a server sends it."""

from __future__ import annotations

import pytest
import requests

from app.pages import HEADERS, IMMUTABLE, NO_STORE

PATHS = (
    "/",
    "/table",
    "/data/",
    "/report",
    "/report/thanks",
    "/healthy",
    "/console/",
    "/console/sign-in",
    "/gateways/twilio",
    "/gateways/nobody",
    "/nowhere",
    "/releases/none.json",
    "/static/safelight.css",
    "/static/exit.js",
    "/static/favicon.svg",
    "/static/nothing.css",
    "/static/../config.py",
    "/%2e%2e/config.py",
)
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PROPFIND")
TELLTALE = ("X-Powered-By", "Via", "Set-Cookie", "Access-Control-Allow-Origin")


@pytest.mark.parametrize("path", PATHS)
def test_p10_every_answer_carries_the_headers(path: str, site: str) -> None:
    with requests.Session() as session:
        for method in METHODS:
            answer = session.request(method, site + path, timeout=10, allow_redirects=False)

            assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, method
            assert answer.headers["Cache-Control"] in (NO_STORE, IMMUTABLE) or path.startswith("/static/"), (
                method
            )
            assert [name for name in TELLTALE if name in answer.headers] == [], method
            assert answer.status_code < 500, method


def test_p10_what_is_released_is_immutable_and_all_else_is_not_kept(site: str) -> None:
    page = requests.get(f"{site}/data/", timeout=10).text
    found = [part.split('"')[0] for part in page.split('href="')[1:]]
    links = [link.removeprefix("..") for link in found if link.endswith("/release.json")]

    answers = {link: requests.get(site + link, timeout=20) for link in links}

    assert len(links) > 1
    assert {link: answer.status_code for link, answer in answers.items()} == dict.fromkeys(links, 200)
    assert {answer.headers["Cache-Control"] for answer in answers.values()} == {IMMUTABLE}


@pytest.mark.parametrize(
    "body",
    [b"a" * 300_000, b"\xff\xfe" * 100, b"text=%00%ff", b"&" * 5000],
    ids=["oversized", "not UTF-8", "NUL", "empty fields"],
)
def test_p10_errors_repeat_nothing_and_carry_the_headers(body: bytes, site: str) -> None:
    answer = requests.post(
        f"{site}/report",
        body,
        headers={"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "marked-agent"},
        timeout=10,
        allow_redirects=False,
    )

    assert answer.status_code in (303, 400, 413)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "marked-agent" not in answer.text
