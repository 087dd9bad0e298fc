"""Signing in: who may, what is unlocked, what ends it."""

from __future__ import annotations

import dataclasses

import psycopg
import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from app import factory
from app.demo.load import MovingClock
from config import Config
from tests import city


def sign_in(client: FlaskClient, passphrase: str = city.ORGANIZER.passphrase) -> int:
    form = {"username": city.ORGANIZER.username, "passphrase": passphrase}
    return client.post("/console/sign-in", data=form).status_code


def test_name_and_passphrase_open_the_console(client: FlaskClient) -> None:
    assert sign_in(client) == 303
    assert client.get("/console/").status_code == 200


def test_a_wrong_passphrase_opens_nothing(client: FlaskClient) -> None:
    assert sign_in(client, "wrong") == 403
    assert client.get("/console/").status_code == 303


@pytest.mark.parametrize(
    "url", ["https://safelight.example", "http://127.0.0.1:8000"], ids=["public", "here"]
)
def test_a_demonstration_account_signs_in_on_this_machine_only(
    url: str, config: Config, app: Flask, owner: psycopg.Connection, clock: MovingClock
) -> None:
    owner.execute("UPDATE organizer SET is_demonstration = true")
    moved = dataclasses.replace(config, public_url=url, twilio_auth_token="")
    made = factory.create_app(moved, clock)

    status = sign_in(made.test_client())

    owner.execute("UPDATE organizer SET is_demonstration = false")
    made.extensions["safelight"].database.close()
    made.extensions["safelight"].memory.client.close()
    assert status == (303 if "127.0.0.1" in url else 403)


def test_the_key_is_gone_when_the_memory_forgets(console: FlaskClient, memory: redis.Redis) -> None:
    for name in memory.scan_iter(match="unlocked:*"):
        memory.delete(name)

    assert console.get("/console/reports/").headers["Location"].startswith("/console/sign-in")


def test_signing_out_forgets_the_key(console: FlaskClient, memory: redis.Redis) -> None:
    console.post("/console/sign-out")

    assert list(memory.scan_iter(match="unlocked:*")) == []


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}],
    ids=["fetch metadata", "origin"],
)
def test_a_form_of_another_site_is_refused(headers: dict[str, str], console: FlaskClient) -> None:
    assert console.post("/console/sign-out", headers=headers).status_code == 403


def test_no_page_for_reporters_sets_a_cookie(client: FlaskClient) -> None:
    for path in ("/", "/report", "/report/thanks", "/data/", "/console/sign-in"):
        assert "Set-Cookie" not in client.get(path).headers
