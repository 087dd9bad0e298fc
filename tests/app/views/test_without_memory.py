"""Redis out of reach: reports are taken in all the same (P12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

import psycopg
import pytest
from flask.testing import FlaskClient
from limits.storage import RedisStorage
from werkzeug.test import TestResponse

from app import sessions
from app.deployment import Deployment
from tests import hostile

TextSender = Callable[..., TestResponse]


@pytest.fixture
def without_redis(here: Deployment) -> Iterator[None]:
    """Redis out of reach for the application and for its limiter, as it would be after its death."""
    clients = (here.memory.client, cast("RedisStorage", sessions.limiter.storage).storage)
    kept = [dict(client.connection_pool.connection_kwargs) for client in clients]
    for client in clients:
        client.connection_pool.disconnect()
        client.connection_pool.connection_kwargs["path"] = "/nonexistent/redis.sock"
    yield
    for client, before in zip(clients, kept, strict=True):
        client.connection_pool.connection_kwargs.update(before)
        client.connection_pool.reset()


@pytest.mark.usefixtures("without_redis")
def test_p12_with_redis_down_texts_are_taken_in(send_text: TextSender, owner: psycopg.Connection) -> None:
    answers = [send_text(f"A man followed me near Kencom, {number}") for number in range(5)]

    assert {answer.status_code for answer in answers} == {200}
    assert owner.execute("SELECT count(*) FROM report").fetchone() == (5,)


@pytest.mark.usefixtures("without_redis")
def test_p12_with_redis_down_the_form_is_taken_in_under_limits_of_the_process(
    client: FlaskClient, owner: psycopg.Connection
) -> None:
    before = client.post("/report", data={"text": "He followed me"})
    client.post("/console/sign-in", data={})
    flood = {client.get("/healthy").status_code for _ in range(700)}
    elsewhere = client.get("/healthy", environ_overrides={"REMOTE_ADDR": "203.0.113.9"})

    assert before.status_code == 303
    assert owner.execute("SELECT count(*) FROM report").fetchone() == (1,)
    assert flood == {200, 429}
    assert elsewhere.status_code == 200


@pytest.mark.usefixtures("without_redis")
def test_p12_with_redis_down_a_flood_does_not_shut_the_gateway_out(
    client: FlaskClient, send_text: TextSender
) -> None:
    statuses = {client.post(hostile.WEBHOOK, data={}).status_code for _ in range(700)}

    assert statuses == {403}
    assert send_text("A man followed me near Kencom").status_code == 200
