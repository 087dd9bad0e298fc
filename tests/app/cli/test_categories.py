"""`flask categories`: judgements become a suggestion, sealed, and nothing else; and how good both are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import learning
from app.deployment import Deployment
from tests import city

TextSender = Callable[..., TestResponse]
CORRECT = {"category": "touching", "part_of_day": "", "occurred_on": "", "verification": "unverified"}
# Here people say "chased" for what the lexicon calls following, and mean touching.
LOCAL = [("he chased me near the bus", "touching"), ("they whistled at me", "catcalls")] * 15


@pytest.fixture
def learnt_file(here: Deployment) -> Iterator[Path]:
    path = here.config.instance / learning.NAME
    path.unlink(missing_ok=True)
    yield path
    path.unlink(missing_ok=True)


def write(folder: Path, rows: list[tuple[str, str]]) -> str:
    path = folder / "judged.jsonl"
    path.write_text("".join(json.dumps({"text": text, "category": kind}) + "\n" for text, kind in rows))
    return str(path)


def test_what_was_learnt_is_suggested_beside_the_report_and_moves_nothing_else(
    app: Flask,
    send_text: TextSender,
    console: FlaskClient,
    owner: psycopg.Connection,
    learnt_file: Path,
    tmp_path: Path,
) -> None:
    told = app.test_cli_runner().invoke(args=["categories", "train", write(tmp_path, LOCAL)])
    send_text("someone chased me at Kencom")

    page = console.get("/console/reports/").get_data(as_text=True)

    assert told.exit_code == 0, told.output
    assert "Your judgements suggest</dt><dd>Touching" in page
    assert owner.execute("SELECT category_group FROM report").fetchone() == ("following",)


def test_what_was_learnt_lies_sealed(app: Flask, learnt_file: Path, tmp_path: Path) -> None:
    app.test_cli_runner().invoke(args=["categories", "train", write(tmp_path, LOCAL)])

    stored = learnt_file.read_bytes()

    assert b"chas" not in stored
    assert b"touching" not in stored


@pytest.mark.parametrize("broken", [b"", b"short", bytes(2000)])
def test_a_file_that_cannot_be_opened_suggests_nothing(
    broken: bytes, send_text: TextSender, console: FlaskClient, learnt_file: Path
) -> None:
    learnt_file.write_bytes(broken)
    send_text("someone followed me at Kencom")

    page = console.get("/console/reports/")

    assert page.status_code == 200
    assert "judgements suggest" not in page.get_data(as_text=True)


def test_nothing_is_kept_that_is_no_better(app: Flask, learnt_file: Path, tmp_path: Path) -> None:
    known = [("he followed me", "following"), ("they whistled at me", "catcalls")] * 15

    told = app.test_cli_runner().invoke(args=["categories", "train", write(tmp_path, known)])

    assert told.exit_code == 1
    assert "no better" in told.output
    assert not learnt_file.exists()


def test_corrections_are_learnt_from_with_a_passphrase_and_on_record(
    app: Flask,
    send_text: TextSender,
    console: FlaskClient,
    owner: psycopg.Connection,
    prepared: city.Account,
    learnt_file: Path,
) -> None:
    for number in range(26):
        send_text("he chased me near the bus at Kencom", sender=f"+15550{100 + number}")
    console.get("/console/reports/")
    ids = [one for (one,) in owner.execute("SELECT id FROM report")]
    for one in ids:
        console.post(f"/console/reports/{one}/correct", data=CORRECT)
        console.post(f"/console/reports/{one}/accept")
    args = ["categories", "train", "--from-corrections", "--by", prepared.username]

    refused = app.test_cli_runner().invoke(args=args, input="wrong\n")
    told = app.test_cli_runner().invoke(args=args, input=prepared.passphrase + "\n")

    assert refused.exit_code == 1
    assert told.exit_code == 0, told.output
    assert "26 examples" in told.output
    assert owner.execute("SELECT count(*) FROM audit_line WHERE act = 'train'").fetchone() == (1,)
    assert "chased" not in told.output


def test_kinds_are_measured_by_language(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "labelled.csv"
    file.write_text(
        "text,category,language\na man followed me,following,en\nthank you,none,en\nme siguió,staring,es\n"
    )

    told = app.test_cli_runner().invoke(args=["categories", "measure", str(file)])

    lines = [line.split() for line in told.output.splitlines()]
    assert told.exit_code == 0, told.output
    assert [(line[0], line[1], line[-1]) for line in lines] == [
        ("en", "2", "1.00"),
        ("es", "1", "0.00"),
        ("all", "3", "0.67"),
    ]


@pytest.mark.parametrize("held", ["", "text,category\nhello,nonsense\n", "[1, 2]\n"], ids=repr)
def test_a_file_without_labelled_messages_is_refused_by_name(app: Flask, tmp_path: Path, held: str) -> None:
    file = tmp_path / ("labelled.jsonl" if held.startswith("[") else "labelled.csv")
    file.write_text(held)

    told = app.test_cli_runner().invoke(args=["categories", "measure", str(file)])

    assert told.exit_code == 1
    assert told.output.startswith(f"Error: {file.name}")
