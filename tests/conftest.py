"""The tests' own PostGIS and Redis, a small city, an organizer, and a clock that is moved by hand.

Services run in .test-instance (or $SAFELIGHT_INSTANCE), each xdist worker in a database of its own. What a
test stores is removed after it; the city and the organizer stay.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import h3
import psycopg
import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from app import accounts, areas, factory, sessions
from app.demo import phone
from app.demo.load import MovingClock
from app.deployment import Deployment
from config import ROOT, Config
from maps import cells

INSTANCE = Path(os.environ.get("SAFELIGHT_INSTANCE", ROOT / ".test-instance"))
TOKEN = "0123456789abcdef0123456789abcdef"
PUBLIC_URL = "https://safelight.example"
CENTRE = (36.82, -1.285)
"""Lon, lat: the test city stands around it."""
PLACES = (
    ("Kencom Stage", 36.8245, -1.2858, "stop", "Kencom;كينكوم"),
    ("Blue Mosque", 36.8200, -1.2830, "landmark", "المسجد الأزرق;Msikiti wa Bluu"),
    ("Moi Avenue", 36.8250, -1.2830, "street", ""),
    ("Eastleigh", 36.8500, -1.2750, "neighbourhood", ""),
    ("Testville", 36.8200, -1.2850, "city", ""),
)
FORGOTTEN = "report, amendment, receipt, delivery, delivery_key, audit_line, audit_block, release"
"""What is emptied after each test."""


@dataclass(frozen=True, slots=True)
class Account:
    """An organizer of the tests."""

    username: str
    passphrase: str


@pytest.fixture(scope="session")
def instance() -> Path:
    subprocess.run(
        [sys.executable, str(ROOT / "bin" / "services.py"), "start", str(INSTANCE)], check=True, cwd=ROOT
    )
    return INSTANCE


@pytest.fixture(scope="session")
def config(instance: Path, worker_id: str) -> Config:
    shared = Config.from_env({"SAFELIGHT_INSTANCE": str(instance)})
    name = f"test_{worker_id}"
    with psycopg.connect(shared.database_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    worker = int(worker_id.removeprefix("gw")) if worker_id.startswith("gw") else 0
    return Config.from_env(
        {
            "SAFELIGHT_INSTANCE": str(instance),
            "SAFELIGHT_DATABASE_URL": urlunsplit(urlsplit(shared.database_url)._replace(path=f"/{name}")),
            "SAFELIGHT_REDIS_URL": f"{shared.redis_url}?db={worker % 4}",
            "SAFELIGHT_PUBLIC_URL": PUBLIC_URL,
            "SAFELIGHT_TIME_ZONE": "Africa/Nairobi",
            "SAFELIGHT_TWILIO_AUTH_TOKEN": TOKEN,
        }
    )


@pytest.fixture(scope="session")
def prepared(config: Config, tmp_path_factory: pytest.TempPathFactory) -> Account:
    """A migrated database with a city and an organizer, made once."""
    app = factory.create_app(config)
    run = app.test_cli_runner()
    assert run.invoke(args=["database", "upgrade"]).exit_code == 0
    file = tmp_path_factory.mktemp("city") / "city.csv"
    rows = [f"{name},{lon},{lat},{kind},{others}" for name, lon, lat, kind, others in PLACES]
    file.write_text("\n".join(["name,lon,lat,kind,other names", *rows]), encoding="utf-8")
    imported = run.invoke(args=["places", "import", str(file)])
    assert imported.exit_code == 0, imported.output
    here: Deployment = app.extensions["safelight"]
    outline = cells.union(h3.grid_disk(cells.snap(*CENTRE, 7), 2))
    with here.database.owner.connect() as connection:
        areas.store(connection, "testville", "Testville", outline, "Africa/Nairobi", date(2026, 1, 1))
    account = Account("amina", "correct horse battery staple amber tidal wharf")
    with app.app_context():
        session = sessions.database_session()
        accounts.add_first(session, account.username, account.passphrase, date(2026, 1, 1))
        session.commit()
    here.database.close()
    here.memory.client.close()
    return account


@pytest.fixture
def clock() -> MovingClock:
    """The present: Tuesday 10 March 2026, noon in UTC, three in the afternoon in the test city."""
    return MovingClock(datetime(2026, 3, 10, 12, tzinfo=UTC))


@pytest.fixture
def app(config: Config, prepared: Account, clock: MovingClock) -> Iterator[Flask]:
    made = factory.create_app(config, clock)
    made.testing = False
    yield made
    here: Deployment = made.extensions["safelight"]
    with here.database.owner.connect() as connection:
        connection.execute(f"TRUNCATE {FORGOTTEN}")
    here.database.close()
    here.memory.client.flushdb()
    here.memory.client.close()


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
def console(app: Flask, prepared: Account) -> FlaskClient:
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
