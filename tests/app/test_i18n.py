"""Every text of every page in every language, and the choice of a page's language."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog, Message
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from app import i18n
from app.parsers import LANGUAGES
from config import ROOT

SOURCE = "en"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|%")
OWN_SCRIPT = {"ar": re.compile("[\u0621-\u064a]"), "hi": re.compile("[\u0904-\u0939]")}
BARE = re.compile(r"%\(\w+\)s|[^A-Za-z]")
"""What does not count as a word to translate: placeholders, digits, units, punctuation."""


def load_tool() -> ModuleType:
    """bin/translations.py, which no package holds."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "bin" / "translations.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = load_tool()


@pytest.fixture(scope="module")
def template() -> Catalog:
    collected: Catalog = TOOL.collect()
    return collected


def read(language: str) -> Catalog:
    catalogue: Catalog = TOOL.read(TOOL.find_path(language))
    return catalogue


def texts(value: object) -> list[str]:
    """A message's id or translation as the forms it has."""
    return [value] if isinstance(value, str) else [str(form) for form in value or ()]  # type: ignore[attr-defined]


def translated(language: str) -> Iterator[tuple[Message, str]]:
    """Each text of a catalogue with each form of its translation, where there is one."""
    for message in read(language):
        for form in filter(None, texts(message.string)) if message.id else ():
            yield message, form


catalogued = pytest.mark.parametrize("language", [tag for tag in LANGUAGES if tag != SOURCE])


def test_every_language_of_the_settings_has_a_catalogue_but_the_source() -> None:
    found = TOOL.find_languages()

    assert {*found, SOURCE} == set(LANGUAGES)


@catalogued
def test_every_text_of_code_and_templates_is_in_the_catalogue(language: str, template: Catalog) -> None:
    catalogue = read(language)

    unknown = [message.id for message in template if message.id and message.id not in catalogue]

    assert unknown == []


@catalogued
def test_every_text_is_translated(language: str) -> None:
    catalogue = read(language)

    missing = [message.id for message in TOOL.find_missing(catalogue)]

    assert missing == []


@catalogued
def test_a_translation_has_every_plural_form_of_its_language(language: str) -> None:
    catalogue = read(language)

    short = [
        message.id
        for message in catalogue
        if isinstance(message.id, (tuple, list)) and len(texts(message.string)) != catalogue.num_plurals
    ]

    assert short == []


@catalogued
def test_a_translation_has_the_placeholders_of_its_text(language: str) -> None:
    wrong = [
        (message.id, form)
        for message, form in translated(language)
        if not keeps_placeholders(texts(message.id), form)
    ]

    assert wrong == []


def keeps_placeholders(sources: list[str], form: str) -> bool:
    """Whether nothing is added or lost; a plural form may say its number as a word ("two days")."""
    wanted = sorted(PLACEHOLDER.findall(sources[-1]))
    found = sorted(PLACEHOLDER.findall(form))
    spelled = sorted([*found, "%(num)s"]) if len(sources) > 1 else found
    return wanted in (found, spelled)


@catalogued
def test_a_translation_ends_and_begins_as_its_text_does(language: str) -> None:
    wrong = [
        (message.id, form)
        for message, form in translated(language)
        if edges(form) != edges(texts(message.id)[0]) or "  " in form
    ]

    assert wrong == []


def edges(text: str) -> tuple[bool, bool, bool]:
    """Whether a text begins or ends with space, and whether it ends as a question does."""
    return text[:1].isspace(), text[-1:].isspace(), text[-1:] in "?؟"


@pytest.mark.parametrize("language", OWN_SCRIPT)
def test_a_translation_is_in_its_languages_script(language: str) -> None:
    foreign = [
        message.id
        for message, form in translated(language)
        if BARE.sub("", texts(message.id)[0]) and not OWN_SCRIPT[language].search(form)
    ]

    assert foreign == []


@catalogued
def test_no_markup_comes_from_a_catalogue(language: str) -> None:
    found = [form for _, form in translated(language) if re.search(r"[<>]|&\w+;", form)]

    assert found == []


