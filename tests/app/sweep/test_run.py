"""What the provider keeps of us goes, whatever the provider does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.demo.load import MovingClock
from app.deployment import Deployment
from app.sweep import account, run, watermark
from app.sweep.account import Account

Ago = Callable[..., datetime]


@pytest.fixture
def sweep(app: Flask) -> Callable[[], Account]:
    """Sweeps once and gives the one provider's account."""

    def once() -> Account:
        (done,) = run.run_all(app.extensions["safelight"])
        return done

    return once


Sweeper = Callable[[], Account]


def count(owner: psycopg.Connection) -> int:
    row = owner.execute("SELECT count(*) FROM report").fetchone()
    assert row is not None
    return int(row[0])


def test_messages_both_ways_and_calls_go_page_by_page(fake: Any, sweep: Sweeper, ago: Ago) -> None:
    fake.page_size = 3
    for _ in range(7):
        fake.hold(ago(hours=2))
        fake.hold(
            ago(hours=2),
            direction="outbound-reply",
            status="delivered",
            to="+15550123",
            **{"from": "+15550100"},
        )
        fake.hold(ago(hours=2), resource="Calls")

    done = sweep()

    assert fake.records == {}
    assert (done.found, done.deleted, done.left, done.problem) == (21, 21, {}, None)


def test_what_a_dialog_may_need_stays(fake: Any, sweep: Sweeper, ago: Ago, clock: MovingClock) -> None:
    fake.hold(ago(minutes=19))
    flying = fake.hold(
        ago(hours=3), direction="outbound-reply", status="sending", to="+1555", **{"from": "+15550100"}
    )
    fake.hold(ago(minutes=21))

    first = sweep()
    fake.records[flying]["status"] = "delivered"
    clock.at += timedelta(minutes=2)
    second = sweep()

    assert (first.deleted, first.left) == (1, {0: 1, 3: 1})
    assert (second.deleted, second.left) == (2, {})


def test_what_never_reached_us_is_taken_in_once_and_counted(
    fake: Any, sweep: Sweeper, ago: Ago, owner: psycopg.Connection, app: Flask
) -> None:
    fake.hold(ago(minutes=30))
    fake.refusal = 403

    first, second = sweep(), sweep()

    here: Deployment = app.extensions["safelight"]
    assert (first.taken_in, second.taken_in) == (1, 0)
    assert count(owner) == 1
    assert account.count_taken(here.memory, "twilio", "2026-03-10") == 1


def test_what_the_webhook_brought_is_not_taken_in_again(
    fake: Any, sweep: Sweeper, ago: Ago, owner: psycopg.Connection, send_text: Callable[..., TestResponse]
) -> None:
    sid = fake.hold(ago(minutes=30))
    send_text("A man followed me near Kencom Stage", MessageSid=sid)

    done = sweep()

    assert (done.taken_in, done.deleted, count(owner)) == (0, 1, 1)


def test_a_message_that_the_sweep_took_in_is_not_stored_again_by_a_late_webhook(
    fake: Any, sweep: Sweeper, ago: Ago, owner: psycopg.Connection, send_text: Callable[..., TestResponse]
) -> None:
    sid = fake.hold(ago(minutes=30))
    sweep()

    answer = send_text("A man followed me near Kencom Stage", MessageSid=sid)

    assert (answer.status_code, count(owner)) == (200, 1)


def test_a_provider_that_refuses_for_days_brings_nothing_twice_and_is_shown(
    fake: Any, sweep: Sweeper, ago: Ago, owner: psycopg.Connection, clock: MovingClock
) -> None:
    fake.hold(ago(minutes=30))
    fake.refusal = 403

    accounts = []
    for _ in range(7 * 4):
        accounts.append(sweep())
        clock.at += timedelta(hours=6)
    fake.refusal = 0
    last = sweep()

    assert count(owner) == 1
    assert sum(done.taken_in for done in accounts) == 1
    assert (accounts[-1].refused, accounts[-1].left) == (1, {162: 1})
    assert (last.deleted, last.left) == (1, {})


def test_after_a_stop_of_a_week_what_came_meanwhile_is_taken_in(
    fake: Any, sweep: Sweeper, ago: Ago, owner: psycopg.Connection, clock: MovingClock
) -> None:
    sweep()
    fake.hold(ago(hours=-1))
    clock.at += timedelta(days=7)

    done = sweep()

    assert (done.taken_in, done.deleted, count(owner)) == (1, 1, 1)


def test_what_a_restored_backup_covers_is_deleted_and_not_taken_in(
    fake: Any, sweep: Sweeper, ago: Ago, owner: psycopg.Connection, app: Flask
) -> None:
    here: Deployment = app.extensions["safelight"]
    watermark.set_floor(here.config.instance, ago(hours=5))
    fake.hold(ago(hours=6))
    fake.hold(ago(hours=4))

    done = sweep()

    assert (done.taken_in, done.deleted, count(owner)) == (1, 2, 1)


