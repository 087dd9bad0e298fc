"""Texts through the webhook: what is stored, what is refused, what the gateway is told."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.demo import phone
from app.deployment import Deployment

TextSender = Callable[..., TestResponse]


def count(owner: psycopg.Connection) -> int:
    row = owner.execute("SELECT count(*) FROM report").fetchone()
    assert row is not None
    return int(row[0])


def test_a_signed_text_is_one_pending_report_in_its_cell(
    send_text: TextSender, owner: psycopg.Connection
) -> None:
    answer = send_text("A man followed me near Kencom Stage last night")

    stored = owner.execute(
        "SELECT resolution, precision, category_group, part_of_day, period, state"
        " FROM report JOIN cell ON cell.id = cell_id"
    ).fetchall()
    assert answer.status_code == 200
    assert answer.mimetype == "text/xml"
    assert [(*row[:4], str(row[4]), row[5]) for row in stored] == [
        (9, "spot", "following", "night", "2026-03-01", "arrived")
    ]


def test_a_bad_signature_is_refused_and_nothing_is_stored(
    client: FlaskClient, owner: psycopg.Connection
) -> None:
    form = phone.make_form("A man followed me", "+15550123")

    answer = client.post("/gateways/twilio", data=form, headers={"X-Twilio-Signature": "bm90IHRoaXM="})

    assert answer.status_code == 403
    assert count(owner) == 0


def test_a_missing_field_is_ill_formed(send_text: TextSender, owner: psycopg.Connection) -> None:
    answer = send_text("A man followed me", MessageSid="", SmsMessageSid="")

    assert answer.status_code == 400
    assert count(owner) == 0


def test_a_repeated_delivery_is_stored_once_and_answered_alike(
    send_text: TextSender, owner: psycopg.Connection
) -> None:
    first = send_text("A man followed me near Kencom", MessageSid="SM" + "1" * 32)
    second = send_text("A man followed me near Kencom", MessageSid="SM" + "1" * 32)

    assert (first.status_code, first.data) == (second.status_code, second.data)
    assert count(owner) == 1


def test_an_unknown_place_is_kept_without_a_cell(send_text: TextSender, owner: psycopg.Connection) -> None:
    answer = send_text("A man followed me near Xyzzyplugh")

    assert answer.status_code == 200
    assert owner.execute("SELECT cell_id, precision FROM report").fetchall() == [(None, "none")]


@pytest.mark.parametrize("body", ["", "   \n"], ids=["empty", "blank"])
def test_an_empty_text_is_answered_and_not_stored(
    body: str, send_text: TextSender, owner: psycopg.Connection
) -> None:
    answer = send_text(body)

    assert answer.status_code == 200
    assert count(owner) == 0


def test_a_text_of_5000_characters_is_kept_whole(
    send_text: TextSender, console: FlaskClient, owner: psycopg.Connection
) -> None:
    answer = send_text("He followed me. " * 312 + "end mark")

    page = console.get("/console/reports/").get_data(as_text=True)
    assert answer.status_code == 200
    assert page.count("followed me") >= 312
    assert "end mark" in page


def test_an_unconfigured_gateway_is_not_found(client: FlaskClient) -> None:
    assert client.post("/gateways/nobody", data={"a": "b"}).status_code == 404


def test_with_the_database_down_the_gateway_is_told_to_try_again(
    here: Deployment, send_text: TextSender
) -> None:
    here.database.intake.close()
    here.database.intake.url = "postgresql://nobody@/nothing?host=/nonexistent"

    answer = send_text("A man followed me near Kencom")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_a_fourth_report_of_one_phone_and_day_is_case_work(
    send_text: TextSender, console: FlaskClient, owner: psycopg.Connection
) -> None:
    for number in range(4):
        assert send_text(f"He followed me near Kencom, {number}").status_code == 200

    page = console.get("/console/reports/").get_data(as_text=True)
    assert page.count("kept as case work") == 1
