"""Stories of reporters who are asked, answer, come back and change their mind, one a channel."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import factory
from app.demo.load import MovingClock
from config import Config
from sms import receipt
from tests import city

TextSender = Callable[..., TestResponse]
SECRET = "0123456789abcdefghij"
STATES = "SELECT state, precision, category_group, part_of_day FROM report"


@pytest.fixture
def ussd(config: Config, prepared: city.Account, app: Flask, clock: MovingClock) -> Iterator[FlaskClient]:
    """A telephone company in front of an application with a USSD code."""
    made = factory.create_app(
        Config.from_env(
            {
                "SAFELIGHT_INSTANCE": str(config.instance),
                "SAFELIGHT_DATABASE_URL": config.database_url,
                "SAFELIGHT_REDIS_URL": config.redis_url,
                "SAFELIGHT_PUBLIC_URL": config.public_url,
                "SAFELIGHT_LANGUAGES": "en",
                "SAFELIGHT_AFRICASTALKING_USSD_SECRET": SECRET,
            }
        ),
        clock,
    )
    yield made.test_client()
    made.extensions["safelight"].database.close()
    made.extensions["safelight"].memory.client.close()


def accept_all(console: FlaskClient) -> str:
    """Accept what waits and give the page it was read on."""
    page = console.get("/console/reports/").get_data(as_text=True)
    for path in re.findall(r'action="(/console/reports/[0-9a-f-]{36}/accept)', page):
        assert console.post(path).status_code == 303
    return page


def test_by_text_the_answer_to_the_one_question_is_what_counts(
    send_text: TextSender, console: FlaskClient, owner: psycopg.Connection
) -> None:
    asked = send_text("A man followed me last night").get_data(as_text=True)
    thanked = send_text("near Kencom").get_data(as_text=True)

    page = accept_all(console)

    assert "Which street or stop was it near?" in asked
    assert "Thank you, noted." in thanked
    assert "Kencom Stage" in page
    assert owner.execute(STATES).fetchall() == [("accepted", "spot", "following", "night")]


def test_by_text_a_receipt_takes_an_accepted_report_back_from_another_phone(
    send_text: TextSender, console: FlaskClient, owner: psycopg.Connection
) -> None:
    send_text("A man followed me near Kencom last night")
    answer = send_text("receipt").get_data(as_text=True)
    given = re.search(r"Keep this: ([a-z ]+\d{4})", answer)
    assert given is not None
    accept_all(console)

    send_text(f"withdraw {given[1]}", sender="+15550188")

    assert owner.execute(STATES).fetchall() == []
    assert owner.execute("SELECT count(*) FROM withdrawal").fetchone() == (1,)


def test_a_phone_that_guesses_receipts_reaches_no_report_and_hears_no_difference(
    send_text: TextSender, owner: psycopg.Connection
) -> None:
    send_text("A man followed me near Kencom last night")
    answer = send_text("receipt").get_data(as_text=True)
    given = re.search(r"Keep this: ([a-z ]+\d{4})", answer)
    assert given is not None

    guessed = [
        send_text(f"withdraw {receipt.say(receipt.make(), 'en')}", sender="+15550188").data for _ in range(31)
    ]
    right = send_text(f"withdraw {given[1]}", sender="+15550188").data

    assert {*guessed} == {right}
    assert len(owner.execute(STATES).fetchall()) == 1


def test_by_form_a_receipt_adds_what_organizers_then_read(client: FlaskClient, console: FlaskClient) -> None:
    sent = client.post("/report", data={"place": "Kencom", "text": "A man followed me"})
    page = client.get(sent.headers["Location"]).get_data(as_text=True)
    given = re.search(r"<strong>([a-z ]+ \d{4})</strong>", page)
    assert given is not None

    client.post("/receipt", data={"receipt": given[1], "act": "add", "text": "He wore a red cap"})

    assert "He wore a red cap" in console.get("/console/reports/").get_data(as_text=True)


def test_by_ussd_three_numbers_and_a_name_are_a_report(
    ussd: FlaskClient, console: FlaskClient, owner: psycopg.Connection
) -> None:
    inputs = ["3", "Kencom", "4", "0"]
    form = {"sessionId": "s1", "phoneNumber": "+15550123", "serviceCode": "*1#"}

    screens = [
        ussd.post(f"/gateways/ussd/{SECRET}", data=form | {"text": "*".join(inputs[:number])}).data
        for number in range(len(inputs) + 1)
    ]
    accept_all(console)

    assert [screen[:3] for screen in screens] == [b"CON"] * 4 + [b"END"]
    assert owner.execute(STATES).fetchall() == [("accepted", "spot", "following", "night")]


@pytest.mark.parametrize(
    ("story", "where", "answer"),
    [
        ("رجل تبعني الليلة الماضية", "بالقرب من أي شارع أو محطة كان ذلك؟", "كينكوم"),
        ("Mwanaume alinifuata jana usiku", None, "Kencom"),
        ("Un hombre me siguió anoche", None, "Kencom"),
        ("Un homme m'a suivie la nuit dernière", None, "Kencom"),
        ("एक आदमी ने कल रात मेरा पीछा किया", None, "Kencom"),
    ],
    ids=["ar", "sw", "es", "fr", "hi"],
)
def test_in_each_language_the_question_and_its_answer_make_one_report(
    story: str, where: str | None, answer: str, send_text: TextSender, owner: psycopg.Connection
) -> None:
    asked = send_text(story).get_data(as_text=True)
    send_text(answer)

    assert where is None or where in asked
    assert "Which street" not in asked
    assert owner.execute(STATES).fetchall() == [("arrived", "spot", "following", "night")]
