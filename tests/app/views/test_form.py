"""The form in every language: who sees what beside each field, light enough for 2G, a draft kept nowhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from app.parsers import LANGUAGES
from config import ROOT

MOST_BYTES = 60_000
DRAFT_KEEPERS = (
    "localStorage",
    "sessionStorage",
    "indexedDB",
    "document.cookie",
    "caches.open",
    "serviceWorker",
)


class Form(HTMLParser):
    """Collects a page's language, its fields with what describes them, and the texts of hints by id."""

    def __init__(self) -> None:
        super().__init__()
        self.page: dict[str, str | None] = {}
        self.fields: dict[str, str | None] = {}
        self.hints: dict[str, str] = {}
        self.assets: list[str] = []
        self._hint = ""
        self._described: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.page = given
        if tag == "fieldset":
            self._described = given.get("aria-describedby")
        name = given.get("name")
        if tag in ("input", "select", "textarea") and name and given.get("type") != "hidden":
            self.fields[name] = given.get("aria-describedby") or self._described
        if given.get("class") == "hint":
            self._hint = given.get("id") or ""
        asset = given.get("src") if tag == "script" else given.get("href") if tag == "link" else None
        self.assets += [asset] if asset and asset.startswith("/static") else []

    def handle_data(self, data: str) -> None:
        if self._hint:
            self.hints[self._hint] = self.hints.get(self._hint, "") + data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            self._hint = ""
        if tag == "fieldset":
            self._described = None


def read(client: FlaskClient, language: str) -> tuple[str, Form]:
    page = client.get(f"/report?lang={language}").get_data(as_text=True)
    form = Form()
    form.feed(page)
    return page, form


def load(asset: str) -> bytes:
    return (ROOT / asset.lstrip("/")).read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_sees_it_stands_beside_each_field(language: str, client: FlaskClient) -> None:
    _, form = read(client, language)

    assert {
        "place",
        "width",
        "category",
        "day",
        "part_of_day",
        "text",
        "role",
        "place_kind",
    } <= form.fields.keys()
    said = {name: form.hints.get((ids or "").split(" ")[0], "") for name, ids in form.fields.items()}
    assert [name for name, words in said.items() if not words] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_its_language_and_direction(language: str, client: FlaskClient) -> None:
    _, form = read(client, language)

    assert (form.page["lang"], form.page["dir"]) == (language, "rtl" if language == "ar" else "ltr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_form_styles_and_scripts_weigh_under_60_kb_uncompressed(language: str, client: FlaskClient) -> None:
    page, form = read(client, language)

    bodies = [page.encode(), *map(load, set(form.assets))]

    assert sum(map(len, bodies)) < MOST_BYTES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_is_kept_nowhere(language: str, client: FlaskClient) -> None:
    answer = client.get(f"/report?lang={language}")
    page, form = read(client, language)

    assert "no-store" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert 'autocomplete="off"' in page
    scripts = [load(asset).decode() for asset in form.assets if asset.endswith(".js")]
    assert scripts
    assert [word for word in DRAFT_KEEPERS for script in scripts if word in script] == []


def test_no_script_of_ours_keeps_anything() -> None:
    ours = [path for path in (ROOT / "static").rglob("*.js") if "vendor" not in path.parts]

    assert [path.name for path in ours if any(word in path.read_text() for word in DRAFT_KEEPERS)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_comes_after_sending(language: str, client: FlaskClient) -> None:
    form = {"text": "A man followed me", "place": "Kencom Stage", "send": "anyway"}
    sent = client.post(f"/report?lang={language}", data=form)

    thanks = client.get(f"{sent.headers['Location']}&lang={language}").get_data(as_text=True)

    assert re.search(r'<a href="/help[^"]*">', thanks.split("<main", 1)[1].split("</main", 1)[0])
    assert f'<html lang="{language}"' in thanks
