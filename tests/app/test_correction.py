"""Corrections change what is sealed and what stands in clear, together and on record."""

from __future__ import annotations

import re
from collections.abc import Callable

import psycopg
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TextSender = Callable[..., TestResponse]
FORM = {
    "category": "touching",
    "part_of_day": "morning",
    "occurred_on": "2026-03-08",
    "verification": "corroborated",
    "place_id": "",
}


@pytest.fixture
def path(send_text: TextSender, console: FlaskClient) -> str:
    """The page of one report that waits."""
    send_text("A man followed me near Kencom Stage last night")
    page = console.get("/console/reports/").get_data(as_text=True)
    return str(re.findall(r'href="(/console/reports/[0-9a-f-]{36})"', page)[0])


def clear(owner: psycopg.Connection) -> tuple[object, ...]:
    row = owner.execute("SELECT precision, category_group, part_of_day FROM report").fetchone()
    assert row is not None
    return tuple(row)


def test_kind_day_and_part_are_corrected_in_clear_and_sealed(
    path: str, console: FlaskClient, owner: psycopg.Connection
) -> None:
    answer = console.post(f"{path}/correct", data=FORM, follow_redirects=True)

    page = answer.get_data(as_text=True)
    assert clear(owner) == ("spot", "touching", "morning")
    assert 'value="2026-03-08"' in page
    assert '<option value="corroborated" selected>' in page
    assert ("correct",) in owner.execute("SELECT act FROM audit_line").fetchall()


def test_a_place_chosen_from_the_gazetteer_moves_the_cell_and_nothing_finer_is_kept(
    path: str, console: FlaskClient, owner: psycopg.Connection
) -> None:
    before = owner.execute("SELECT cell_id FROM report").fetchone()
    page = console.get(path, query_string={"place": "Blue Mosque"}).get_data(as_text=True)
    place = re.findall(r'name="place_id" value="(-?\d+)"', page)[0]

    console.post(f"{path}/correct", data=FORM | {"place_id": place})

    after = owner.execute("SELECT cell_id, resolution FROM report JOIN cell ON cell.id = cell_id").fetchone()
    assert after is not None
    assert before is not None
    assert after[0] != before[0]
    assert after[1] == 9


def test_a_report_may_lose_its_place(path: str, console: FlaskClient, owner: psycopg.Connection) -> None:
    console.post(f"{path}/correct", data=FORM | {"place_id": "nowhere"})

    assert owner.execute("SELECT cell_id, precision FROM report").fetchone() == (None, "none")


@pytest.mark.parametrize(
    "wrong",
    [{"category": "nothing"}, {"occurred_on": "2030-01-01"}, {"verification": "sure"}, {"place_id": "x"}],
    ids=["kind", "future", "grade", "place"],
)
def test_what_is_in_no_list_changes_nothing(
    wrong: dict[str, str], path: str, console: FlaskClient, owner: psycopg.Connection
) -> None:
    before = clear(owner)

    console.post(f"{path}/correct", data=FORM | wrong)

    assert clear(owner) == before


def test_what_a_release_counted_is_not_moved(
    path: str, console: FlaskClient, owner: psycopg.Connection
) -> None:
    console.post(f"{path}/accept")
    owner.execute(
        "INSERT INTO release VALUES (0, 'b', 'bulletin', '2026-01-01', '2026-03-31', '2026-04-14', '', '')"
    )
    before = clear(owner)

    answer = console.post(f"{path}/correct", data=FORM, follow_redirects=True)

    assert "nothing was changed" in answer.get_data(as_text=True)
    assert clear(owner) == before
