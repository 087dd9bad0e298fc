"""Receipts on the web: shown once after the form, good for coming back, never in an address."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg
import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from app import factory
from app.demo.load import MovingClock
from config import Config

Looker = Callable[[], list[Any]]
FORM = {"place": "Kencom", "text": "A man followed me", "category": "following"}


def send_form(client: FlaskClient, **fields: str) -> str:
    """Send the form and give the receipt in words."""
    answer = client.post("/report", data=FORM | fields)
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    found = re.search(r"<strong>([a-z -]+ \d{4})</strong>", page)
    assert found is not None
    return found[1]


def test_a_form_gives_a_receipt_in_words_and_digits_once(client: FlaskClient) -> None:
    where = client.post("/report", data=FORM).headers["Location"]

    first, again = (client.get(where).get_data(as_text=True) for _ in range(2))

    words = re.search(r"<strong>([a-z -]+ \d{4})</strong>", first)
    assert words is not None
    assert len(words[1].split()) == 7
    assert re.search(r"(\d{4} ){6}\d{4}", first)
    assert "<strong>" not in again


def test_a_receipt_stands_in_no_address_and_no_table(
    client: FlaskClient, owner: psycopg.Connection, memory: redis.Redis
) -> None:
    answer = client.post("/report", data=FORM)
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    given = re.search(r"<strong>([a-z -]+) \d{4}</strong>", page)

    assert given is not None
    assert not set(given[1].split()) & set(re.split(r"\W", answer.headers["Location"]))
    assert owner.execute("SELECT length(digest) FROM receipt").fetchall() == [(32,)]
    assert list(memory.scan_iter("once:*")) == []


def test_the_same_form_sent_twice_is_one_report_with_one_receipt(
    client: FlaskClient, owner: psycopg.Connection
) -> None:
    answers = [client.post("/report", data=FORM | {"token": "a" * 32}) for _ in range(2)]

    counts = owner.execute("SELECT (SELECT count(*) FROM report), (SELECT count(*) FROM receipt)").fetchone()
    assert [answer.status_code for answer in answers] == [303, 303]
    assert counts == (1, 1)


@pytest.mark.parametrize("act", ["add", "correct", "better", "help"])
def test_a_receipt_adds_to_its_report(act: str, client: FlaskClient, look: Looker) -> None:
    given = send_form(client)

    answer = client.post("/receipt", data={"receipt": given, "act": act, "text": "He had a red cap"})

    (seen,) = look()
    assert (answer.status_code, answer.headers["Location"]) == (303, "/receipt/done")
    assert [(one["act"], one["text"]) for one in seen.details["amendments"]] == [(act, "He had a red cap")]


def test_a_receipt_takes_its_report_back_and_no_other(client: FlaskClient, look: Looker) -> None:
    given = send_form(client)
    send_form(client, place="Blue Mosque")

    client.post("/receipt", data={"receipt": given, "act": "withdraw", "text": ""})

    assert [seen.details["place"] for seen in look()] == ["Blue Mosque"]


def test_a_receipt_that_leads_nowhere_is_answered_alike(client: FlaskClient, look: Looker) -> None:
    given = send_form(client)
    form = {"receipt": given, "act": "withdraw"}

    first = client.post("/receipt", data=form)
    again = client.post("/receipt", data=form)

    assert (first.status_code, first.data) == (again.status_code, again.data)
    assert look() == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"receipt": "one two three"}, "could not be read"),
        ({"act": "destroy"}, "choose what to do"),
        ({"text": " "}, "write what to add"),
    ],
    ids=["unreadable", "unknown act", "no words"],
)
def test_an_unusable_form_comes_back_with_what_was_typed(
    fields: dict[str, str], said: str, client: FlaskClient
) -> None:
    form = {"receipt": send_form(client), "act": "add", "text": "He had a red cap"} | fields

    answer = client.post("/receipt", data=form)

    assert answer.status_code == 400
    assert said in answer.get_data(as_text=True)


def test_guessing_is_throttled(client: FlaskClient) -> None:
    answers = [client.post("/receipt", data={"receipt": "x", "act": "add"}).status_code for _ in range(25)]

    assert answers.count(400) == 20
    assert answers[-1] == 429


@pytest.mark.parametrize(("proxies", "other"), [(0, 429), (1, 400)], ids=["not believed", "one of ours"])
def test_visitors_behind_our_proxy_are_told_apart_only_where_it_is_named(
    proxies: int, other: int, app: Flask, config: Config, clock: MovingClock
) -> None:
    made = factory.create_app(replace(config, proxies=proxies), clock)
    client, form = made.test_client(), {"receipt": "x", "act": "add"}

    for _ in range(21):
        client.post("/receipt", data=form, headers={"X-Forwarded-For": "203.0.113.7"})
    answer = client.post("/receipt", data=form, headers={"X-Forwarded-For": "203.0.113.8"})

    assert answer.status_code == other
    made.extensions["safelight"].database.close()
    made.extensions["safelight"].memory.client.close()


def test_pages_of_reporters_are_never_stored_and_set_no_cookie(client: FlaskClient) -> None:
    for path in ("/receipt", "/receipt/done", "/report/thanks"):
        answer = client.get(path)

        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
