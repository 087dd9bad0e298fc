"""The tests' own PostGIS and Redis, a small city, an organizer, and a clock that is moved by hand.

Services run in .test-instance (or $SAFELIGHT_INSTANCE), each xdist worker in a database of its own. What a
test stores is removed after it; the city and the organizer stay.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from app import factory
from app.demo import phone
from app.demo.load import MovingClock
from app.deployment import Deployment
from config import ROOT, Config
from tests import city

INSTANCE = Path(os.environ.get("SAFELIGHT_INSTANCE", ROOT / ".test-instance"))
TOKEN = "0123456789abcdef0123456789abcdef"
PUBLIC_URL = "https://safelight.example"
FORGOTTEN = (
    "report, amendment, receipt, delivery, delivery_key, audit_line, audit_block, release, withdrawal,"
    " queue_batch,"
    " zone, zone_public, zone_vouch, zone_audit, partner_group, service, import_row, console_session,"
    " reply_wording, passkey, learned_name, learned_place,"
    " learned_dismissal"
)
"""What is emptied after each test."""
NO_END = -1
"""What Redis says of the time left to a key that stays for ever."""


@pytest.fixture(scope="session")
def instance() -> Path:
    subprocess.run(
        [sys.executable, str(ROOT / "bin" / "services.py"), "start", str(INSTANCE)], check=True, cwd=ROOT
    )
    return INSTANCE


EnvironmentMaker = Callable[..., dict[str, str]]


@pytest.fixture(scope="session")
def make_environment(instance: Path, worker_id: str) -> EnvironmentMaker:
    """Gives the settings of a new, empty database: make_environment("name", port="8123", ...)."""
    shared = Config.from_env({"SAFELIGHT_INSTANCE": str(instance)})
    worker = int(worker_id.removeprefix("gw")) if worker_id.startswith("gw") else 0
    made: list[str] = []

    def make(purpose: str, **settings: str) -> dict[str, str]:
        name = f"{purpose}_{worker_id}"
        with psycopg.connect(shared.database_url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name}")
        made.append(name)
        number = (worker * 8 + len(made) - 1) % 64
        values = {
            "instance": str(instance),
            "database_url": urlunsplit(urlsplit(shared.database_url)._replace(path=f"/{name}")),
            "redis_url": f"{shared.redis_url}?db={number}",
            "public_url": PUBLIC_URL,
            "time_zone": "Africa/Nairobi",
            "twilio_auth_token": TOKEN,
            "batch_hours": "0",
        }
        return {f"SAFELIGHT_{key.upper()}": value for key, value in (values | settings).items()}

    return make


@pytest.fixture(scope="session")
def config(make_environment: EnvironmentMaker) -> Config:
    return Config.from_env(make_environment("test"))


Preparer = Callable[[Config], city.Account]


@pytest.fixture(scope="session")
def prepare(tmp_path_factory: pytest.TempPathFactory) -> Preparer:
    """Migrates a database and puts a city and an organizer into it: prepare(config)."""
    folder = tmp_path_factory.mktemp("city")

    def found(config: Config) -> city.Account:
        # Roles belong to the whole server: two workers that make them at once would trip over each other.
        with (INSTANCE / "prepare.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return city.found(config, folder)

    return found


@pytest.fixture(scope="session")
def prepared(config: Config, prepare: Preparer) -> city.Account:
    """A migrated database with a city and an organizer, made once."""
    return prepare(config)


@pytest.fixture
def clock() -> MovingClock:
    """The present: Tuesday 10 March 2026, noon in UTC, three in the afternoon in the test city."""
    return MovingClock(datetime(2026, 3, 10, 12, tzinfo=UTC))


@pytest.fixture
def app(config: Config, prepared: city.Account, clock: MovingClock) -> Iterator[Flask]:
    made = factory.create_app(config, clock)
    made.testing = False
    yield made
    here: Deployment = made.extensions["safelight"]
    with here.database.owner.connect() as connection:
        connection.execute(f"TRUNCATE {FORGOTTEN}")
    lasting = [name for name in here.memory.client.scan_iter() if here.memory.client.ttl(name) == NO_END]
    here.database.close()
    here.memory.client.flushdb()
    here.memory.client.close()
    assert lasting == [], "P1: every key of Redis ends by itself, whatever a test did"


@pytest.fixture
def here(app: Flask) -> Deployment:
    deployment: Deployment = app.extensions["safelight"]
    return deployment


@pytest.fixture
def owner(config: Config, app: Flask) -> Iterator[psycopg.Connection]:
    """The owner's view of the tables, to look at what was stored."""
    with psycopg.connect(config.database_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def memory(config: Config, app: Flask) -> Iterator[redis.Redis]:
    """Redis as it is."""
    with redis.Redis.from_url(config.redis_url) as client:
        yield client


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser, or a provider, without cookies of its own yet."""
    return app.test_client()


@pytest.fixture
def console(app: Flask, prepared: city.Account) -> FlaskClient:
    """A browser that is signed in as the organizer."""
    signed_in = app.test_client()
    answer = signed_in.post(
        "/console/sign-in", data={"username": prepared.username, "passphrase": prepared.passphrase}
    )
    assert answer.status_code == 303
    return signed_in


TextSender = Callable[..., TestResponse]


@pytest.fixture
def send_text(client: FlaskClient) -> TextSender:
    """Posts a signed text as Twilio would: send_text(body, sender="+15550123", **fields)."""
    validator = RequestValidator(TOKEN)

    def send(body: str, sender: str = "+15550123", **fields: str) -> TestResponse:
        form = phone.make_form(body, sender) | fields
        signature = validator.compute_signature(f"{PUBLIC_URL}/gateways/twilio", form)
        return client.post("/gateways/twilio", data=form, headers={"X-Twilio-Signature": signature})

    return send
