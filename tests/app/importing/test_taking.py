"""Imported rows are reports like any other: once each, without a trace of who is named in the file."""

from __future__ import annotations

import io
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

USHAHIDI = """#,INCIDENT TITLE,INCIDENT DATE,LOCATION,DESCRIPTION,CATEGORY,LATITUDE,LONGITUDE,LAST NAME,EMAIL
1,Followed,2025-03-09 22:15:00,Kencom Stage,Followed me,"Stalking, ",-1.2858,36.8245,Marked,marked@x.example
2,Stared at,2025-03-10 09:00:00,Somewhere,They stared. Call 07700 900123,"Staring",,,Marked,marked@x.example
3,,,,,,,,Marked,marked@x.example
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "export.csv"
    path.write_text(USHAHIDI)
    return str(path)


def run(app: Flask, *arguments: str) -> str:
    done = app.test_cli_runner().invoke(args=["reports", "import", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


def count(owner: psycopg.Connection) -> int:
    row = owner.execute("SELECT count(*) FROM report").fetchone()
    assert row is not None
    return int(row[0])


def test_a_dry_run_tells_and_stores_nothing(app: Flask, file: str, owner: psycopg.Connection) -> None:
    output = run(app, file, "--dry-run")

    assert "identity, dropped unread: LAST NAME, EMAIL" in output
    assert "1 placed" in output
    assert "row 3 left out: it says neither what happened nor where" in output
    assert count(owner) == 0


def test_rows_are_stored_once_however_often_they_are_brought_in(
    app: Flask, file: str, owner: psycopg.Connection
) -> None:
    first = run(app, file, "--source", "old map")
    second = run(app, file, "--source", "old map")

    assert "2 stored" in first
    assert "2 stored before" in second
    assert count(owner) == 2


def test_a_row_keeps_cell_group_part_and_nothing_finer(
    app: Flask, file: str, owner: psycopg.Connection
) -> None:
    run(app, file)

    rows = owner.execute(
        "SELECT resolution, precision, category_group, part_of_day, state"
        " FROM report JOIN cell ON cell.id = cell_id"
    ).fetchall()
    assert rows == [(9, "spot", "following", "night", "arrived")]


@pytest.mark.parametrize(
    ("named", "group"),
    [
        ("North India, Touching /Groping, Catcalls/Whistles", "touching"),
        ("Catcalls/Whistles; Rape/Sexual Assault", "touching"),
        ("Inappropriate touching", "touching"),
        ("الملاحقة أو التتبع", "following"),
        ("Piropos", "words"),
        ("सीटी बजाना", "words"),
        ("Road works", None),
    ],
)
def test_a_row_gets_the_gravest_of_its_categories_by_whatever_name(
    named: str, group: str | None, app: Flask, tmp_path: Path, owner: psycopg.Connection
) -> None:
    path = tmp_path / "export.csv"
    path.write_text(f'LOCATION,DESCRIPTION,CATEGORY\nKencom Stage,No details,"{named}"\n', encoding="utf-8")

    run(app, str(path))

    assert owner.execute("SELECT category_group FROM report").fetchall() == [(group,)]


def test_planted_identities_are_in_no_table_and_on_no_page(
    app: Flask, file: str, console: FlaskClient, owner: psycopg.Connection
) -> None:
    run(app, file)

    page = console.get("/console/reports/").get_data(as_text=True)
    assert "stared" in page
    for mark in ("Marked", "marked@", "900123", "36.82", "1.2858"):
        assert mark not in page


def test_the_page_looks_first_and_then_stores(console: FlaskClient, owner: psycopg.Connection) -> None:
    upload = {"file": (io.BytesIO(USHAHIDI.encode()), "export.csv"), "source": "old map"}
    looked = console.post("/console/imports/", data=upload)
    after_look = count(owner)
    pasted = {"rows": USHAHIDI, "source": "old map", "act": "store"}
    stored = console.post("/console/imports/", data=pasted)

    assert "What would happen" in looked.get_data(as_text=True)
    assert after_look == 0
    assert "What happened" in stored.get_data(as_text=True)
    assert count(owner) == 2


def test_a_part_of_a_file_is_answered_with_what_became_of_its_rows(console: FlaskClient) -> None:
    fields = {"rows": "description,location,phone\nHe stared,Kencom,1\n,,\n", "act": "look"}
    answer = console.post("/console/imports/", data=fields, headers={"Accept": "application/json"})

    said = answer.get_json()
    assert said["counts"] == {"placed": 1, "left out": 1}
    assert said["plan"] == {"read": ["text", "place"], "identity": ["phone"], "unused": []}
    assert [number for number, _ in said["left_out"]] == [2]


def test_an_open311_request_is_a_report_and_its_id_leads_nowhere(
    client: FlaskClient, owner: psycopg.Connection
) -> None:
    form = {
        "description": "A man followed me", "lat": "-1.2858", "long": "36.8245", "email": "marked@x.example",
        "first_name": "Marked", "phone": "+44 7700 900123", "device_id": "abc",
    }  # fmt: skip
    answers = [client.post("/open311/v2/requests.json", data=form) for _ in range(2)]

    ids = {answer.get_json()[0]["service_request_id"] for answer in answers}
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len(ids) == 2
    assert owner.execute("SELECT DISTINCT precision FROM report").fetchall() == [("spot",)]


def test_an_ushahidi_post_is_a_report(
    client: FlaskClient, console: FlaskClient, owner: psycopg.Connection
) -> None:
    field = {"type": "point", "value": {"value": {"lat": -1.2858, "lon": 36.8245}}}
    body = {"title": "Followed", "content": "A man followed me", "author_email": "marked@mail.example",
            "post_content": [{"fields": [field]}]}  # fmt: skip

    answer = client.post("/api/v5/posts", json=body)

    assert answer.status_code == 201
    assert owner.execute("SELECT precision FROM report").fetchall() == [("spot",)]
    assert "marked@" not in console.get("/console/reports/").get_data(as_text=True)


@pytest.mark.parametrize("body", [b"", b"[1]", b"{}"], ids=["empty", "list", "nothing said"])
def test_an_ushahidi_post_that_says_nothing_is_refused(body: bytes, client: FlaskClient) -> None:
    assert client.post("/api/v5/posts", data=body, content_type="application/json").status_code == 400
