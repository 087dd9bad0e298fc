"""The main story: a text and a form become hexagons on the public map."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import psycopg
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from maps.ledger import canonical

TextSender = Callable[..., TestResponse]


def send_form(client: FlaskClient, number: int) -> None:
    form = {
        "place": "Blue Mosque",
        "category": "staring",
        "part_of_day": "evening",
        "text": f"He stared {number}",
    }
    answer = client.post("/report", data=form, environ_overrides={"REMOTE_ADDR": f"203.0.113.{number % 250}"})
    assert answer.status_code == 303


def test_texts_and_forms_are_judged_and_counted_in_the_next_releases(
    client: FlaskClient,
    send_text: TextSender,
    accept_all: Callable[[], int],
    repeat_accepted: Callable[[int], None],
    publish: Callable[[datetime], str],
) -> None:
    for number in range(180):
        assert (
            send_text("A man followed me near Kencom Stage last night", f"+15550{number:04}").status_code
            == 200
        )
    for number in range(20):
        send_form(client, number)

    assert accept_all() == 200
    repeat_accepted(3)
    output = publish(datetime(2027, 1, 20, tzinfo=UTC))

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


def test_publishing_again_draws_nothing_again(
    publish: Callable[[datetime], str], client: FlaskClient
) -> None:
    publish(datetime(2026, 5, 20, tzinfo=UTC))
    first = client.get("/releases/bulletin-2026-01-01-2026-03-31.json").data

    output = publish(datetime(2026, 5, 21, tzinfo=UTC))

    assert "No period is due." in output
    assert client.get("/releases/bulletin-2026-01-01-2026-03-31.json").data == first


def test_a_released_report_cannot_be_undone_and_counted_again(
    console: FlaskClient,
    send_text: TextSender,
    accept_all: Callable[[], int],
    publish: Callable[[datetime], str],
    owner: psycopg.Connection,
) -> None:
    send_text("A man followed me near Kencom Stage")
    accept_all()
    row = owner.execute("SELECT id FROM report").fetchone()
    assert row is not None
    publish(datetime(2026, 5, 20, tzinfo=UTC))

    answer = console.post(f"/console/reports/{row[0]}/undo", follow_redirects=True)

    assert "nothing was changed" in answer.get_data(as_text=True)
    assert owner.execute("SELECT state FROM report").fetchone() == ("accepted",)
