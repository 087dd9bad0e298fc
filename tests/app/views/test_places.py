from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.views.places import SHOWN_BYTES, SUGGESTED_BYTES
from maps import cells
from tests import city

MOSQUE = cells.snap(36.82, -1.283)
CITY = cells.snap(*city.CENTRE, 5)


def suggest(client: FlaskClient, typed: str, **headers: str) -> list[dict[str, Any]]:
    answer = client.post("/places/suggest", data={"text": typed}, headers=headers)
    assert answer.status_code == 200
    items: list[dict[str, Any]] = answer.get_json()["items"]
    return items


def ask(client: FlaskClient, **form: str) -> TestResponse:
    return client.post("/report", data={"text": "He stared", **form})


def wheres(page: TestResponse) -> list[str]:
    return re.findall(r'name="where" value="([^"]*)"', page.get_data(as_text=True))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        pytest.param("blu", "Blue Mosque", id="beginning"),
        pytest.param("Blue Mosq", "Blue Mosque", id="unfinished word"),
        pytest.param("blue mosqe", "Blue Mosque", id="slip"),
        pytest.param("المسجد الأزرق", "Blue Mosque", id="other script"),
        pytest.param("kenc", "Kencom Stage", id="other name"),
    ],
)
def test_a_place_is_suggested_while_it_is_typed(client: FlaskClient, typed: str, found: str) -> None:
    items = suggest(client, typed)

    assert items[0]["name"] == found
    assert items[0]["where"].split()[0] == "spot"


@pytest.mark.parametrize("typed", ["", "b", "\0", "zzzz", "x" * 10_000, "%_'\"--", "🙂🙂🙂🙂"])
def test_nothing_is_suggested_for_what_is_no_beginning(client: FlaskClient, typed: str) -> None:
    assert suggest(client, typed) == []


def test_a_suggestion_says_what_it_is_near(client: FlaskClient) -> None:
    items = suggest(client, "Blue Mosque")

    assert (items[0]["kind"], items[0]["near"]) == ("landmark", "Testville")


@pytest.mark.parametrize("typed", ["", "blue", "e", "k" * 200])
def test_every_answer_has_one_size_and_leaves_nothing_behind(client: FlaskClient, typed: str) -> None:
    suggested = client.post("/places/suggest", data={"text": typed})
    shown = client.post("/places/cell", data={"where": f"spot {MOSQUE}" if typed else ""})

    assert len(suggested.data) == SUGGESTED_BYTES
    assert len(shown.data) == SHOWN_BYTES
    for answer in (suggested, shown):
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers


def test_key_strokes_have_no_address(client: FlaskClient) -> None:
    assert client.get("/places/suggest?text=blue").status_code == 405


def test_beyond_a_second_s_share_nothing_is_suggested(app: Any, client: FlaskClient) -> None:
    app.extensions["safelight"].suggestions.most = 0

    assert client.post("/places/suggest", data={"text": "blue"}).status_code == 503


@pytest.mark.parametrize(
    ("width", "resolution"), [("finest", 9), ("wide", 8), ("wider", 7), ("city", 5), ("nonsense", 9)]
)
def test_the_cell_that_would_be_kept_is_shown(client: FlaskClient, width: str, resolution: int) -> None:
    shown = client.post("/places/cell", data={"where": f"spot {MOSQUE}", "width": width}).get_json()

    assert shown["where"] == f"spot {MOSQUE}"
    assert shown["inside"] is True
    assert shown["picture"].startswith("data:image/svg+xml;base64,")
    metres = {9: "m across", 8: "km across", 7: "km across", 5: "km across"}[resolution]
    assert metres in shown["across"]


def test_a_snapped_position_becomes_its_cell(client: FlaskClient) -> None:
    lon, lat = cells.centre(MOSQUE)

    shown = client.post("/places/cell", data={"lon": f"{lon:.5f}", "lat": f"{lat:.5f}"}).get_json()

    assert shown["where"] == f"spot {MOSQUE}"


@pytest.mark.parametrize(
    "fields",
    [{"lon": "x", "lat": "1"}, {"lon": "nan", "lat": "1"}, {"lon": "200", "lat": "99"}, {"where": "spot 12"}],
)
def test_what_is_no_position_is_answered_by_nothing(client: FlaskClient, fields: dict[str, str]) -> None:
    assert client.post("/places/cell", data=fields).get_json() == {}


