"""The statement says what the running configuration does, to people and to machines alike."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import accounts, sealing, sessions
from app.statement import facts, words
from config import Config


class Page(HTMLParser):
    """Reads the facts out of a page: {"days.backups": ("30", "backups, ...: 30 days")}."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, tuple[str, str]] = {}
        self.key = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "data":
            self.key = str(given["data-fact"])
            self.found[self.key] = (str(given["value"]), "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "data":
            self.key = ""

    def handle_data(self, data: str) -> None:
        if self.key:
            value, text = self.found[self.key]
            self.found[self.key] = (value, text + data)


def flatten(said: dict[str, Any]) -> dict[str, str]:
    return {
        f"{section}.{key}": str(value)
        for section, values in said.items()
        if section != "schema"
        for key, value in values.items()
    }


def read(client: FlaskClient, address: str = "/privacy") -> dict[str, tuple[str, str]]:
    page = Page()
    page.feed(client.get(address).get_data(as_text=True))
    return page.found


def test_the_page_and_the_file_say_the_same(client: FlaskClient) -> None:
    said = client.get("/.well-known/safelight.json").get_json()

    page = read(client)

    assert flatten(said) == {key: value for key, (value, _) in page.items()}
    assert said["schema"] == "safelight-statement/1"


def test_every_number_stands_in_its_sentence(client: FlaskClient) -> None:
    page = read(client)

    numbers = {key: (value, text) for key, (value, text) in page.items() if re.fullmatch(r"[\d.]+", value)}
    assert len(numbers) > 10
    assert not [key for key, (value, text) in numbers.items() if value not in text]


@pytest.mark.parametrize("language", ["ar", "es", "fr", "hi", "fil", "sw"])
def test_values_that_are_words_are_said_in_the_pages_language(client: FlaskClient, language: str) -> None:
    said = read(client, f"/privacy?lang={language}")

    for reader in ("public", "organizer", "operator"):
        value, text = said[f"readers.{reader}"]
        assert value.isascii()
        assert value not in text


def test_p14_the_privacy_statement_is_generated_from_the_running_configuration(config: Config) -> None:
    changed = dataclasses.replace(
        config,
        keep_narrative_days=77,
        delay_days=21,
        codes_only=True,
        twilio_account_sid="",
        twilio_numbers=(),
    )

    said = facts.compose(changed, date(2026, 3, 1))

    assert (said["days"]["narratives"], said["released"]["delay_days"]) == (77, 21)
    assert "text" not in said["sealed"]
    assert "deleted_there_after_minutes" not in said["others"]
    assert said["others"]["sms_provider"] == "Twilio"
    assert said["proof"]["last_canary_run"] == "2026-03-01"


def test_every_setting_of_retention_is_in_the_statement(config: Config) -> None:
    settings = [item.name for item in dataclasses.fields(config) if item.name.startswith("keep_")]
    days: dict[str, Any] = {name: 600 + at for at, name in enumerate(settings)}
    distinct = dataclasses.replace(config, **days)

    said = facts.compose(distinct, None)["days"].values()

    assert {600 + at for at in range(len(settings))} <= set(said)


def test_every_fact_has_a_sentence(config: Config) -> None:
    said = facts.compose(
        dataclasses.replace(config, twilio_account_sid="AC0", twilio_numbers=("+15550100",)), None
    )

    assert {section: set(values) for section, values in said.items()} == {
        section: set(sentences) for section, sentences in words.SENTENCES.items()
    }
    assert set(words.TITLES) == set(said)


def test_what_is_sealed_is_what_the_statement_lists(
    send_text: Callable[..., TestResponse], app: Flask, owner: psycopg.Connection, prepared: Any
) -> None:
    send_text("A man followed me near Kencom Stage last night")
    (sealed,) = owner.execute("SELECT sealed FROM report").fetchone() or (b"",)

    with app.app_context():
        session = sessions.database_session()
        organizer = accounts.find(session, prepared.username)
        assert organizer is not None
        keys = accounts.unwrap_keys(session, organizer, prepared.passphrase)
        details = sealing.Opener(keys).open(bytes(sealed))

    names = {name.removesuffix("_cuts").removesuffix("_failed") for name in details}
    assert names == set(facts.SEALED)


def test_the_statement_holds_no_live_figure(
    client: FlaskClient, send_text: Callable[..., TestResponse]
) -> None:
    before = [client.get(address).data for address in ("/privacy", "/.well-known/safelight.json")]
    send_text("A man followed me near Kencom Stage last night")

    after = [client.get(address).data for address in ("/privacy", "/.well-known/safelight.json")]

    assert before == after


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("# Proofs\n\n<!-- canary: generated -->\nRun on 2026-03-01: 9 requests", date(2026, 3, 1)),
        ("# Proofs\n", None),
        (None, None),
    ],
    ids=["on record", "no mark", "no file"],
)
def test_the_last_canary_run_is_read_from_its_record(
    text: str | None, day: date | None, tmp_path: Path
) -> None:
    path = tmp_path / "proofs.md"
    if text is not None:
        path.write_text(text)

    assert facts.find_last_canary(path) == day


def test_every_page_leads_to_the_statement(client: FlaskClient) -> None:
    page = client.get("/report").get_data(as_text=True)

    assert 'href="/privacy"' in page
