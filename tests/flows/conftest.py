"""What the stories do besides sending: accept all that waits, make a year busier, publish."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.demo.load import MovingClock


@pytest.fixture
def accept_all(console: FlaskClient) -> Callable[[], int]:
    """Accepts what waits, page by page; gives how many."""

    def accept() -> int:
        judged = 0
        button = r'action="(/console/reports/[0-9a-f-]{36}/accept)'
        while paths := re.findall(button, console.get("/console/reports/").get_data(as_text=True)):
            for path in paths:
                assert console.post(path).status_code == 303
                judged += 1
        return judged

    return accept


@pytest.fixture
def repeat_accepted(owner: psycopg.Connection) -> Callable[[int], None]:
    """Makes the year busier: the noise upon 200 reports alone leaves a map without cells now and then."""

    def repeat(times: int) -> None:
        owner.execute(
            "INSERT INTO report (cell_id, precision, category_group, part_of_day, period, state, sealed)"
            " SELECT cell_id, precision, category_group, part_of_day, period, state, sealed"
            " FROM report, generate_series(1, %s) WHERE state = 'accepted'",
            (times,),
        )

    return repeat


@pytest.fixture
def publish(app: Flask, clock: MovingClock) -> Callable[[datetime], str]:
    """Runs `flask release publish` on a day; gives what it says."""

    def run(day: datetime) -> str:
        clock.at = day
        with app.app_context():
            result = app.test_cli_runner().invoke(args=["release", "publish"])
        assert result.exit_code == 0, result.output
        return result.output

    return run
