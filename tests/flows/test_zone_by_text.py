"""The story of a safe zone that is nominated and vouched for by text."""

from __future__ import annotations

import re
from collections.abc import Callable

import psycopg
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TextSender = Callable[..., TestResponse]
STATES = "SELECT state FROM zone"


@pytest.fixture
def group_code(console: FlaskClient) -> str:
    """The code of a partner group."""
    answer = console.post("/console/zones/groups", data={"group": "Market women"}, follow_redirects=True)
    found = re.search(r"shown once: ([a-z -]+)", answer.get_data(as_text=True))
    assert found is not None
    return found[1].strip()


def nominate(send_text: TextSender, words: str = "ZONE library near Kencom, open till ten") -> str:
    """Nominate by text and give the code from the answer."""
    found = re.search(r"(\d{4}) (\d{4})\.?<", send_text(words).get_data(as_text=True))
    assert found is not None
    return f"{found[1]} {found[2]}"


def test_a_zone_text_is_a_nomination_and_no_report(
    send_text: TextSender, console: FlaskClient, owner: psycopg.Connection
) -> None:
    nominate(send_text)

    page = console.get("/console/zones/").get_data(as_text=True)

    assert "library near Kencom" in page
    assert owner.execute(STATES).fetchall() == [("nominated",)]
    assert owner.execute("SELECT count(*) FROM report").fetchone() == (0,)


def test_a_code_is_told_in_the_digits_of_the_language_and_read_in_them(
    send_text: TextSender, group_code: str, owner: psycopg.Connection
) -> None:
    told = send_text("ملاذ مكتبة جنب كينكوم").get_data(as_text=True)
    found = re.search(r"[٠-٩]{4} [٠-٩]{4}", told)
    assert found is not None

    send_text(f"تزكية {found[0]} {group_code}")

    assert owner.execute(STATES).fetchall() == [("vouched",)]


def test_one_phone_that_nominates_many_zones_is_answered_the_same_and_marked(
    send_text: TextSender, console: FlaskClient, owner: psycopg.Connection
) -> None:
    for number in range(7):
        nominate(send_text, f"ZONE library number {number} near Kencom")

    page = console.get("/console/zones/").get_data(as_text=True)

    assert owner.execute("SELECT count(*) FROM zone").fetchone() == (7,)
    assert page.count("many reports from one phone in an hour") == 2


@pytest.mark.parametrize("order", ["VOUCH {zone} {group}", "vouch {group} {zone}", "Vouch {zone}, {group}."])
def test_a_vouch_text_with_both_codes_counts(
    send_text: TextSender, group_code: str, owner: psycopg.Connection, order: str
) -> None:
    zone = nominate(send_text)

    send_text(order.format(zone=zone, group=group_code), sender="+15550124")

    assert owner.execute(STATES).fetchall() == [("vouched",)]
    assert owner.execute("SELECT count(*) FROM zone_vouch").fetchone() == (1,)


def test_a_wrong_code_is_answered_the_same_and_counts_for_nothing(
    send_text: TextSender, group_code: str, owner: psycopg.Connection
) -> None:
    zone = nominate(send_text)

    wrong = send_text(f"VOUCH {zone} lemon lemon lemon lemon", sender="+15550124").data
    right = send_text(f"VOUCH {zone} {group_code}", sender="+15550125").data

    assert wrong == right
    assert owner.execute("SELECT count(*) FROM zone_vouch").fetchone() == (1,)


def test_a_repeated_delivery_nominates_once_and_is_answered_the_same(
    send_text: TextSender, owner: psycopg.Connection
) -> None:
    first, again = (
        send_text("ZONE library near Kencom", MessageSid="SM0123456789abcdef0123456789abcdef").data
        for _ in "ab"
    )

    assert first == again
    assert owner.execute("SELECT count(*) FROM zone").fetchone() == (1,)


def test_a_number_in_a_nomination_is_cut(
    send_text: TextSender, console: FlaskClient, owner: psycopg.Connection
) -> None:
    nominate(send_text, "ZONE library near Kencom, ask Jane on +15550177")

    page = console.get("/console/zones/").get_data(as_text=True)

    assert "5550177" not in page


def test_words_about_a_zone_without_codes_are_kept(send_text: TextSender, console: FlaskClient) -> None:
    send_text("VOUCH for the library near Kencom, it is good")

    page = console.get("/console/reports/").get_data(as_text=True)

    assert "About a safe zone" in page
