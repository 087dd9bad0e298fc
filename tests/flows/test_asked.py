"""The story of a question that waits at a receipt, and of its answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import psycopg
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import waiting

TextSender = Callable[..., TestResponse]
STATE = "SELECT state, precision, part_of_day FROM report"
NOWHERE = "abacus abdomen abdominal abide abiding ability 0000"


def send_form(client: FlaskClient, **fields: str) -> str:
    """Send a form and give its receipt."""
    form = {"text": "A man followed me", "category": "following"} | fields
    page = client.get(client.post("/report", data=form).headers["Location"]).get_data(as_text=True)
    found = re.search(r"<strong>([a-z -]+ \d{4})</strong>", page)
    assert found is not None
    return found[1]


def find_path(console: FlaskClient) -> str:
    """Where the one report that waits is judged."""
    page = console.get("/console/reports/").get_data(as_text=True)
    return str(re.findall(r'action="(/console/reports/[0-9a-f-]{36})/accept', page)[0])


def look_up(client: FlaskClient, receipt: str) -> str:
    answer = client.post("/receipt", data={"receipt": receipt, "act": "look"})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.fixture
def receipt(client: FlaskClient, console: FlaskClient) -> str:
    """The receipt of a report without a place, of which an organizer has asked where."""
    given = send_form(client)
    assert console.post(f"{find_path(console)}/ask", data={"about": "where"}).status_code == 303
    return given


def test_a_question_waits_at_the_receipt_and_an_answer_brings_the_report_back(
    receipt: str, client: FlaskClient, console: FlaskClient, owner: psycopg.Connection
) -> None:
    away = console.get("/console/reports/").get_data(as_text=True)
    page = look_up(client, receipt)
    client.post("/receipt", data={"receipt": receipt, "act": "add", "text": "near Kencom"})
    answered = owner.execute(STATE).fetchone()
    back = console.get("/console/reports/").get_data(as_text=True)

    assert "Asked, and not answered yet" in away
    assert "One question: which street" in page
    assert answered == ("answered", "spot", None)
    assert "What you asked was answered" in back
    assert "near Kencom" in back
    assert owner.execute(STATE).fetchone() == ("pending", "spot", None)


def test_when_is_asked_and_answered_by_text(
    client: FlaskClient, console: FlaskClient, send_text: TextSender, owner: psycopg.Connection
) -> None:
    receipt = send_form(client, place="Kencom")
    console.post(f"{find_path(console)}/ask", data={"about": "when"})

    asked = send_text(f"RECEIPT {receipt}").get_data(as_text=True)
    thanked = send_text("yesterday night").get_data(as_text=True)
    console.get("/console/reports/")

    assert "Roughly when was it" in asked
    assert "Thank you, noted." in thanked
    assert owner.execute(STATE).fetchall() == [("pending", "spot", "night")]


def test_where_is_asked_and_answered_by_text(
    receipt: str, send_text: TextSender, owner: psycopg.Connection
) -> None:
    asked = send_text(f"receipt {receipt}").get_data(as_text=True)
    send_text("by Kencom")

    assert "Which street or stop" in asked
    assert owner.execute(STATE).fetchall() == [("answered", "spot", None)]


def test_the_answer_may_follow_the_receipt_at_once(
    receipt: str, send_text: TextSender, owner: psycopg.Connection
) -> None:
    send_text(f"RECEIPT {receipt} by Kencom")

    assert owner.execute(STATE).fetchall() == [("answered", "spot", None)]


def test_a_receipt_of_which_nothing_was_asked_is_answered_like_one_that_leads_nowhere(
    client: FlaskClient, send_text: TextSender
) -> None:
    receipt = send_form(client)

    mine, nowhere = (
        look_up(client, one).replace(one, "").split('name="token"')[0]
        for one in (receipt, make_nowhere(client))
    )
    texts = {send_text(f"RECEIPT {one}", sender="+15550199").data for one in (receipt, make_nowhere(client))}

    assert "Nothing was asked" in mine
    assert mine == nowhere
    assert len(texts) == 1


def make_nowhere(client: FlaskClient) -> str:
    """A receipt whose report was taken back."""
    given = send_form(client)
    client.post("/receipt", data={"receipt": given, "act": "withdraw", "text": ""})
    return given


def test_no_page_tells_an_answer_from_a_question_before_the_next_batch(
    receipt: str,
    client: FlaskClient,
    console: FlaskClient,
    owner: psycopg.Connection,
) -> None:
    (report,) = owner.execute("SELECT id FROM report").fetchone() or (None,)
    path = f"/console/reports/{report}"
    before = console.get(path).data

    client.post("/receipt", data={"receipt": receipt, "act": "add", "text": "near Kencom"})
    after = console.get(path).data
    let_in = waiting.let_in_due(owner, datetime(2026, 3, 10, 18, tzinfo=UTC), 6)

    assert b"asked: where?" in before
    assert b"Kencom" not in after
    assert let_in == 1


def test_an_organizer_takes_a_question_back(
    receipt: str, client: FlaskClient, console: FlaskClient, owner: psycopg.Connection
) -> None:
    (report,) = owner.execute("SELECT id FROM report").fetchone() or (None,)

    console.post(f"/console/reports/{report}/undo")

    assert owner.execute("SELECT state FROM report").fetchall() == [("pending",)]
    assert "Nothing was asked" in look_up(client, receipt)


def test_whoever_is_asked_may_take_the_report_back(
    receipt: str, client: FlaskClient, owner: psycopg.Connection
) -> None:
    client.post("/receipt", data={"receipt": receipt, "act": "withdraw", "text": ""})

    assert owner.execute("SELECT count(*) FROM report").fetchone() == (0,)


def test_only_where_and_when_can_be_asked(client: FlaskClient, console: FlaskClient) -> None:
    send_form(client)

    assert console.post(f"{find_path(console)}/ask", data={"about": "who"}).status_code == 404
