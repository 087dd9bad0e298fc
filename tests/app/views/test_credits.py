"""Whom the places are owed to stands on every page that shows or searches them."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

CREDIT = "© Makers of maps"


@pytest.fixture
def credited(app: Flask, owner: psycopg.Connection) -> Iterator[None]:
    owner.execute("DELETE FROM place_source WHERE id = 900")  # of a run that was stopped
    owner.execute(
        "INSERT INTO place_source (id, name, licence, attribution, checksum, imported, places, left_out)"
        " VALUES (900, 'credited', 'ODbL 1.0', %s, '', '2026-11-01', 0, '{}')",
        (CREDIT,),
    )
    app.extensions["safelight"].shortly.forget("credits")
    yield
    owner.execute("DELETE FROM place_source WHERE id = 900")
    app.extensions["safelight"].shortly.forget("credits")


@pytest.mark.parametrize("path", ["/report", "/help/"])
def test_a_public_page_names_them(path: str, client: FlaskClient, credited: None) -> None:
    assert CREDIT in client.get(path).get_data(as_text=True)


def test_the_page_that_asks_back_names_them(client: FlaskClient, credited: None) -> None:
    page = client.post("/report", data={"text": "He stared", "place": "kenc", "send": "look"})

    assert CREDIT in page.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/console/reports/", "/console/places/", "/console/numbers/"])
def test_a_console_page_names_them(path: str, console: FlaskClient, credited: None) -> None:
    assert CREDIT in console.get(path).get_data(as_text=True)
