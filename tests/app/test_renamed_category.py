"""A category's key is renamed, or goes, between storing a report and reading it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import amendments
from sms import categories, training, weights


@pytest.fixture
def report(client: FlaskClient, console: FlaskClient, owner: psycopg.Connection) -> str:
    """A report filed under "touching"; gives the address of its page."""
    client.post("/report", data={"text": "He grabbed me", "category": "touching", "place": "Blue Mosque"})
    row = owner.execute("SELECT id FROM report").fetchone()
    assert row is not None
    assert console.get("/console/reports/").status_code == 200  # the batch opens
    return f"/console/reports/{row[0]}"


@pytest.fixture
def rename(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Calls "touching" "groping" from now on; the list says so unless it is forgotten."""

    def change(*, is_listed: bool = True) -> None:
        former = ("touching",) if is_listed else ()
        now = {
            ("groping" if key == "touching" else key): one
            if key != "touching"
            else replace(one, key="groping", name="Groping", former=former)
            for key, one in categories.catalogue().items()
        }
        monkeypatch.setattr(categories, "catalogue", lambda: now)

    return change


def correct(console: FlaskClient, path: str, kind: str) -> str:
    form = {"category": kind, "part_of_day": "night", "verification": "verified", "place_id": ""}
    return console.post(f"{path}/correct", data=form, follow_redirects=True).get_data(as_text=True)


def test_its_page_and_the_queue_show_the_kind_by_its_name_of_now(
    console: FlaskClient, report: str, rename: Callable[..., None]
) -> None:
    rename()

    page, queue = console.get(report), console.get("/console/reports/")

    assert (page.status_code, queue.status_code) == (200, 200)
    assert '<option value="groping" selected>' in page.get_data(as_text=True)


def test_correcting_something_else_keeps_kind_and_group(
    console: FlaskClient, report: str, rename: Callable[..., None], owner: psycopg.Connection
) -> None:
    rename()

    assert "Corrected." in correct(console, report, "groping")

    assert owner.execute("SELECT category_group, part_of_day FROM report").fetchone() == ("touching", "night")


def test_a_kind_that_is_in_no_list_any_more_reads_as_it_was_and_keeps_its_group(
    console: FlaskClient, report: str, rename: Callable[..., None], owner: psycopg.Connection
) -> None:
    rename(is_listed=False)

    page = console.get(report).get_data(as_text=True)
    assert "Corrected." in correct(console, report, "as-it-was")

    assert '<option value="as-it-was" selected>touching</option>' in page
    assert owner.execute("SELECT category_group FROM report").fetchone() == ("touching",)
    assert '<option value="as-it-was" selected>touching</option>' in console.get(report).get_data(
        as_text=True
    )


@pytest.mark.parametrize("is_listed", [True, False], ids=["renamed", "gone"])
def test_learning_and_the_week_s_numbers_go_on(
    app: Flask, console: FlaskClient, report: str, rename: Callable[..., None], is_listed: bool
) -> None:
    console.post(f"{report}/accept")
    rename(is_listed=is_listed)

    assert console.get("/console/numbers/").status_code == 200
    assert console.get(report).status_code == 200


@pytest.mark.parametrize(
    ("is_listed", "kind"), [(True, "groping"), (False, "touching")], ids=["renamed", "gone"]
)
def test_sealed_details_and_what_was_learnt_read_under_the_key_of_now(
    rename: Callable[..., None], is_listed: bool, kind: str
) -> None:
    learnt = training.train(
        [training.Example(f"he grabbed me {word}", frozenset({"touching"})) for word in "abcdef"],
        min_reports=2,
    ).to_json()
    rename(is_listed=is_listed)
    details: dict[str, Any] = {"category": None}

    merged = amendments.merge(details, [{"act": "add", "category": "touching"}])

    assert merged["category"] == kind
    assert weights.Weights.from_json(learnt).labels == (("groping",) if is_listed else ())


def test_no_former_key_is_another_kind_s_key() -> None:
    former = [key for one in categories.catalogue().values() for key in one.former]

    assert len(former) == len(set(former) - set(categories.catalogue()))
