"""Long lists of zones and services: a page at a time, for organizers and for everyone."""

from __future__ import annotations

import re
from uuid import uuid4

import psycopg
import pytest
from flask.testing import FlaskClient

MANY = """
WITH made AS (
    INSERT INTO zone (id, state, code_digest, sealed, audit_reference)
    SELECT gen_random_uuid(), 'active', decode(md5(n::text), 'hex'), sealed, gen_random_uuid()
    FROM zone CROSS JOIN generate_series(1, 60) AS n RETURNING id
)
INSERT INTO zone_public (zone_id, state, is_hidden, name, district, hours, offers, audience, vouched_by,
                         checked, cells)
SELECT id, 'active', true, 'Zone ' || n, 'District ' || mod(n, 3), '', '{}', '', '{}', '2026-01-01', '{}'
FROM (SELECT id, row_number() OVER () AS n FROM made) AS numbered
"""
SERVICES = """
INSERT INTO service (id, name, kind, about, area, hours, languages, cost, phone, url, eligibility,
                     application, capacity, address, is_hidden, checked_on, checked_by, audit_reference)
SELECT gen_random_uuid(), 'Service ' || n, 'legal', '', 'Area ' || mod(n, 7), '', '{}', '', '', '',
       '', '', '', '', false, '2026-03-01', 'amina', gen_random_uuid() FROM generate_series(1, 120) AS n
"""
LINK = re.compile(r'href="(/console/zones/[0-9a-f-]{36})"')


@pytest.fixture
def _many(client: FlaskClient, console: FlaskClient, owner: psycopg.Connection) -> None:
    """Sixty shown zones in three districts, and one nomination."""
    client.post("/safe-zones/nominate", data={"name": "Kencom Stage", "district": "Centre"})
    owner.execute(MANY)


def read(client: FlaskClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)


@pytest.mark.usefixtures("_many")
def test_the_first_page_shows_a_few_zones_of_each_state_and_leads_to_all(console: FlaskClient) -> None:
    page = read(console, "/console/zones/")

    assert len(LINK.findall(page)) == 9
    assert 'href="/console/zones/?state=active"' in page


@pytest.mark.usefixtures("_many")
def test_the_pages_of_a_state_show_each_zone_once(console: FlaskClient) -> None:
    pages = [
        LINK.findall(read(console, f"/console/zones/?state=active&page={number}")) for number in (1, 2, 3)
    ]

    assert [len(page) for page in pages] == [24, 24, 12]
    assert len({link for page in pages for link in page}) == 60


@pytest.mark.usefixtures("_many")
@pytest.mark.parametrize("asked", ["0", "-1", "99", "x", "9" * 40, "\0"])
def test_a_page_that_is_not_there_is_the_nearest(asked: str, console: FlaskClient) -> None:
    answer = console.get("/console/zones/", query_string={"state": "active", "page": asked})

    assert answer.status_code == 200
    assert LINK.search(answer.get_data(as_text=True))


@pytest.mark.usefixtures("_many")
@pytest.mark.parametrize(
    ("sought", "found"),
    [("zone 7", 1), ("DISTRICT 1", 20), ("Kencom", 0), ("%", 0), ("_one", 0), ("Zone 7\0", 1)],
)
def test_shown_zones_are_found_by_name_and_nominations_never(
    sought: str, found: int, console: FlaskClient
) -> None:
    answer = console.get("/console/zones/", query_string={"sought": sought})

    assert len(LINK.findall(answer.get_data(as_text=True))) == found


@pytest.mark.usefixtures("_many")
def test_each_zone_that_was_seen_is_on_record_once(console: FlaskClient, owner: psycopg.Connection) -> None:
    for _ in range(2):
        console.get("/console/zones/?state=active")

    row = owner.execute("SELECT count(*), count(DISTINCT reference) FROM audit_line WHERE act = 'zone read'")
    assert row.fetchone() == (24, 24)


@pytest.mark.usefixtures("_many")
def test_the_public_pages_show_each_zone_once(client: FlaskClient) -> None:
    pages = [re.findall(r"<bdi>(Zone \d+)</bdi>", read(client, f"/safe-zones?page={n}")) for n in (1, 2)]

    assert sorted(map(len, pages)) == [12, 48]
    assert len({name for page in pages for name in page}) == 60


@pytest.mark.usefixtures("_many")
def test_a_district_is_posted_and_shows_its_own_zones_alone(client: FlaskClient) -> None:
    page = client.post("/safe-zones", data={"district": "District 2"}).get_data(as_text=True)

    assert len(re.findall(r"<bdi>Zone \d+</bdi>", page)) == 20
    assert "<h2><bdi>District 1</bdi></h2>" not in page


@pytest.mark.usefixtures("_many")
@pytest.mark.parametrize("district", ["", "Nowhere", "\0"])
def test_a_district_without_zones_shows_all(district: str, client: FlaskClient) -> None:
    answer = client.post("/safe-zones", data={"district": district})

    assert (answer.status_code, answer.get_data(as_text=True).count("<bdi>Zone ")) == (200, 48)


def test_a_visit_to_a_zone_that_is_not_shown_is_not_found(client: FlaskClient) -> None:
    assert client.get(f"/safe-zones/{uuid4()}/visit").status_code == 404


@pytest.mark.parametrize(
    ("query", "rows"), [("", 50), ("?page=3", 20), ("?sought=area 3", 17), ("?sought=service 119", 1)]
)
def test_services_are_listed_a_page_at_a_time_and_found_by_name_or_area(
    query: str, rows: int, console: FlaskClient, owner: psycopg.Connection
) -> None:
    owner.execute(SERVICES)

    page = read(console, f"/console/services/{query}")

    assert page.count("<tr><td>") == rows
