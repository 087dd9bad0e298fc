"""Exact numbers leave the console by two, with a reason, once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.demo.load import MovingClock

TextSender = Callable[..., TestResponse]
WHY = "for the court in the case of the night buses"
PAGE = "/console/numbers/"


@pytest.fixture
def other(app: Flask, console: FlaskClient, owner: psycopg.Connection) -> Iterator[FlaskClient]:
    """A second analyst's browser."""
    page = console.post("/console/organizers/", data={"username": "zuhura", "roles": ["analyst"]}).get_data(
        as_text=True
    )
    found = re.search(r"<code dir=\"ltr\">([a-z -]+)</code>", page)
    assert found is not None
    client = app.test_client()
    client.post("/console/sign-in", data={"username": "zuhura", "passphrase": found[1]})
    yield client
    owner.execute("DELETE FROM organizer WHERE username = 'zuhura'")


@pytest.fixture
def accepted(send_text: TextSender, owner: psycopg.Connection) -> None:
    """One report that counts."""
    send_text("A man followed me near Kencom Stage last night")
    owner.execute("UPDATE report SET state = 'accepted'")


def agree(browser: FlaskClient) -> None:
    found = re.search(r'name="reference" value="([0-9a-f-]{36})"', browser.get(PAGE).get_data(as_text=True))
    browser.post(f"{PAGE}out/agree", data={"reference": found[1] if found else ""})


def acts(owner: psycopg.Connection) -> list[tuple[str, str]]:
    rows = owner.execute(
        "SELECT organizer, act FROM audit_line WHERE act LIKE 'numbers out%' ORDER BY act, organizer"
    )
    return [(organizer, act) for organizer, act in rows]


@pytest.mark.usefixtures("accepted")
def test_two_analysts_take_the_weeks_numbers_out_once_and_the_record_says_why(
    console: FlaskClient, other: FlaskClient, owner: psycopg.Connection
) -> None:
    console.post(f"{PAGE}out", data={"why": WHY})
    agree(other)

    file, again = (console.post(f"{PAGE}out/file") for _ in "ab")

    lines = file.get_data(as_text=True).splitlines()
    assert file.headers["Content-Disposition"].endswith('not-for-publication.csv"')
    assert lines[0] == "month,cell,group,part_of_day,reports"
    assert lines[1].endswith("following,night,1")
    assert again.status_code == 303
    assert acts(owner) == [
        ("zuhura", f"numbers out agreed: {WHY}"),
        ("amina", f"numbers out asked: {WHY}"),
        ("amina", f"numbers out taken: {WHY}"),
    ]


@pytest.mark.usefixtures("accepted")
def test_nobody_takes_them_alone(console: FlaskClient, owner: psycopg.Connection) -> None:
    console.post(f"{PAGE}out", data={"why": WHY})
    agree(console)

    assert console.post(f"{PAGE}out/file").status_code == 303
    assert acts(owner) == [("amina", f"numbers out asked: {WHY}")]


def test_one_does_not_agree_to_ones_own_request_by_its_reference(
    console: FlaskClient, other: FlaskClient
) -> None:
    console.post(f"{PAGE}out", data={"why": WHY})
    found = re.search(r'name="reference" value="([0-9a-f-]{36})"', other.get(PAGE).get_data(as_text=True))
    assert found is not None

    console.post(f"{PAGE}out/agree", data={"reference": found[1]})

    assert "Waits for another analyst" in console.get(PAGE).get_data(as_text=True)


def test_whoever_agreed_does_not_get_the_file(console: FlaskClient, other: FlaskClient) -> None:
    console.post(f"{PAGE}out", data={"why": WHY})
    agree(other)

    assert other.post(f"{PAGE}out/file").status_code == 303
    assert console.post(f"{PAGE}out/file").status_code == 200


def test_who_agreed_to_one_reason_has_not_agreed_to_another(console: FlaskClient, other: FlaskClient) -> None:
    console.post(f"{PAGE}out", data={"why": WHY})
    found = re.search(r'name="reference" value="([0-9a-f-]{36})"', other.get(PAGE).get_data(as_text=True))
    assert found is not None
    console.post(f"{PAGE}out/refuse")
    console.post(f"{PAGE}out", data={"why": "something else altogether"})

    other.post(f"{PAGE}out/agree", data={"reference": found[1]})

    assert console.post(f"{PAGE}out/file").status_code == 303


@pytest.mark.parametrize("why", ["", "because", "  a        b   "])
def test_without_a_reason_nothing_is_asked(why: str, console: FlaskClient, owner: psycopg.Connection) -> None:
    console.post(f"{PAGE}out", data={"why": why})

    assert acts(owner) == []


def test_a_request_ends_with_its_week(console: FlaskClient, other: FlaskClient, clock: MovingClock) -> None:
    console.post(f"{PAGE}out", data={"why": WHY})
    agree(other)

    clock.at += timedelta(days=7)

    assert "Ask for the file" in console.get(PAGE).get_data(as_text=True)
    assert console.post(f"{PAGE}out/file").status_code == 303
