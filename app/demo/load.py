"""Loads the demonstration through the product's own doors: signed texts, the form, the console, the commands.

Time is passed in: one clock is moved over the months while an application answers in this process.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from tqdm import tqdm
from twilio.request_validator import RequestValidator

from app import accounts, archive, areas, districts, sessions
from app.demo import city, community, keys, phone, postal, story
from app.demo.errors import DemoError
from app.demo.story import Told
from app.deployment import Deployment
from maps.disclosure import period
from sms import receipt

MONTHS = 12
A_MONTH = 200
SEED = 2026
WAITING = 14
"""Reports that nobody has judged yet, so that the queue shows what it is for."""
ACCOUNT_FILE = "demonstration.json"
CATEGORY = {"words": "comments", "looks": "staring", "following": "following", "touching": "touching"}
REJECTED_EVERY = 29
"""Of so many reports one is rejected, so that judgement is seen to matter."""


@dataclass(slots=True)
class MovingClock:
    """A clock that stands where it was put."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        """The present, as an aware time in UTC."""
        return self.at


def account_path(instance: Path) -> Path:
    """Where the account's passphrase stands, so that every start can print it."""
    return instance / "secrets" / ACCOUNT_FILE


def months_before(today: date) -> list[date]:
    """The first days of the last twelve months whose releases are out today."""
    last = today.replace(day=1) - timedelta(days=1)
    while period.publication(last, archive.WEEKDAY) > today:
        last = last.replace(day=1) - timedelta(days=1)
    firsts = [last.replace(day=1)]
    while len(firsts) < MONTHS:
        firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
    return firsts[::-1]


def load(app: Flask, clock: MovingClock, today: date) -> None:
    """Fill an empty database: gazetteer, area, account, a year of reports, judged and released."""
    here: Deployment = app.extensions["safelight"]
    localities = city.load_localities()
    months = months_before(today)
    _import_places(app, localities, here.config.instance)
    with here.database.owner.connect() as connection:
        outline = city.outline(localities)
        areas.store(connection, "delhi", city.NAME, outline, str(here.config.time_zone), months[0])
        districts.store(connection, postal.LEVEL, postal.draw(localities, outline))
    passphrase = _make_account(app, here, months[0])
    told = list(story.tell(months, A_MONTH, localities, here.config.time_zone, SEED))
    waiting = list(story.tell(months[-1:], WAITING, localities, here.config.time_zone, SEED + 1))
    steps = 2 * len(told) + len(waiting)
    with tqdm(total=steps, desc="demonstration", unit=" steps", disable=None) as bar:
        for month, reports in itertools.groupby(told, key=lambda one: (one.at.year, one.at.month)):
            _send_month(app, clock, reports, bar.update)
            clock.at = datetime(*month, 28, 12, tzinfo=UTC)
            _judge(app, here, passphrase, bar.update)
        _send_month(app, clock, waiting, bar.update)
    clock.at = datetime.combine(today, datetime.min.time(), UTC)
    with resources.as_file(community.SERVICES) as path:
        _run(app, ["services", "import", str(path)])
    community.mark_zones(_sign_in(app, passphrase), localities)
    _run(app, ["release", "publish", "--today", today.isoformat()])


def _import_places(app: Flask, localities: Iterable[city.Locality], instance: Path) -> None:
    path = instance / "delhi.csv"
    city.write_csv(localities, path)
    try:
        _run(
            app,
            [
                *("places", "import", str(path), "--source", "delhi", "--licence", "GODL-India"),
                *("--attribution", city.ATTRIBUTION),
            ],
        )
    finally:
        path.unlink()


def _run(app: Flask, arguments: list[str]) -> None:
    result = app.test_cli_runner().invoke(args=arguments)
    if result.exit_code:
        raise DemoError(f"flask {' '.join(arguments[:2])} failed: {result.output.strip()}")


def _make_account(app: Flask, here: Deployment, today: date) -> str:
    passphrase = receipt.passphrase()
    with app.app_context():
        session = sessions.database_session()
        accounts.add_first(session, keys.ACCOUNT, passphrase, today, is_demonstration=True)
        session.commit()
    path = account_path(here.config.instance)
    path.touch(0o600)
    path.write_text(json.dumps({"username": keys.ACCOUNT, "passphrase": passphrase}))
    return passphrase


def _send_month(
    app: Flask, clock: MovingClock, reports: Iterable[Told], advance: Callable[[], object]
) -> None:
    here: Deployment = app.extensions["safelight"]
    validator = RequestValidator(keys.find_gateway_token(here.config))
    client = app.test_client(use_cookies=False)
    for number, told in enumerate(reports):
        clock.at = told.at.astimezone(UTC)
        if told.is_form:
            _send_form(client, told, number)
        else:
            _send_text(client, told, validator, here.config.public_url)
        advance()


def _send_text(client: FlaskClient, told: Told, validator: RequestValidator, public_url: str) -> None:
    form = phone.make_form(told.text, told.sender)
    signature = validator.compute_signature(f"{public_url}/gateways/twilio", form)
    answer = client.post("/gateways/twilio", data=form, headers={"X-Twilio-Signature": signature})
    if answer.status_code != 200:
        raise DemoError(f"a text was answered {answer.status_code}")


def _send_form(client: FlaskClient, told: Told, number: int) -> None:
    form = {
        "place": told.place,
        "category": CATEGORY.get(told.group, "threats"),
        "day": told.at.date().isoformat(),
        "part_of_day": told.part,
        "text": told.text,
    }
    # Each from an address of its own (TEST-NET-3, RFC 5737), as readers' would be.
    where = {"REMOTE_ADDR": f"203.0.113.{number % 256}"}
    answer = client.post("/report", data=form, environ_overrides=where)
    if answer.status_code != 303:
        raise DemoError(f"a form was answered {answer.status_code}")


def _judge(app: Flask, here: Deployment, passphrase: str, advance: Callable[[], object]) -> None:
    """Judge page by page until nothing waits."""
    client = _sign_in(app, passphrase)
    for number, path in enumerate(_waiting(client)):
        act = "reject" if number % REJECTED_EVERY == REJECTED_EVERY - 1 else "accept"
        judged = client.post(f"{path}/{act}")
        if judged.status_code != 303:
            raise DemoError(f"a judgement was answered {judged.status_code}")
        advance()
    client.post("/console/sign-out")


def _sign_in(app: Flask, passphrase: str) -> FlaskClient:
    client = app.test_client()
    signed_in = client.post("/console/sign-in", data={"username": keys.ACCOUNT, "passphrase": passphrase})
    if signed_in.status_code != 303:
        raise DemoError(f"the account's sign-in was answered {signed_in.status_code}")
    return client


def _waiting(client: FlaskClient) -> Iterator[str]:
    while True:
        page = client.get("/console/reports/").get_data(as_text=True)
        paths = re.findall(r'action="(/console/reports/[0-9a-f-]{36})/accept', page)
        if not paths:
            return
        yield from paths
