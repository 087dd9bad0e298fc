"""A zone's life: who sees what in which state, and what a hidden one never gives away."""

from __future__ import annotations

import json
import re
from datetime import date

import psycopg
import pytest
from flask.testing import FlaskClient

from app.errors import TransitionError
from app.models.zone import STATES
from app.zones import facts, life, shown
from maps import cells
from maps.render.view import Count, State, View

ADDRESS = "17 Quiet Lane behind the bakery"
POINT = '{"type": "Point", "coordinates": [36.82471, -1.28588]}'


def make_view(cell: str, state: State) -> View:
    day = date(2026, 1, 1)
    count = Count(cell, 20.0, 15, 25, state, 2.8)
    return View("map-1", "Testville", day, day, 0.8, (cells.parent(cell, 7),), (count,), (), ())


def nominate(client: FlaskClient, **form: str) -> str:
    answer = client.post("/safe-zones/nominate", data={"name": "Kencom Stage", "district": "Centre"} | form)
    found = re.search(r"(\d{4}) (\d{4})</p>", answer.get_data(as_text=True))
    assert found is not None
    return found[1] + found[2]


def find_path(console: FlaskClient) -> str:
    page = console.get("/console/zones/").get_data(as_text=True)
    return str(re.findall(r'href="(/console/zones/[0-9a-f-]{36})"', page)[0])


@pytest.fixture
def group_code(console: FlaskClient) -> str:
    """The code of a partner group."""
    answer = console.post("/console/zones/groups", data={"group": "Market women"}, follow_redirects=True)
    found = re.search(r"shown once: ([a-z ]+)", answer.get_data(as_text=True))
    assert found is not None
    return found[1].strip()


@pytest.fixture
def active(client: FlaskClient, console: FlaskClient) -> str:
    """The console's path of an active zone, open to all."""
    nominate(client)
    path = find_path(console)
    console.post(f"{path}/vouch")
    console.post(f"{path}/activate")
    return path


def test_every_state_has_a_way_in_and_every_act_leads_to_a_state() -> None:
    reached = {"nominated", *life.TRANSITIONS.values()}

    assert reached == set(STATES)


@pytest.mark.parametrize(
    ("state", "act"),
    [("nominated", "activate"), ("vouched", "recheck"), ("retired", "activate"), ("active", "activate")],
)
def test_what_is_not_in_the_table_is_refused(state: str, act: str) -> None:
    with pytest.raises(TransitionError):
        life.get_next(state, act)


def test_nominated_and_vouched_zones_are_shown_to_nobody_outside(
    client: FlaskClient, console: FlaskClient, group_code: str
) -> None:
    code = nominate(client, name="Blue Mosque")
    client.post("/safe-zones/vouch", data={"code": code, "group_code": group_code})

    assert "Blue Mosque" in console.get("/console/zones/").get_data(as_text=True)
    assert "Blue Mosque" not in client.get("/safe-zones").get_data(as_text=True)
    assert client.get("/safe-zones/zones.geojson").get_json(force=True)["features"] == []


def test_a_group_vouches_with_its_code_and_nobody_else_does(
    client: FlaskClient, group_code: str, owner: psycopg.Connection
) -> None:
    code = nominate(client)

    client.post("/safe-zones/vouch", data={"code": code, "group_code": "some other four words"})
    before = owner.execute("SELECT state FROM zone").fetchall()
    client.post(
        "/safe-zones/vouch", data={"code": f"{code[:4]} {code[4:]}", "group_code": group_code.upper()}
    )

    assert before == [("nominated",)]
    assert owner.execute("SELECT state FROM zone").fetchall() == [("vouched",)]


def test_an_active_zone_is_public_with_its_place(active: str, client: FlaskClient) -> None:
    feature = client.get("/safe-zones/zones.geojson").get_json(force=True)["features"][0]

    assert feature["properties"]["state"] == "active"
    assert feature["geometry"] == {"type": "Point", "coordinates": [36.8245, -1.2858]}
    assert "Kencom Stage" in client.get("/safe-zones").get_data(as_text=True)


def test_a_retired_zone_leaves_the_public_table(
    active: str, console: FlaskClient, owner: psycopg.Connection
) -> None:
    console.post(f"{active}/retire")

    assert owner.execute("SELECT count(*) FROM zone_public").fetchone() == (0,)


