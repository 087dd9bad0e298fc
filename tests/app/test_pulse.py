"""Whether messages come, as coarsely as the queue: whole days, as of the last batch (P5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
import redis
from flask.testing import FlaskClient
from redis.backoff import NoBackoff
from redis.retry import Retry
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from app import pulse
from app.demo.load import MovingClock
from app.deployment import Deployment
from tests.conftest import PUBLIC_URL, TOKEN

TextSender = Callable[..., TestResponse]


@pytest.fixture
def batched(here: Deployment) -> Deployment:
    """The deployment with a queue that fills every six hours."""
    return replace(here, config=replace(here.config, batch_hours=6))


@pytest.mark.parametrize(
    ("days", "last", "is_silent"),
    [(0, "today", False), (1, "yesterday", False), (2, "earlier", True), (6, "earlier", True)],
    ids=["same-day", "next-day", "third-day", "last-day"],
)
def test_a_message_is_seen_by_whole_days(
    days: int, last: str, is_silent: bool, here: Deployment, clock: MovingClock, send_text: TextSender
) -> None:
    send_text("A man followed me near Kencom Stage")

    clock.at += timedelta(days=days)

    found = pulse.find(here, "twilio")
    assert (found.last, found.is_silent) == (last, is_silent)


def test_after_a_week_nothing_is_known(here: Deployment, clock: MovingClock, send_text: TextSender) -> None:
    send_text("A man followed me near Kencom Stage")

    clock.at += timedelta(days=7)

    assert pulse.find(here, "twilio").last == "never"


def test_p5_nothing_moves_before_the_queue_fills(batched: Deployment, clock: MovingClock) -> None:
    before = pulse.find(batched, "twilio")
    pulse.note_heard(batched, "twilio")
    pulse.note_refused(batched, "twilio")

    meanwhile = pulse.find(batched, "twilio")
    clock.at += timedelta(hours=3)
    afterwards = pulse.find(batched, "twilio")

    assert meanwhile == before
    assert (afterwards.last, afterwards.refused_today) == ("today", "some")


@pytest.mark.parametrize(("times", "amount"), [(0, "none"), (1, "some"), (9, "some"), (10, "many")])
def test_refusals_are_told_as_an_amount(
    times: int, amount: str, here: Deployment, client: FlaskClient
) -> None:
    for _ in range(times):
        assert client.post("/gateways/twilio", data={"Body": "x"}).status_code == 403

    found = pulse.find(here, "twilio")

    assert (found.refused_today, found.refused_yesterday) == (amount, "none")


def test_yesterdays_refusals_stand_apart(here: Deployment, clock: MovingClock) -> None:
    pulse.note_refused(here, "twilio")
    clock.at += timedelta(days=1)

    found = pulse.find(here, "twilio")

    assert (found.refused_today, found.refused_yesterday) == ("none", "some")


def test_a_notice_of_delivery_is_no_message(here: Deployment, client: FlaskClient) -> None:
    form = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": "+15550123"}
    signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC_URL}/gateways/twilio", form)
    client.post("/gateways/twilio", data=form, headers={"X-Twilio-Signature": signature})

    assert pulse.find(here, "twilio").last == "never"


def test_every_key_ends_and_says_neither_how_often_nor_who(
    memory: redis.Redis, send_text: TextSender, here: Deployment
) -> None:
    for _ in range(3):
        send_text("A man followed me near Kencom Stage")

    names = list(memory.scan_iter("gateway:*"))

    assert [memory.get(name) for name in names] == [b"1"]
    assert all(0 < memory.ttl(name) <= pulse.KEEP_SECONDS for name in names)  # type: ignore[operator]


def test_no_table_knows_of_it(owner: psycopg.Connection) -> None:
    found = owner.execute(
        "SELECT table_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND (table_name LIKE '%gateway%' OR column_name LIKE '%gateway%')"
    ).fetchall()

    assert found == []


def test_without_the_memory_texts_are_taken_and_nothing_is_known(
    here: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = replace(here.memory, client=redis.Redis(port=9, retry=Retry(NoBackoff(), 0)))
    alone = replace(here, memory=gone)

    pulse.note_heard(alone, "twilio")
    pulse.note_refused(alone, "twilio")

    assert pulse.find(alone, "twilio") == pulse.UNKNOWN
