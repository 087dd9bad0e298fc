"""The page of each gateway: what to set, whether messages come, a test that keeps no number."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from tests import city

PHONE = "+1 555 0142"
DIGITS = "+15550142"
SENDING = ("africastalking", "android", "infobip", "vonage", "whatsapp")
ANSWERING = ("ourkannel", "smssync", "telerivet", "twilio", "ussd", "voice")
SECRET_PATHS = ("africastalking", "infobip", "ourkannel", "ussd")
SECRET = "0123456789abcdefghij"


@pytest.fixture
def desk(all_gateways: Flask, prepared: city.Account) -> FlaskClient:
    """An organizer's browser where every gateway is set up."""
    client = all_gateways.test_client()
    form = {"username": prepared.username, "passphrase": prepared.passphrase}
    assert client.post("/console/sign-in", data=form).status_code == 303
    return client


@pytest.mark.parametrize("name", SENDING + ANSWERING)
def test_every_gateway_has_a_page_with_the_exact_address(name: str, desk: FlaskClient) -> None:
    page = desk.get(f"/console/gateways/{name}").get_data(as_text=True)

    secret = f"/{SECRET}" if name in SECRET_PATHS else ""
    assert f'value="https://safelight.example/gateways/{name}{secret}"' in page
    assert "Nothing came for a day." in page
    assert "<li>" in page.split("What to set", 1)[1] or name in ("infobip", "ourkannel", "vonage")


@pytest.mark.parametrize("name", ["africastalking", "ourkannel", "ussd"])
def test_the_address_shown_is_one_that_is_let_in(name: str, desk: FlaskClient, all_gateways: Flask) -> None:
    path = desk.get(f"/console/gateways/{name}").get_data(as_text=True)
    shown = path.split('value="https://safelight.example', 1)[1].split('"', 1)[0]

    answer = all_gateways.test_client().post(shown, data={})

    assert answer.status_code != 403


@pytest.mark.parametrize("name", SENDING)
def test_a_gateway_that_can_begin_sends_a_test(name: str, desk: FlaskClient) -> None:
    assert f"/console/gateways/{name}/test" in desk.get(f"/console/gateways/{name}").get_data(as_text=True)


@pytest.mark.parametrize("name", ANSWERING)
def test_one_that_only_answers_says_so(name: str, desk: FlaskClient) -> None:
    page = desk.get(f"/console/gateways/{name}").get_data(as_text=True)

    assert "a test begins at a phone" in page
    assert f"/console/gateways/{name}/test" not in page


@pytest.mark.parametrize(("status", "said"), [(200, "The provider took it"), (500, "did not take it")])
def test_a_test_goes_to_the_number_and_the_number_stays_nowhere(
    status: int, said: str, desk: FlaskClient, provider: Any, owner: psycopg.Connection, memory: redis.Redis
) -> None:
    provider.status = status
    answer = desk.post("/console/gateways/android/test", data={"number": PHONE}, follow_redirects=True)

    kept = b" ".join(name + (memory.dump(name) or b"") for name in memory.scan_iter())
    assert said in answer.get_data(as_text=True)
    assert DIGITS.encode() in provider.seen[0][2]
    assert DIGITS not in answer.get_data(as_text=True)
    assert DIGITS.encode() not in kept
    assert owner.execute("SELECT act FROM audit_line WHERE act LIKE 'gateway%'").fetchall() == [
        ("gateway-test",)
    ]


@pytest.mark.parametrize("number", ["", "0555 0142", "call me", "+1", "+1555014200000000"])
def test_what_is_no_number_is_asked_for_again(number: str, desk: FlaskClient, provider: Any) -> None:
    answer = desk.post("/console/gateways/android/test", data={"number": number}, follow_redirects=True)

    assert "code of its country" in answer.get_data(as_text=True)
    assert provider.seen == []


def test_a_gateway_that_is_not_set_up_has_no_page(console: FlaskClient) -> None:
    assert console.get("/console/gateways/android").status_code == 404
    assert console.post("/console/gateways/android/test", data={"number": PHONE}).status_code == 404


def test_the_front_page_warns_of_silence_and_stops_when_a_text_came(
    console: FlaskClient, send_text: Any
) -> None:
    before = console.get("/console/").get_data(as_text=True)
    send_text("A man followed me near Kencom Stage")

    after = console.get("/console/").get_data(as_text=True)

    assert "<strong>not within a week</strong>" in before
    assert "today</li>" in after.replace("\n", "")