def test_a_hidden_zone_gives_its_district_and_never_its_place(
    client: FlaskClient, console: FlaskClient, owner: psycopg.Connection
) -> None:
    nominate(client, name="Rose House", district="Eastlands", is_hidden="1")
    path = find_path(console)
    form = {
        "name": "Rose House",
        "district": "Eastlands",
        "is_hidden": "1",
        "address": ADDRESS,
        "outline": POINT,
    }
    console.post(path, data=form)
    console.post(f"{path}/vouch")
    console.post(f"{path}/activate")

    pages = [
        client.get(at).get_data(as_text=True)
        for at in ("/safe-zones", "/safe-zones/zones.geojson", "/", "/help")
    ]
    stored = owner.execute(
        "SELECT (zone_public)::text FROM zone_public UNION ALL SELECT (zone)::text FROM zone"
    )
    everything = "".join([*pages, *(text for (text,) in stored)])
    assert "Eastlands" in pages[0]
    assert ADDRESS not in everything
    assert "Quiet" not in everything
    assert "36.82" not in pages[0] + pages[1] + pages[3]
    assert "36.82" not in "".join(
        text for (text,) in owner.execute("SELECT (zone_public)::text FROM zone_public")
    )
    assert ADDRESS in console.get(path).get_data(as_text=True)


def test_a_zone_that_becomes_hidden_loses_its_public_place(
    active: str, console: FlaskClient, owner: psycopg.Connection
) -> None:
    form = {"name": "Rose House", "district": "Eastlands", "is_hidden": "1", "outline": POINT}
    console.post(active, data=form)

    assert owner.execute("SELECT shape, cells FROM zone_public").fetchall() == [(None, [])]


def test_the_database_itself_refuses_a_place_for_a_hidden_zone(
    active: str, owner: psycopg.Connection
) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        owner.execute("UPDATE zone_public SET is_hidden = true")


@pytest.mark.parametrize("role", ["public", "intake"])
def test_the_outer_roles_cannot_read_what_is_sealed(role: str, client: FlaskClient, here: object) -> None:
    nominate(client)

    surface = getattr(here.database, role)  # type: ignore[attr-defined]
    with surface.connect() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT sealed FROM zone")


@pytest.mark.parametrize(
    ("offset", "state", "contested"),
    [
        (0, State.CLEAR, True),
        (0, State.PROBABLE, False),
        (0, State.UNSURE, False),
        (3, State.CLEAR, False),
    ],
    ids=["clear here", "probable here", "pooled", "clear elsewhere"],
)
def test_only_a_clear_published_count_over_its_cells_contests_a_zone(
    offset: int, state: State, contested: bool
) -> None:
    mine = cells.snap(36.82, -1.285)
    other = next(
        cell
        for cell in cells.ring(mine, offset)
        if cell not in cells.ring(mine, max(offset - 1, 0)) or not offset
    )

    assert shown.is_contested([mine], make_view(other, state)) is contested


def test_a_count_coarser_than_r8_contests_nothing() -> None:
    mine = cells.snap(36.82, -1.285)

    assert not shown.is_contested([mine], make_view(cells.parent(mine, 7), State.CLEAR))


@pytest.mark.parametrize(
    "text",
    ["", "no", "[]", '{"type": "Point"}', '{"type": "Point", "coordinates": [200, 0]}',
     '{"type": "LineString", "coordinates": [[0, 0], [1, 1]]}',
     '{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}'],
    ids=["empty", "word", "list", "no point", "off the globe", "line", "too large"],
)  # fmt: skip
def test_an_outline_that_cannot_be_used_is_none(text: str) -> None:
    assert facts.read_outline(text) is None


def test_a_feature_is_read_as_its_geometry() -> None:
    outline = facts.read_outline(
        json.dumps({"type": "Feature", "geometry": json.loads(POINT), "properties": {}})
    )

    assert outline is not None
    assert json.loads(outline)["coordinates"] == [36.82471, -1.28588]


def test_a_visitors_nine_marks_reach_the_organizers_alone(
    active: str, client: FlaskClient, console: FlaskClient
) -> None:
    page = client.get("/safe-zones").get_data(as_text=True)
    visit = re.findall(r'href="(/safe-zones/[0-9a-f-]{36}/visit)', page)[0]
    marks = dict.fromkeys(
        (
            "lighting",
            "openness",
            "visibility",
            "people",
            "security",
            "walkpath",
            "transport",
            "gender",
            "feeling",
        ),
        "2",
    )

    answer = client.post(visit, data=marks | {"feeling": "0"})

    assert answer.status_code == 303
    assert "1 visitor said how it was" in console.get(active).get_data(as_text=True)
    assert client.get("/safe-zones").get_data(as_text=True) == page


def test_marks_that_are_incomplete_are_not_kept(
    active: str, client: FlaskClient, owner: psycopg.Connection
) -> None:
    page = client.get("/safe-zones").get_data(as_text=True)
    visit = re.findall(r'href="(/safe-zones/[0-9a-f-]{36}/visit)', page)[0]

    client.post(visit, data={"lighting": "2"})

    assert owner.execute("SELECT count(*) FROM zone_audit").fetchone() == (0,)
