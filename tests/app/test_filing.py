"""What the door's role may do to reports it cannot read."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from werkzeug.test import TestResponse

from app.database import Surface
from app.deployment import Deployment

TextSender = Callable[..., TestResponse]
NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("intake", "SELECT id FROM report"),
        ("intake", "UPDATE report SET state = 'accepted'"),
        ("intake", "DELETE FROM report"),
        ("intake", "SELECT sealed FROM amendment"),
        ("intake", "INSERT INTO amendment (report_id, sealed) VALUES (gen_random_uuid(), '')"),
        ("intake", "SELECT digest FROM receipt"),
        ("intake", f"SELECT find_report('{NOBODY}', NULL)"),
        ("public", f"SELECT withdraw_report('{NOBODY}', NULL)"),
        ("public", "SELECT sealed FROM amendment"),
        ("release", f"SELECT keep_receipt('{NOBODY}', '')"),
        ("release", "SELECT sealed FROM amendment"),
    ],
)
def test_what_a_role_has_no_business_with_is_refused(role: str, statement: str, here: Deployment) -> None:
    surface: Surface = getattr(here.database, role)

    with surface.connect() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


@pytest.mark.parametrize("state", ["accepted", "kept", "rejected"])
def test_after_judgement_nothing_in_clear_is_moved(
    state: str, here: Deployment, send_text: TextSender, owner: psycopg.Connection
) -> None:
    send_text("A man followed me last night")
    owner.execute("UPDATE report SET state = %s", (state,))

    send_text("Kencom")

    assert owner.execute("SELECT cell_id, precision FROM report").fetchall() == [(None, "none")]
    assert owner.execute("SELECT count(*) FROM amendment").fetchone() == (1,)


def test_a_place_outside_every_area_is_filled_as_such(
    here: Deployment, send_text: TextSender, owner: psycopg.Connection
) -> None:
    send_text("A man followed me last night")

    send_text("-4.0435, 39.6682")

    assert owner.execute("SELECT cell_id, precision FROM report").fetchall() == [(None, "outside")]