@pytest.mark.parametrize(
    ("tag", "meant"),
    [
        pytest.param("fil-PH", "fil", id="a region is left out"),
        pytest.param("tl", "fil", id="Tagalog is Filipino"),
        pytest.param("TL-ph", "fil", id="case says nothing"),
        pytest.param("ar-EG", "ar", id="Egyptian Arabic"),
        pytest.param("ar_EG", "ar", id="written with a low line"),
        pytest.param("es-419", "es", id="Latin American Spanish"),
        pytest.param("hi-Latn-IN", "hi", id="a script is left out"),
        pytest.param("swa", "sw", id="a code of three letters"),
        pytest.param("de", None, id="not ours"),
        pytest.param("*", None, id="any"),
        pytest.param("", None, id="none"),
    ],
)
def test_a_tag_means_the_language_of_ours_that_it_is_a_kind_of(tag: str, meant: str | None) -> None:
    found = i18n.match(tag, LANGUAGES)

    assert found == meant


@pytest.mark.parametrize(
    ("path", "accepted", "lang", "direction"),
    [
        pytest.param("/report", None, "en", "ltr", id="nothing said: the first"),
        pytest.param("/report", "de", "en", "ltr", id="none of ours: the first"),
        pytest.param("/report", "ar-EG,en;q=0.5", "ar", "rtl", id="the browser's"),
        pytest.param("/report", "de,fr-CA,en", "fr", "ltr", id="liked better though not exact"),
        pytest.param("/report", "en;q=0.2,hi-IN;q=0.9", "hi", "ltr", id="by weight"),
        pytest.param("/report", "fr;q=0,sw;q=0.1", "sw", "ltr", id="one that is refused"),
        pytest.param("/report?lang=ar", "hi", "ar", "rtl", id="a link beats the browser"),
        pytest.param("/report?lang=tl", "hi", "fil", "ltr", id="a link by alias"),
        pytest.param("/report?lang=xx", "hi", "hi", "ltr", id="an unknown link leaves the browser's"),
    ],
)
def test_a_page_says_its_language_and_direction(
    client: FlaskClient, path: str, accepted: str | None, lang: str, direction: str
) -> None:
    headers = {"Accept-Language": accepted} if accepted else {}

    page = client.get(path, headers=headers)

    assert f'<html lang="{lang}" dir="{direction}">' in page.text


def test_a_chosen_language_goes_along_with_links_and_forms_and_sets_no_cookie(client: FlaskClient) -> None:
    page = client.get("/report?lang=ar")

    assert 'action="/report?lang=ar"' in page.text
    assert "/safe-zones?lang=ar" in page.text
    assert "Set-Cookie" not in page.headers


def test_a_browsers_language_stays_out_of_links(client: FlaskClient) -> None:
    page = client.get("/report", headers={"Accept-Language": "ar"})

    assert 'action="/report"' in page.text


@catalogued
def test_the_form_speaks_the_language(client: FlaskClient, language: str) -> None:
    message = read(language).get("What happened?")

    page = client.get(f"/report?lang={language}")

    assert message
    assert str(message.string) in page.text
    assert "What happened?" not in page.text


@pytest.mark.parametrize(
    ("language", "day", "month", "ratio"),
    [
        ("en", "March 8, 2026", "March 2026", "1.0"),
        ("ar", "8 مارس 2026", "مارس 2026", "1.0"),
        ("hi", "8 मार्च 2026", "मार्च 2026", "1.0"),
        ("fr", "8 mars 2026", "mars 2026", "1,0"),
        ("es", "8 de marzo de 2026", "marzo 2026", "1,0"),
        ("sw", "8 Machi 2026", "Machi 2026", "1.0"),
        ("fil", "Marso 8, 2026", "Marso 2026", "1.0"),
    ],
)
def test_days_months_and_numbers_are_written_as_the_language_writes_them(
    app: Flask, language: str, day: str, month: str, ratio: str
) -> None:
    with app.app_context(), force_locale(language):
        said = (i18n.say_day(date(2026, 3, 8)), i18n.say_month("2026-03"), i18n.say_ratio(1.0))

    assert said == (f"\u2068{day}\u2069", f"\u2068{month}\u2069", ratio)


def test_no_day_is_said_as_nothing() -> None:
    assert (i18n.say_day(None), i18n.say_month("")) == ("", "")


def test_a_catalogue_takes_a_text_back_that_had_left_the_code(tmp_path: Path) -> None:
    catalogue, with_text, without = TOOL.begin("fr"), Catalog(), Catalog()
    catalogue.add("Exit", "Quitter")
    with_text.add("Exit")

    TOOL.refresh(catalogue, without)
    TOOL.write(catalogue, tmp_path / "fr" / "LC_MESSAGES" / "messages.po")
    kept = TOOL.read(tmp_path / "fr" / "LC_MESSAGES" / "messages.po")
    TOOL.refresh(kept, with_text)

    assert [message.string for message in kept if message.id] == ["Quitter"]
    assert not kept.obsolete
