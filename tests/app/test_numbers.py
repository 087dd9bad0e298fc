"""Exact numbers: a week's snapshot, in the memory that forgets, for analysts alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import psycopg
import redis
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import numbers
from app.demo.load import MovingClock
from app.numbers import Count

TextSender = Callable[..., TestResponse]
COUNTS = [
    Count("2026-03", "87283472bffffff", "words", "night", 2),
    Count("2026-03", None, "words", None, 1),
    Count("2026-02", "87283472bffffff", "looks", "night", 4),
]


def accept_one(send_text: TextSender, owner: psycopg.Connection) -> None:
    send_text("A man followed me near Kencom Stage last night")
    owner.execute("UPDATE report SET state = 'accepted'")


def find_total(console: FlaskClient) -> int:
    found = re.search(r"(\d+) accepted reports", console.get("/console/numbers/").get_data(as_text=True))
    return int(found[1]) if found else 0


def test_a_month_is_counted_alone() -> None:
    table = numbers.tabulate(COUNTS, "2026-03")

    assert table.total == 3
    assert table.by_kind == {("words", "night"): 2, ("words", None): 1}
    assert table.by_cell == [("87283472bffffff", 2)]


def test_a_group_and_a_part_of_day_are_counted_alone() -> None:
    table = numbers.tabulate(COUNTS, group="words", part="night")

    assert set(table.by_kind) == {("words", "night")}
    assert 0 < table.total < numbers.tabulate(COUNTS).total


def test_the_page_filters_by_kind_and_part_of_day(
    send_text: TextSender, console: FlaskClient, owner: psycopg.Connection
) -> None:
    accept_one(send_text, owner)
    shown = {
        query: "By hexagon" in console.get(f"/console/numbers/?{query}").get_data(as_text=True)
        for query in ("group=following&part=night", "group=looks", "part=morning", "group=nonsense")
    }

    assert list(shown.values()) == [True, False, False, True]


def test_what_is_accepted_within_the_week_moves_no_number(
    send_text: TextSender, console: FlaskClient, owner: psycopg.Connection
) -> None:
    accept_one(send_text, owner)
    first = find_total(console)
    accept_one(send_text, owner)

    assert (first, find_total(console)) == (1, 1)


def test_the_next_week_has_a_snapshot_of_its_own(
    send_text: TextSender, console: FlaskClient, owner: psycopg.Connection, clock: MovingClock
) -> None:
    first = find_total(console)
    accept_one(send_text, owner)
    clock.at += timedelta(days=7)

    assert (first, find_total(console)) == (0, 1)


def test_a_snapshot_has_an_end(console: FlaskClient, memory: redis.Redis) -> None:
    console.get("/console/numbers/")

    (name,) = memory.scan_iter(match="numbers:*")
    assert 0 < int(str(memory.ttl(name))) <= numbers.KEEP_SECONDS
