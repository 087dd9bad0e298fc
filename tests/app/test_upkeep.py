"""What the console's front page says of providers, backups and the disk, and what it keeps to itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import upkeep
from app.deployment import Deployment
from app.sweep.account import Account
from app.upkeep import Left

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
SWEPT = Account("twilio", (NOW - timedelta(minutes=70)).isoformat(timespec="minutes"))


@pytest.mark.parametrize(
    ("found", "left"),
    [
        (None, Left("twilio", None, {}, None, is_failing=True)),
        (SWEPT, Left("twilio", 0, {}, 1, is_failing=False)),
        (replace(SWEPT, left={0: 17}), Left("twilio", 0, {}, 1, is_failing=False)),
        (replace(SWEPT, left={0: 2, 5: 3}), Left("twilio", 5, {}, 1, is_failing=False)),
        (replace(SWEPT, left={30: 2, 40: 3, 50: 1}), Left("twilio", 50, {1: 5, 2: 1}, 1, is_failing=False)),
        (replace(SWEPT, problem="no answer"), Left("twilio", 0, {}, 1, is_failing=True)),
    ],
    ids=["no sweep", "nothing left", "only fresh ones", "hours", "days", "failing"],
)
def test_an_account_is_summed_up_by_age(found: Account | None, left: Left) -> None:
    assert upkeep.sum_up("twilio", found, NOW) == left


@pytest.mark.parametrize("fresh", [0, 1, 40])
def test_how_many_have_just_written_is_not_said(fresh: int) -> None:
    shown = upkeep.sum_up("twilio", replace(SWEPT, left={0: fresh} if fresh else {}), NOW)

    assert shown == upkeep.sum_up("twilio", SWEPT, NOW)


@pytest.fixture
def backup(here: Deployment) -> Iterator[Path]:
    """A backup of ten days before."""
    folder = here.config.backup_folder
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "safelight-2026-02-28.backup"
    path.write_bytes(b"")
    yield path
    path.unlink()


def test_an_old_backup_is_named_with_its_day(here: Deployment, backup: Path) -> None:
    state = upkeep.examine(here)

    assert state.backup == date(2026, 2, 28)
    assert state.is_backup_old


def test_the_front_page_shows_all_of_it(console: FlaskClient, backup: Path) -> None:
    page = console.get("/console/").get_data(as_text=True)

    for said in (
        "Left at providers",
        "February 28, 2026",
        "more than a week old",
        "Last canary run",
        "% free",
    ):
        assert said in page