def test_the_ground_of_the_map_names_public_places(client: FlaskClient) -> None:
    ground = client.get("/places/ground.json").get_json()

    assert "Blue Mosque" in [label[0] for label in ground["labels"]]
    assert len(ground["frames"]["9"][0]) == 9
    assert len(ground["rings"][0]) > 6


def test_a_clear_place_is_sent_at_once(client: FlaskClient) -> None:
    assert ask(client, place="Blue Mosque").status_code == 303


def test_an_unknown_place_is_asked_back_with_all_that_was_typed(client: FlaskClient, owner: Any) -> None:
    page = ask(
        client, place="Zanzurbia", category="staring", day="2026-03-01", part_of_day="night", token="t1"
    )

    words = page.get_data(as_text=True)
    assert page.status_code == 200
    for value in ("He stared", "Zanzurbia", "staring", "2026-03-01", "night", "t1"):
        assert f'value="{value}"' in words
    assert "Set-Cookie" not in page.headers
    assert owner.execute("SELECT count(*) FROM report").fetchone() == (0,)


@pytest.mark.parametrize("send", ["anyway", "look"])
def test_it_is_sent_with_the_words_only_where_nothing_is_chosen(
    client: FlaskClient, owner: Any, send: str
) -> None:
    answer = ask(client, place="Zanzurbia", where="", send=send)

    stored = owner.execute("SELECT cell_id FROM report").fetchall()
    assert (answer.status_code, stored) == ((303, [(None,)]) if send == "anyway" else (200, []))


def test_looking_shows_the_place_and_sends_nothing(client: FlaskClient, owner: Any) -> None:
    page = ask(client, place="Blue Mosque", send="look")

    assert wheres(page) == [f"spot {MOSQUE}", ""]
    assert "data:image/svg+xml" in page.get_data(as_text=True)
    assert owner.execute("SELECT count(*) FROM report").fetchone() == (0,)


@pytest.mark.parametrize(
    ("width", "kept"),
    [
        ("finest", (MOSQUE, "spot")),
        ("wide", (cells.parent(MOSQUE, 8), "spot")),
        ("wider", (cells.parent(MOSQUE, 7), "neighbourhood")),
        ("city", (cells.parent(MOSQUE, 5), "city")),
    ],
)
@pytest.mark.parametrize(
    "named", [{"place": "Blue Mosque"}, {"where": f"spot {MOSQUE}"}], ids=["name", "cell"]
)
def test_the_chosen_width_is_what_is_stored(
    client: FlaskClient, owner: Any, named: dict[str, str], width: str, kept: tuple[str, str]
) -> None:
    ask(client, **named, width=width)

    assert owner.execute("SELECT cell_id, precision FROM report").fetchall() == [kept]


def test_the_map_is_tapped_twice_without_scripts(client: FlaskClient, owner: Any) -> None:
    overview = ask(client, **{"tap.x": "144", "tap.y": "144"})
    zoomed = re.search(r'name="zoomed" value="(\w+)"', overview.get_data(as_text=True))
    assert zoomed

    tapped = ask(client, **{"tap.x": "150", "tap.y": "140", "zoomed": zoomed[1]})
    where = wheres(tapped)[0]
    ask(client, where=where, send="anyway")

    cell = where.split()[1]
    assert cells.parent(cell, 7) == zoomed[1]
    assert owner.execute("SELECT cell_id, precision FROM report").fetchall() == [(cell, "spot")]


@pytest.mark.parametrize(
    "where", ["spot", "spot nonsense", f"elsewhere {MOSQUE}", "spot 8001fffffffffff", "<script>"]
)
def test_a_forged_cell_counts_for_nothing(client: FlaskClient, owner: Any, where: str) -> None:
    ask(client, where=where)

    assert owner.execute("SELECT cell_id FROM report").fetchall() == [(None,)]


def test_a_cell_outside_the_area_is_kept_as_outside(client: FlaskClient, owner: Any) -> None:
    ask(client, where=f"spot {cells.snap(2.35, 48.85)}")

    assert owner.execute("SELECT cell_id, precision FROM report").fetchall() == [(None, "outside")]


def test_markup_in_a_place_stays_text(client: FlaskClient) -> None:
    page = ask(client, place='"><script>alert(1)</script>', send="look").get_data(as_text=True)

    assert "<script>alert" not in page
