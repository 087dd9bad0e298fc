"""The queue: judge, take back, merge, two organizers at once."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.demo.load import MovingClock
from app.deployment import Deployment
from tests import city

TextSender = Callable[..., TestResponse]


def find_paths(console: FlaskClient) -> list[str]:
    page = console.get("/console/reports/").get_data(as_text=True)
    return re.findall(r'action="(/console/reports/[0-9a-f-]{36})/accept', page)


def states(owner: psycopg.Connection) -> list[str]:
    return [state for (state,) in owner.execute("SELECT state FROM report ORDER BY state")]


@pytest.fixture
def path(send_text: TextSender, console: FlaskClient) -> str:
    """Where one report that waits is judged."""
    send_text("Call 07700 900123, a man followed me near Kencom Stage last night")
    return find_paths(console)[0]


@pytest.mark.parametrize(
    ("act", "state"),
    [("accept", "accepted"), ("keep", "kept"), ("reject", "rejected"), ("spam", "rejected")],
)
def test_each_judgement_leads_to_its_state_and_is_on_record(
    act: str, state: str, path: str, console: FlaskClient, owner: psycopg.Connection
) -> None:
    answer = console.post(f"{path}/{act}")

    assert answer.status_code == 303
    assert states(owner) == [state]
    assert (act,) in owner.execute("SELECT act FROM audit_line").fetchall()


def test_what_was_cut_is_marked_and_not_there(path: str, console: FlaskClient) -> None:
    page = console.get(path).get_data(as_text=True)

    assert '<mark class="cut">[number]</mark>' in page
    assert "900123" not in page


def test_of_two_judgements_one_wins_and_the_other_is_told(
    path: str, console: FlaskClient, owner: psycopg.Connection
) -> None:
    console.post(f"{path}/accept")

    late = console.post(f"{path}/reject", follow_redirects=True)

    assert "nothing was changed" in late.get_data(as_text=True)
    assert states(owner) == ["accepted"]


def test_of_two_organizers_at_the_same_moment_one_wins_and_the_other_is_told(
    path: str, app: Flask, here: Deployment, prepared: city.Account, owner: psycopg.Connection
) -> None:
    account = {"username": prepared.username, "passphrase": prepared.passphrase}
    browsers = {act: app.test_client() for act in ("accept", "reject")}
    for browser in browsers.values():
        browser.post("/console/sign-in", data=account)
    start = threading.Barrier(len(browsers))

    def judge(act: str) -> str:
        start.wait()
        page = browsers[act].post(f"{path}/{act}", follow_redirects=True).get_data(as_text=True)
        here.database.public.close()  # a thread's connection ends with it
        return page

    with ThreadPoolExecutor(len(browsers)) as pool:
        pages = list(pool.map(judge, browsers))

    assert sorted("nothing was changed" in page for page in pages) == [False, True]
    judged = owner.execute("SELECT act FROM audit_line WHERE act IN ('accept', 'reject')").fetchall()
    assert states(owner) == [{"accept": "accepted", "reject": "rejected"}[act] for (act,) in judged]


@pytest.mark.parametrize(("days", "state"), [(0, "pending"), (7, "pending"), (8, "accepted")])
def test_a_judgement_is_taken_back_within_the_window_only(
    days: int, state: str, path: str, console: FlaskClient, clock: MovingClock, owner: psycopg.Connection
) -> None:
    console.post(f"{path}/accept")
    clock.at += timedelta(days=days)

    console.post(f"{path}/undo")

    assert states(owner) == [state]


def test_a_merged_report_is_case_work_and_the_other_still_waits(
    path: str, send_text: TextSender, console: FlaskClient, owner: psycopg.Connection
) -> None:
    send_text("I was followed near Kencom Stage last night", "+15550101")
    other = next(found for found in find_paths(console) if found != path)

    answer = console.post(f"{path}/merge", data={"into": other.rpartition("/")[2]})

    assert answer.status_code == 303
    assert states(owner) == ["kept", "pending"]


def test_a_report_is_not_merged_into_itself(
    path: str, console: FlaskClient, owner: psycopg.Connection
) -> None:
    console.post(f"{path}/merge", data={"into": path.rpartition("/")[2]})

    assert states(owner) == ["pending"]


def test_an_unseen_report_has_no_page(
    send_text: TextSender, console: FlaskClient, owner: psycopg.Connection
) -> None:
    send_text("A man followed me near Kencom Stage")
    row = owner.execute("SELECT id FROM report").fetchone()
    assert row is not None

    assert console.get(f"/console/reports/{row[0]}").status_code == 404


def test_a_form_sent_after_the_session_ended_is_carried_through_the_sign_in(
    path: str, client: FlaskClient, prepared: object, owner: psycopg.Connection
) -> None:
    answer = client.post(f"{path}/correct", data={"category": "touching", "occurred_on": "2026-03-08"})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert "2026-03-08" in page
    assert f'value="{path}/correct"' in page


def test_how_a_reporter_knows_of_it_and_where_they_were_is_shown(
    console: FlaskClient,
) -> None:
    said = {"text": "He stared at me", "place": "Kencom", "role": "saw", "place_kind": "vehicle"}
    assert console.post("/report", data=said).status_code == 303

    page = console.get(find_paths(console)[0]).get_data(as_text=True)

    assert "“I saw it” · Vehicle" in page
