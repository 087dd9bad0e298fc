"""A backup made while tables are rewritten holds every row all the same (P5, P12)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask.testing import FlaskClient

from app import rewrite
from app.backups import dump, envelope
from app.deployment import Deployment
from config import Config
from tests import city

REPORTS = 5


class Watched(psycopg.Connection[tuple[Any, ...]]):
    """A connection that calls `then` once, after so many of its statements."""

    after = 0
    then: Callable[[], object] = staticmethod(lambda: None)

    def execute(self, *given: Any, **options: Any) -> psycopg.Cursor[tuple[Any, ...]]:
        cursor = super().execute(*given, **options)
        self.after -= 1
        if self.after == 0:
            self.then()
        return cursor


def count_reports(backup: Path, passphrase: str) -> int:
    """How many rows of the table of reports a backup holds."""
    table, rows = "", 0
    with backup.open("rb") as file:
        header = envelope.read_header(file)
        for kind, payload in envelope.read_frames(file, header, envelope.unlock(header, passphrase)):
            if kind == "T":
                table = json.loads(payload)["table"]
            elif kind == "D" and table == "report":
                rows += payload.count(b"\n")
    return rows


@pytest.mark.parametrize("statements", range(1, 8), ids=lambda number: f"after statement {number}")
def test_p12_a_rewrite_in_the_middle_of_a_backup_loses_it_no_report(
    statements: int,
    here: Deployment,
    config: Config,
    client: FlaskClient,
    prepared: city.Account,
    tmp_path: Path,
) -> None:
    for number in range(REPORTS):
        assert (
            client.post("/report", data={"text": f"Followed, {number}", "place": "Kencom"}).status_code == 303
        )

    def rewrite_reports() -> None:
        with here.database.owner.connect() as other:
            rewrite.rewrite(other, rewrite.TABLES["reports"])

    with Watched.connect(config.database_url, autocommit=True) as connection:
        connection.after, connection.then = statements, rewrite_reports
        backup = dump.write(connection, config, tmp_path, here.clock(), here.local_now().date())

    assert count_reports(backup, prepared.passphrase) == REPORTS
