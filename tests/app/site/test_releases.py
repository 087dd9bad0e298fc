"""What may go wrong around a release, through the real commands and tables."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import h3
import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import archive, areas, districts, release
from app.demo.load import MovingClock
from app.deployment import Deployment
from app.errors import AreaChangedError
from config import Config
from maps import cells
from maps.disclosure.area import Area
from maps.errors import AreaError
from maps.ledger import canonical

Accept = Callable[..., None]
Publish = Callable[..., str]
HUB = cells.snap(36.8245, -1.2858)
FIRST = "bulletin-2026-01-01-2026-03-31"


class KilledError(Exception):
    """The process ends here."""


def read_chain(here: Deployment) -> list[archive.Stored]:
    with here.database.public.connect() as connection:
        return archive.find_all(connection)


def test_two_publishers_at_once_draw_each_release_once(
    accept: Accept, here: Deployment, config: Config
) -> None:
    accept(50)
    issued: list[list[str]] = []

    def run() -> None:
        with psycopg.connect(config.database_url, autocommit=True) as connection:
            issued.append(release.publish_due(connection, date(2026, 8, 20), config.secret_key))

    publishers = [Thread(target=run) for _ in range(4)]
    for one in publishers:
        one.start()
    for one in publishers:
        one.join()

    chain = [stored.id for stored in read_chain(here)]
    assert sorted(one for each in issued for one in each) == sorted(chain)
    # Two quarters; or months, where the noise lifts a total over the limit.
    assert len(set(chain)) == len(chain) >= 2


def test_a_publisher_killed_between_drawing_and_storing_leaves_nothing(
    accept: Accept, here: Deployment, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(50)

    def die(*_: object) -> str:
        raise KilledError

    with (
        monkeypatch.context() as patched,
        psycopg.connect(config.database_url, autocommit=True) as connection,
    ):
        patched.setattr(archive, "append", die)
        with pytest.raises(KilledError):
            release.publish_due(connection, date(2026, 5, 20), config.secret_key)

    assert read_chain(here) == []
    with here.database.release.connect() as connection:
        assert release.publish_due(connection, date(2026, 5, 20), config.secret_key)[0] == FIRST


def test_a_clock_set_back_publishes_nothing_and_dates_nothing_before_the_last_entry(
    accept: Accept, publish: Publish, here: Deployment, app: Flask, clock: MovingClock
) -> None:
    accept(50)
    publish(date(2026, 8, 20))
    before = read_chain(here)

    assert "No period is due." in publish(date(2026, 2, 1))
    result = app.test_cli_runner().invoke(
        args=["release", "erratum", FIRST, "A wave of made-up reports", "--withdraw"]
    )

    chain = read_chain(here)
    assert result.exit_code == 0, result.output
    assert chain[:-1] == before
    assert chain[-1].published_on == before[-1].published_on


@pytest.mark.parametrize("number", [0, 1], ids=["an empty period", "a period of one report"])
def test_a_period_with_next_to_nothing_publishes_like_any_other(
    number: int, accept: Accept, publish: Publish, here: Deployment, client: FlaskClient
) -> None:
    accept(number)

    publish(date(2027, 1, 20))

    chain = read_chain(here)
    assert [stored.kind for stored in chain][-1] == "map"
    for stored in chain:
        assert client.get(f"/releases/{stored.id}/").status_code == 200
        assert b'"group_part"' not in stored.file
    assert client.get("/").status_code == 200


def test_withdrawn_reports_leave_a_period_that_publishes_like_any_other(
    accept: Accept, publish: Publish, owner: psycopg.Connection, here: Deployment
) -> None:
    accept(30)
    owner.execute("DELETE FROM report")

    # Before a bulletin of April could appear, which follows where noise publishes a hundred.
    assert FIRST in publish(date(2026, 5, 10))
    assert len(read_chain(here)) == 1


def test_areas_stand_still_while_a_map_period_is_under_way(
    accept: Accept, publish: Publish, here: Deployment, owner: psycopg.Connection
) -> None:
    publish(date(2026, 5, 20))
    other = cells.union(h3.grid_disk(cells.snap(37.3, -1.3, 7), 1))

    with here.database.owner.connect() as connection, pytest.raises(AreaError, match="areas change only"):
        areas.change(connection, areas.make("other", other), "Other", other, "UTC", date(2026, 5, 20))


def test_an_area_changed_by_hand_stops_the_next_release_with_a_clear_error(
    publish: Publish, here: Deployment, config: Config, owner: psycopg.Connection
) -> None:
    # Before a bulletin of April could appear, which follows where noise publishes a hundred.
    publish(date(2026, 5, 10))
    row = owner.execute("SELECT cells, sparse, digest FROM area WHERE id = 'testville'").fetchone()
    assert row is not None
    left = tuple(row[0][1:])
    smaller = Area("testville", left, tuple(cell for cell in row[1] if cell in left))
    change = "UPDATE area SET cells = %s, sparse = %s, digest = %s"
    owner.execute(change, (list(smaller.cells), list(smaller.sparse), smaller.sha256))
    try:
        with here.database.release.connect() as connection, pytest.raises(AreaChangedError, match="areas"):
            release.publish_due(connection, date(2026, 8, 20), config.secret_key)
    finally:
        owner.execute(change, row)

    assert len(read_chain(here)) == 1


def verify(app: Flask, *arguments: str) -> Any:
    return app.test_cli_runner().invoke(args=["release", "verify", *arguments])


def test_verify_names_the_line_that_was_changed(
    city: str, app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    key = client.get("/data/key").text.strip()
    body = client.get(f"/releases/{city}.json").data
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_bytes(body)
    entry = canonical.load(body)
    leaf = entry["tables"][-1]
    leaf["counts"][3][0] += 1
    bad.write_bytes(canonical.dump(entry) + b"\n")

    assert verify(app, str(good), "--key", key).exit_code == 0
    result = verify(app, str(bad), "--key", key)

    assert result.exit_code == 1
    assert f"tables.leaf line 4 ({leaf['rows'][3]}): was changed after publication" in result.output
    assert verify(app, str(good), "--key", "00" * 32).exit_code == 1
    assert verify(app, str(good), "--key", "no key").exit_code == 2


def test_an_erratum_marks_cells_without_changing_a_signed_number(
    city: str, app: Flask, client: FlaskClient, clock: MovingClock
) -> None:
    signed = client.get(f"/releases/{city}.json").data
    shown = client.get("/api/releases/latest/cells?state=clear").get_json()["cells"][0]["cell"]

    result = app.test_cli_runner().invoke(
        args=["release", "erratum", city, "A wave of made-up reports", "--cell", shown]
    )

    assert result.exit_code == 0, result.output
    assert client.get(f"/releases/{city}.json").data == signed
    clear = client.get("/api/releases/latest/cells?state=clear").get_json()["cells"]
    assert shown not in [one["cell"] for one in clear]
    assert "A wave of made-up reports" in client.get("/").text
    assert "A wave of made-up reports" in client.get("/data/").text


def test_what_an_erratum_marks_is_in_no_file_as_something_told(
    city: str, app: Flask, client: FlaskClient, owner: psycopg.Connection
) -> None:
    around = tuple(sorted(h3.cell_to_children(cells.parent(HUB, 7), 9)))
    districts.store(owner, "ward", [districts.District("ward", "hub", "Hub", around)])
    owner.commit()
    api = "/api/releases/latest"
    was = client.get(f"{api}/districts").get_json()["levels"]["ward"][0]

    said = app.test_cli_runner().invoke(args=["release", "erratum", city, "Made up", "--cell", HUB])

    assert said.exit_code == 0, said.output
    up = {cells.parent(HUB, level) for level in range(6, 9)} | {HUB}
    for name in ("likely.csv", "spots.csv"):
        rows = csv.DictReader(io.StringIO(client.get(f"/releases/{city}/{name}").text))
        assert not up & {row["cell"] for row in rows}, name
    told = client.get(f"{api}/cells?state=clear,probable").get_json()["cells"]
    assert not up & {row["cell"] for row in told}
    assert not up & {one["cell"] for one in client.get(f"{api}/spots").get_json()["spots"]}
    assert not up & {one["cell"] for one in client.get(f"{api}/spots").get_json()["fading"]}
    now = client.get(f"{api}/districts").get_json()["levels"]["ward"][0]
    assert now["estimate"] < was["estimate"] / 2
    assert now["share_measured"] < was["share_measured"] == 1


def test_a_withdrawn_bulletin_is_shown_no_more_and_its_file_stays(
    city: str, app: Flask, client: FlaskClient
) -> None:
    last = [one["id"] for one in client.get("/api/releases").get_json()["releases"]][-2]
    signed = client.get(f"/releases/{last}/release.json").data

    said = app.test_cli_runner().invoke(args=["release", "erratum", last, "Made up", "--withdraw"])

    assert said.exit_code == 0, said.output
    assert "not shown any more" in client.get(f"/releases/{last}/").text
    assert client.get(f"/releases/{last}/counts.csv").status_code == 404
    assert f"{last}/counts.csv" not in client.get("/data/").text
    assert last not in client.get("/api/trends").text
    assert client.get(f"/releases/{last}/release.json").data == signed


def test_a_second_erratum_may_mark_another_cell_for_the_same_reason_and_none_is_published_twice(
    city: str, app: Flask, here: Deployment
) -> None:
    listed = next(one for one in read_chain(here) if one.id == city).entry["areas"][0]["cells"]

    said = [
        app.test_cli_runner().invoke(args=["release", "erratum", city, "Made up", "--cell", cell])
        for cell in (listed[0], listed[1], listed[0])
    ]

    assert [one.exit_code for one in said] == [0, 0, 1]
    assert "this correction was published already" in said[2].output


def test_a_withdrawn_map_is_shown_no_more_and_its_file_stays(
    city: str, app: Flask, client: FlaskClient
) -> None:
    assert client.get(f"/releases/{city}.csv").status_code == 200

    app.test_cli_runner().invoke(args=["release", "erratum", city, "A wave of made-up reports", "--withdraw"])

    assert client.get(f"/releases/{city}.json").status_code == 200
    assert client.get(f"/releases/{city}.csv").status_code == 404
    assert client.get("/api/releases/latest/cells").status_code == 404
    assert "There is no map yet" in client.get("/").text
    assert "not shown any more" in client.get(f"/releases/{city}/").text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["map-1999-01-01-1999-12-31", "why", "--withdraw"], "no such release"),
        ([FIRST, "why"], "either marks cells or withdraws"),
        ([FIRST, " ", "--withdraw"], "say why"),
        ([FIRST, "why", "--cell", "872a1072bffffff"], "no cells to mark"),
    ],
)
def test_an_erratum_that_makes_no_sense_is_refused(
    arguments: list[str], words: str, publish: Publish, app: Flask
) -> None:
    publish(date(2026, 5, 20))

    result = app.test_cli_runner().invoke(args=["release", "erratum", *arguments])

    assert result.exit_code == 1
    assert words in result.output


def test_close_says_what_is_open_and_changes_nothing(publish: Publish, app: Flask, here: Deployment) -> None:
    publish(date(2026, 5, 20))

    result = app.test_cli_runner().invoke(args=["release", "close"])

    assert "bulletin  2026-04-01 to 2026-06-30" in result.output
    assert "closes at the latest on 2026-12-31" in result.output
    assert len(read_chain(here)) == 1


def test_a_release_is_not_seen_before_its_day(city: str, client: FlaskClient, clock: MovingClock) -> None:
    clock.at = datetime(2026, 5, 1, 9, tzinfo=UTC)

    listed = json.loads(client.get("/data/releases.json").data)

    assert listed["releases"][-1]["id"] == FIRST
    assert client.get(f"/releases/{city}.json").status_code == 404