@pytest.mark.parametrize(
    ("statuses", "deleted", "later", "refused"),
    [
        ([404], 3, 0, 0),
        ([409], 2, 1, 0),
        ([500, 503], 1, 2, 0),
        ([403], 2, 0, 1),
    ],
    ids=["gone already", "in flight", "down for a moment", "refused"],
)
def test_each_answer_to_a_deletion_counts_as_what_it_is(
    statuses: list[int], deleted: int, later: int, refused: int, fake: Any, sweep: Sweeper, ago: Ago
) -> None:
    for _ in range(3):
        fake.hold(ago(hours=2))
    fake.deletions = list(statuses)

    done = sweep()

    assert (done.deleted, done.later, done.refused) == (deleted, later, refused)
    assert sweep().left == {}


@pytest.mark.parametrize(("status", "calls"), [(429, 1), (503, 3)], ids=["too many", "down"])
def test_a_provider_that_asks_for_patience_is_left_alone_until_the_next_sweep(
    status: int, calls: int, fake: Any, sweep: Sweeper, ago: Ago
) -> None:
    for _ in range(10):
        fake.hold(ago(hours=2))
    fake.deletions = [status] * 10

    done = sweep()

    assert fake.calls["DELETE"] == calls
    assert done.left == {2: 10}


@pytest.mark.parametrize("listing", [401, 429, 500])
def test_a_listing_that_fails_changes_nothing_and_is_told(
    listing: int, fake: Any, sweep: Sweeper, ago: Ago, app: Flask, owner: psycopg.Connection
) -> None:
    fake.hold(ago(hours=2))
    fake.listing = listing

    done = sweep()

    here: Deployment = app.extensions["safelight"]
    assert done.problem == f"the provider answers a listing with {listing}"
    assert account.find(here.memory, "twilio") == done
    assert (len(fake.records), count(owner)) == (1, 0)


def test_a_provider_that_says_nothing_is_told_too(fake: Any, sweep: Sweeper, ago: Ago) -> None:
    fake.hold(ago(hours=2))
    fake.is_silent = True

    done = sweep()

    assert done.problem == "the provider does not answer"


def test_what_cannot_be_stored_now_is_not_deleted(
    fake: Any, sweep: Sweeper, ago: Ago, owner: psycopg.Connection
) -> None:
    fake.hold(ago(hours=2))
    owner.execute("UPDATE sealing_key SET is_current = false")

    before = sweep()
    owner.execute("UPDATE sealing_key SET is_current = true")
    after = sweep()

    assert (before.taken_in, before.deleted, before.left) == (0, 0, {2: 1})
    assert (after.taken_in, after.deleted, after.left) == (1, 1, {})


def test_no_id_and_no_number_is_written_or_remembered(
    fake: Any, sweep: Sweeper, ago: Ago, app: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    sid = fake.hold(ago(hours=2))
    fake.refusal = 403
    done = sweep()

    here: Deployment = app.extensions["safelight"]
    held = [here.memory.client.get(name) for name in here.memory.client.scan_iter("sweep:*")]
    seen = repr(
        [done, held, caplog.text, [path.read_text() for path in tmp_path.rglob("*") if path.is_file()]]
    )
    assert not [secret for secret in (sid, "15550123", "Kencom") if secret in seen]
    assert -1 not in [here.memory.client.ttl(name) for name in here.memory.client.scan_iter("sweep:*")]


def test_the_command_and_the_tick_sweep(fake: Any, app: Flask, ago: Ago) -> None:
    fake.hold(ago(hours=2))
    said = app.test_cli_runner().invoke(args=["sweep"])
    fake.hold(ago(hours=2))

    ticked = app.test_cli_runner().invoke(args=["tick"])

    assert "twilio: 1 found, 1 had never reached us and were taken in, 1 deleted" in said.output
    assert "copies at providers, deleted or taken in: 2" in ticked.output
    assert fake.records == {}


def test_p7_the_providers_copy_is_deleted_and_organizers_see_the_proof(
    fake: Any, sweep: Sweeper, ago: Ago, console: FlaskClient
) -> None:
    pages = []
    for _ in range(3):
        fake.hold(ago(hours=2))
        fake.hold(ago(days=2), resource="Calls")
    fake.refusal = 409

    sweep()
    pages.append(console.get("/console/").get_data(as_text=True))
    fake.refusal = 0
    sweep()
    pages.append(console.get("/console/").get_data(as_text=True))

    assert fake.records == {}
    assert ["These should be gone" in page for page in pages] == [True, False]
    assert ["Nothing older than an hour" in page for page in pages] == [False, True]
