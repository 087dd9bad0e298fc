"""The queue fills at batch times, and says why a report waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import waiting
from app.models.report import Report

TextSender = Callable[..., TestResponse]


def states(owner: psycopg.Connection) -> list[str]:
    return [state for (state,) in owner.execute("SELECT state FROM report ORDER BY state")]


def test_what_arrives_between_two_batch_times_waits_unseen_until_the_next(
    send_text: TextSender, owner: psycopg.Connection
) -> None:
    waiting.let_in_due(owner, datetime(2026, 3, 10, 6, 1, tzinfo=UTC), 6)
    send_text("A man followed me near Kencom Stage")

    early = waiting.let_in_due(owner, datetime(2026, 3, 10, 11, 59, tzinfo=UTC), 6)
    seen_early = states(owner)
    late = waiting.let_in_due(owner, datetime(2026, 3, 10, 12, 0, tzinfo=UTC), 6)

    assert (early, seen_early) == (0, ["arrived"])
    assert (late, states(owner)) == (1, ["pending"])


def test_a_batch_time_is_noted_alike_whether_anything_had_arrived(
    send_text: TextSender, owner: psycopg.Connection
) -> None:
    moment = datetime(2026, 3, 10, 6, 1, tzinfo=UTC)
    waiting.let_in_due(owner, moment, 6)
    empty = owner.execute("SELECT * FROM queue_batch").fetchall()
    owner.execute("TRUNCATE queue_batch")
    send_text("A man followed me near Kencom Stage")

    waiting.let_in_due(owner, moment, 6)

    assert owner.execute("SELECT * FROM queue_batch").fetchall() == empty


@pytest.mark.parametrize(
    ("precision", "details", "reasons"),
    [
        ("spot", {"category": "staring"}, ["new"]),
        ("spot", {"category": "staring", "beyond_daily": True}, ["beyond_daily"]),
        ("spot", {"category": "staring", "held": ["same words"]}, ["held"]),
        ("outside", {}, ["outside", "no_category"]),
        ("none", {"category": "staring", "candidates": ["A", "B"]}, ["unplaced", "ambiguous"]),
        ("city", {"category": "staring", "text_failed": True}, ["coarse", "text_failed"]),
    ],
    ids=["new", "beyond daily", "surge", "outside", "ambiguous", "uncleaned"],
)
def test_a_report_says_why_it_waits(precision: str, details: dict[str, Any], reasons: list[str]) -> None:
    report = Report(precision=precision)

    assert waiting.explain(report, details, []) == reasons


def test_a_second_report_of_the_same_hexagon_group_and_part_is_pointed_out(
    send_text: TextSender, console: FlaskClient
) -> None:
    for number in range(2):
        send_text("A man followed me near Kencom Stage last night", f"+1555010{number}")

    page = console.get("/console/reports/").get_data(as_text=True)

    assert page.count("Another report has the same hexagon") == 2
