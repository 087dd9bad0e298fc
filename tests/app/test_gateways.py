"""Every gateway behind the application's own doors, with its own proof, its own answer, its own calls."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator

from app import gateways
from app.demo.load import MovingClock
from app.deployment import Deployment
from config import Config, ConfigError

SECRET = "0123456789abcdefghij"
PHONE = "+15550123"
STORY = "A man followed me near Kencom"
Request = dict[str, Any]


def sign(key: str, payload: bytes) -> str:
    return hmac.new(key.encode(), payload, hashlib.sha256).hexdigest()


def twilio(config: Config, now: datetime) -> Request:
    form = {"MessageSid": "SM1", "From": PHONE, "To": "+15550100", "Body": STORY}
    url = f"{config.public_url}/gateways/twilio"
    signature = RequestValidator(config.twilio_auth_token).compute_signature(url, form)
    return {"path": "/gateways/twilio", "data": form, "headers": {"X-Twilio-Signature": signature}}


def africastalking(config: Config, now: datetime) -> Request:
    form = {"from": PHONE, "to": "555", "text": STORY, "id": "a1", "date": f"{now:%Y-%m-%dT%H:%M:%SZ}"}
    return {"path": f"/gateways/africastalking/{SECRET}", "data": form}


def android(config: Config, now: datetime) -> Request:
    payload = {"messageId": "m", "message": STORY, "sender": PHONE, "receivedAt": now.isoformat()}
    body = json.dumps({"id": "a1", "event": "sms:received", "payload": payload}).encode()
    stamp = str(int(now.timestamp()))
    headers = {"X-Timestamp": stamp, "X-Signature": sign("signing", body + stamp.encode())}
    return {
        "path": "/gateways/android",
        "data": body,
        "headers": headers,
        "content_type": "application/json",
    }


def smssync(config: Config, now: datetime) -> Request:
    form = {"secret": SECRET, "from": PHONE, "message": STORY, "message_id": "a1"}
    form["sent_timestamp"] = str(int(now.timestamp() * 1000))
    return {"path": "/gateways/smssync", "data": form}


def whatsapp(config: Config, now: datetime) -> Request:
    message = {"id": "a1", "from": "15550123", "type": "text", "text": {"body": STORY}}
    message["timestamp"] = str(int(now.timestamp()))
    value = {"metadata": {"phone_number_id": "1"}, "messages": [message]}
    body = json.dumps({"entry": [{"changes": [{"field": "messages", "value": value}]}]}).encode()
    headers = {"X-Hub-Signature-256": "sha256=" + sign("app", body)}
    return {
        "path": "/gateways/whatsapp",
        "data": body,
        "headers": headers,
        "content_type": "application/json",
    }


def telerivet(config: Config, now: datetime) -> Request:
    form = {"event": "incoming_message", "id": "a1", "from_number": PHONE, "content": STORY, "secret": SECRET}
    return {"path": "/gateways/telerivet", "data": form}


def kannel(config: Config, now: datetime) -> Request:
    headers = {"X-Kannel-From": PHONE, "X-Kannel-To": "555"}
    return {
        "path": f"/gateways/ourkannel/{SECRET}?id=a1",
        "data": STORY.encode(),
        "headers": headers,
        "content_type": "text/plain",
    }


def infobip(config: Config, now: datetime) -> Request:
    results = [{"messageId": "a1", "from": PHONE, "to": "1", "text": STORY, "receivedAt": now.isoformat()}]
    body = json.dumps({"results": results}).encode()
    return {"path": f"/gateways/infobip/{SECRET}", "data": body, "content_type": "application/json"}


Maker = Callable[[Config, datetime], Request]
INLINE: Mapping[str, Maker] = {
    "twilio": twilio,
    "smssync": smssync,
    "telerivet": telerivet,
    "kannel": kannel,
}
BY_CALL: Mapping[str, Maker] = {
    "africastalking": africastalking,
    "android": android,
    "whatsapp": whatsapp,
    "infobip": infobip,
}
EVERY = {**INLINE, **BY_CALL}


def post(client: FlaskClient, request: Request) -> Any:
    given = dict(request)
    return client.post(given.pop("path"), **given)


@pytest.mark.parametrize("name", EVERY)
def test_a_message_is_one_report_however_often_it_comes(
    name: str, all_gateways: Flask, clock: MovingClock, owner: psycopg.Connection
) -> None:
    here: Deployment = all_gateways.extensions["safelight"]
    client = all_gateways.test_client()

    answers = [post(client, EVERY[name](here.config, clock.at)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert owner.execute("SELECT precision, category_group FROM report").fetchall() == [("spot", "following")]


@pytest.mark.parametrize("name", INLINE)
def test_a_reply_rides_in_the_answer(name: str, all_gateways: Flask, clock: MovingClock) -> None:
    here: Deployment = all_gateways.extensions["safelight"]

    answer = post(all_gateways.test_client(), INLINE[name](here.config, clock.at))

    assert "Thank you, noted." in answer.get_data(as_text=True)


@pytest.mark.parametrize("name", ["android", "infobip"])
def test_a_reply_goes_by_the_providers_api(
    name: str, all_gateways: Flask, clock: MovingClock, provider: Any
) -> None:
    here: Deployment = all_gateways.extensions["safelight"]

    answer = post(all_gateways.test_client(), BY_CALL[name](here.config, clock.at))
    here.sender.wait()

    assert "noted" not in answer.get_data(as_text=True)
    assert len(provider.seen) == 1
    assert b"Thank you, noted." in provider.seen[0][2]


def test_a_provider_that_fails_is_counted_and_nothing_else(
    all_gateways: Flask, clock: MovingClock, provider: Any, owner: psycopg.Connection
) -> None:
    here: Deployment = all_gateways.extensions["safelight"]
    provider.status = 500

    answer = post(all_gateways.test_client(), android(here.config, clock.at))
    here.sender.wait()

    assert answer.status_code == 200
    assert here.sender.dropped == {"android": 1}
    assert owner.execute("SELECT count(*) FROM report").fetchone() == (1,)


@pytest.mark.parametrize("name", ["africastalking", "smssync", "whatsapp", "infobip"])
def test_a_slash_after_the_address_changes_nothing(
    name: str, all_gateways: Flask, clock: MovingClock, owner: psycopg.Connection
) -> None:
    here: Deployment = all_gateways.extensions["safelight"]
    request = EVERY[name](here.config, clock.at)

    answer = post(all_gateways.test_client(), request | {"path": request["path"] + "/"})

    here.sender.wait()
    assert answer.status_code == 200
    assert owner.execute("SELECT count(*) FROM report").fetchone() == (1,)


def test_another_method_is_told_so_or_lacks_its_proof(all_gateways: Flask, clock: MovingClock) -> None:
    here: Deployment = all_gateways.extensions["safelight"]
    client = all_gateways.test_client()

    told = {
        (name, method): client.open(make(here.config, clock.at)["path"], method=method).status_code
        for name, make in EVERY.items()
        for method in ("GET", "PUT", "DELETE")
    }

    # SMSSync may poll by GET and put a message: both need its secret.
    assert told.pop(("smssync", "PUT")) == 400
    assert told.pop(("smssync", "GET")) == 405
    assert set(told.values()) == {405}


def test_the_challenge_of_whatsapp_is_answered(all_gateways: Flask) -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": "verify", "hub.challenge": "12345"}

    answer = all_gateways.test_client().get("/gateways/whatsapp", query_string=query)

    assert (answer.status_code, answer.data) == (200, b"12345")


@pytest.mark.parametrize("path", ["/gateways/africastalking", "/gateways/africastalking/guess"])
def test_without_the_secret_path_nothing_passes(path: str, all_gateways: Flask, clock: MovingClock) -> None:
    here: Deployment = all_gateways.extensions["safelight"]
    request = africastalking(here.config, clock.at) | {"path": path}

    assert post(all_gateways.test_client(), request).status_code == 403


@pytest.mark.parametrize("name", [*gateways.MESSAGES, *gateways.MENUS, "nobody"])
def test_what_is_not_configured_is_not_found(name: str, client: FlaskClient) -> None:
    answer = client.post(f"/gateways/{name}/{SECRET}")

    assert answer.status_code == (403 if name == "twilio" else 404)


def test_a_message_that_lies_for_an_hour_is_kept_and_not_answered(
    all_gateways: Flask, clock: MovingClock, provider: Any, owner: psycopg.Connection
) -> None:
    here: Deployment = all_gateways.extensions["safelight"]
    late = infobip(here.config, clock.at.replace(hour=clock.at.hour - 1))

    post(all_gateways.test_client(), late)
    here.sender.wait()

    assert provider.seen == []
    assert owner.execute("SELECT count(*) FROM report").fetchone() == (1,)


def test_all_that_is_wrong_with_gateways_is_told_at_once(config: Config, tmp_path: Path) -> None:
    file = tmp_path / "gateways.toml"
    file.write_text('[ours]\nprofile = "nobody"\n[Twilio]\nprofile = "kannel"\n', encoding="utf-8")
    settings = {
        "SAFELIGHT_INSTANCE": str(config.instance),
        "SAFELIGHT_GATEWAYS": str(file),
        "SAFELIGHT_TWILIO_VOICE": "1",
        "SAFELIGHT_SMSSYNC_SECRET": "short",
        "SAFELIGHT_ANDROID_SIGNING_KEY": "key",
        "SAFELIGHT_AFRICASTALKING_ALLOWED": "nowhere",
    }

    with pytest.raises(ConfigError) as told:
        Config.from_env(settings)

    for said in ("ours", "Twilio", "TWILIO_AUTH_TOKEN", "SMSSYNC_SECRET", "ANDROID_API_URL", "nowhere"):
        assert said in str(told.value)


@pytest.mark.parametrize(
    "change",
    [{"smssync_secret": SECRET}, {"africastalking_ussd_secret": SECRET}, {"twilio_auth_token": "t"}],
    ids=lambda change: next(iter(change)),
)
def test_with_a_real_gateway_demonstration_keys_are_refused(change: dict[str, Any], config: Config) -> None:
    plain = replace(config, twilio_auth_token="", public_url="http://127.0.0.1:8000")

    assert plain.is_demonstration
    assert not replace(plain, **change).is_demonstration
