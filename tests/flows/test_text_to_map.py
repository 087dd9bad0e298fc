"""The main story: a text and a form become hexagons on the public map."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.demo.load import MovingClock
from maps.ledger import canonical

TextSender = Callable[..., TestResponse]


def accept_all(console: FlaskClient) -> int:
    """Accept what waits, page by page; gives how many."""
    judged = 0
    button = r'action="(/console/reports/[0-9a-f-]{36}/accept)'
    while paths := re.findall(button, console.get("/console/reports/").get_data(as_text=True)):
        for path in paths:
            assert console.post(path).status_code == 303
            judged += 1
    return judged


def send_form(client: FlaskClient, number: int) -> None:
    form = {
        "place": "Blue Mosque",
        "category": "staring",
        "part_of_day": "evening",
        "text": f"He stared {number}",
    }
    answer = client.post("/report", data=form, environ_overrides={"REMOTE_ADDR": f"203.0.113.{number % 250}"})
    assert answer.status_code == 303


def publish(app: Flask, clock: MovingClock, day: datetime) -> str:
    clock.at = day
    with app.app_context():
        result = app.test_cli_runner().invoke(args=["release", "publish"])
    assert result.exit_code == 0, result.output
    return result.output


def repeat_accepted(owner: psycopg.Connection, times: int) -> None:
    """Make the year busier: the noise upon 200 reports alone leaves a map without cells now and then."""
    owner.execute(
        "INSERT INTO report (cell_id, precision, category_group, part_of_day, period, state, sealed)"
        " SELECT cell_id, precision, category_group, part_of_day, period, state, sealed"
        " FROM report, generate_series(1, %s) WHERE state = 'accepted'",
        (times,),
    )


def test_texts_and_forms_are_judged_and_counted_in_the_next_releases(
    app: Flask,
    clock: MovingClock,
    client: FlaskClient,
    console: FlaskClient,
    send_text: TextSender,
    owner: psycopg.Connection,
) -> None:
    for number in range(180):
        assert (
            send_text("A man followed me near Kencom Stage last night", f"+15550{number:04}").status_code
            == 200
        )
    for number in range(20):
        send_form(client, number)

    assert accept_all(console) == 200
    repeat_accepted(owner, 3)
    output = publish(app, clock, datetime(2027, 1, 20, tzinfo=UTC))

    assert "published map-2026-01-01-2026-12-31" in output
    page = client.get("/").get_data(as_text=True)
    assert "Testville" in page
    assert "Kencom" in page
    release = canonical.load(client.get("/releases/map-2026-01-01-2026-12-31.json").data)
    r7 = next(table for table in release["tables"] if table["name"] == "r7")
    assert max(row[0] for row in r7["counts"]) > 100
    geojson = client.get("/releases/map-2026-01-01-2026-12-31.geojson").get_json()
    assert geojson["features"]
    assert client.get("/releases/map-2026-01-01-2026-12-31.csv").mimetype == "text/csv"


def test_publishing_again_draws_nothing_again(app: Flask, clock: MovingClock, client: FlaskClient) -> None:
    publish(app, clock, datetime(2026, 5, 20, tzinfo=UTC))
    first = client.get("/releases/bulletin-2026-01-01-2026-03-31.json").data

    output = publish(app, clock, datetime(2026, 5, 21, tzinfo=UTC))

    assert "No period is due." in output
    assert client.get("/releases/bulletin-2026-01-01-2026-03-31.json").data == first


def test_a_released_report_cannot_be_undone_and_counted_again(
    app: Flask,
    clock: MovingClock,
    console: FlaskClient,
    prepared: object,
    send_text: TextSender,
    owner: psycopg.Connection,
) -> None:
    send_text("A man followed me near Kencom Stage")
    accept_all(console)
    row = owner.execute("SELECT id FROM report").fetchone()
    assert row is not None
    publish(app, clock, datetime(2026, 5, 20, tzinfo=UTC))

    answer = console.post(f"/console/reports/{row[0]}/undo", follow_redirects=True)

    assert "nothing was changed" in answer.get_data(as_text=True)
    assert owner.execute("SELECT state FROM report").fetchone() == ("accepted",)
