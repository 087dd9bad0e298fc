"""Operator mode: the same stripping, no note on the caller, the receipt once, then an empty form."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from flask.testing import FlaskClient

SAID = {
    "text": "Call me on 07700 900123, a man followed me",
    "place": "Kencom Stage",
    "category": "following",
}
Looker = Callable[[], list[Any]]


def write_down(console: FlaskClient, **changed: str) -> str:
    """Where one call leads to."""
    answer = console.post("/console/calls/", data={**SAID, "send": "anyway", **changed})
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_a_call_becomes_a_report_like_any_other(console: FlaskClient, look: Looker) -> None:
    write_down(console)

    (seen,) = look()
    assert seen.report.category_group == "following"
    assert seen.details["channel"] == "operator"
    assert "900123" not in seen.details["text"]


def test_who_took_the_call_stands_nowhere_with_it(console: FlaskClient, look: Looker) -> None:
    write_down(console)

    (seen,) = look()
    assert "amina" not in repr(seen.details)


def test_the_receipt_is_read_out_once_and_the_next_form_is_empty(console: FlaskClient) -> None:
    done = write_down(console)

    first, again = (console.get(done).get_data(as_text=True) for _ in range(2))
    form = console.get("/console/calls/").get_data(as_text=True)

    assert re.search(r"<strong>(\w+ ){6}\d{4}</strong>", first)
    assert "<strong>" not in again
    assert "followed me" not in form
    assert 'value="Kencom' not in form


def test_the_receipt_takes_the_report_back(console: FlaskClient, client: FlaskClient, look: Looker) -> None:
    page = console.get(write_down(console)).get_data(as_text=True)
    found = re.search(r"<strong>([^<]+)</strong>", page)
    assert found is not None

    client.post("/receipt", data={"receipt": found[1], "act": "withdraw"})

    assert look() == []


def test_many_callers_from_one_desk_all_count(console: FlaskClient, look: Looker) -> None:
    for number in range(6):
        write_down(
            console,
            text=f"He followed me, story {number} of its own",
            place=("Kencom", "Eastleigh")[number % 2],
        )

    assert [seen.details["beyond_daily"] for seen in look()] == [False] * 6


def test_the_record_says_that_calls_were_taken_and_not_how_many(
    console: FlaskClient, owner: psycopg.Connection
) -> None:
    for number in range(3):
        console.get("/console/calls/")
        write_down(console, text=f"He followed me, story {number}")

    lines = owner.execute("SELECT organizer, act FROM audit_line WHERE act = 'calls'").fetchall()

    assert lines == [("amina", "calls")]


def test_an_unclear_place_is_asked_for_and_answered_at_the_same_desk(console: FlaskClient) -> None:
    page = console.post("/console/calls/", data=SAID | {"place": "somewhere odd"}).get_data(as_text=True)

    assert "Nothing has been sent yet." in page
    assert 'action="/console/calls/"' in page


def test_an_empty_call_comes_back(console: FlaskClient) -> None:
    answer = console.post("/console/calls/", data={"text": "", "place": ""})

    assert answer.status_code == 400
    assert "Someone is on the telephone" in answer.get_data(as_text=True)


@pytest.mark.parametrize(("method", "status"), [("get", 303), ("post", 401)])
def test_nobody_outside_opens_it(method: str, status: int, client: FlaskClient, look: Looker) -> None:
    answer = getattr(client, method)("/console/calls/", data=SAID)

    assert answer.status_code == status
    assert look() == []
