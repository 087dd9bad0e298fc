"""A deployment that has been busy for years: what came in through its own doors, multiplied in its tables."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import accounts, audit
from app.database import Connection
from app.deployment import Deployment
from app.models.learned import LearnedName
from maps import cells
from tests import city

PLACES = ("Kencom Stage", "Blue Mosque", "Moi Avenue", "Eastleigh", "the old bridge", "")
WORDS = (
    "A man followed me near {} last night, he wore a yellow helmet and did not stop until I went into a shop",
    "Boys were catcalling at {} this evening, my number is +1 555 0123 and nobody of all those around helped",
    "Someone groped me in the crowd near {}, it happens there every market day and the guards only laugh",
    "Mtu alinifuata karibu na {} jana usiku",
)
NAMES = 1_000
"""Names that the gazetteer lacks; five reports each agree on one."""

AROUND = """
WITH near AS (
    SELECT id, row_number() OVER (ORDER BY ST_Distance(centre, ST_SetSRID(ST_Point(36.82, -1.285), 4326)))
           AS rank
    FROM cell WHERE resolution = 9
),
said AS (SELECT sealed, row_number() OVER () AS number FROM report)
"""
REPORTS = (
    AROUND
    + """
INSERT INTO report (cell_id, precision, category_group, part_of_day, period, state, sealed)
SELECT near.id, 'spot', (ARRAY['words', 'looks', 'following', 'touching', 'other'])[1 + mod(n, 5)],
       (ARRAY['morning', 'afternoon', 'evening', 'night'])[1 + mod(n, 4)],
       date_trunc('month', now() - make_interval(months => mod(n, %(months)s::int))), %(state)s, said.sealed
FROM generate_series(1, %(count)s) AS n
JOIN near ON rank = 1 + mod(n::bigint * n, 101) JOIN said ON said.number = 1 + mod(n, 24)
"""
)
LINES = """
INSERT INTO audit_line (id, day, organizer, act, reference)
SELECT gen_random_uuid(), current_date - 1 - mod(row_number() OVER (), 90)::int, 'amina', act, audit_reference
FROM report CROSS JOIN (VALUES ('read'), ('accept')) AS acts (act) WHERE state = 'accepted'
"""
ZONES = """
WITH known AS (SELECT sealed, row_number() OVER () AS number FROM zone),
made AS (
    INSERT INTO zone (id, state, code_digest, sealed, audit_reference)
    SELECT gen_random_uuid(), (ARRAY['active', 'active', 'nominated', 'active', 'vouched'])[1 + mod(n, 5)],
           decode(md5(n::text), 'hex'), sealed, gen_random_uuid()
    FROM generate_series(1, %(count)s) AS n JOIN known ON known.number = 1 + mod(n, 8)
    RETURNING id, state
)
INSERT INTO zone_public (zone_id, state, is_hidden, name, district, hours, offers, audience, vouched_by,
                         checked, shape, cells)
SELECT id, state, mod(n, 10) = 0, 'Zone ' || n, 'District ' || mod(n, 40), '08:00-20:00', '{phone,wait}',
       'everyone', '{}', '2026-01-01',
       CASE WHEN mod(n, 10) > 0
            THEN ST_SetSRID(ST_Point(36.8 + mod(n, 71) / 1500.0, -1.3 + mod(n, 67) / 1500.0), 4326) END, '{}'
FROM (SELECT id, state, row_number() OVER () AS n FROM made WHERE state = 'active') AS shown
"""
MARKS = """
INSERT INTO zone_audit (id, zone_id, period, marks)
SELECT gen_random_uuid(), zone_id, '2026-01-01', '{0,1,2,3,0,1,2,3,2}' FROM zone_public
"""
SERVICES = """
INSERT INTO service (id, name, kind, about, area, hours, languages, cost, phone, url, eligibility,
                     application, capacity, address, point, is_hidden, checked_on, checked_by,
                     audit_reference)
SELECT gen_random_uuid(), 'Service ' || n,
       (ARRAY['hotline', 'legal', 'clinic', 'shelter', 'other'])[1 + mod(n, 5)],
       'Who comes is heard, and nobody asks for papers.', 'District ' || mod(n, 40), 'day and night',
       '{en,sw}', 'free', '+1 555 01' || lpad(mod(n, 100)::text, 2, '0'), 'https://service.example/' || n,
       'everyone', '', '',
       CASE WHEN mod(n, 5) <> 3 THEN n || ' Market Street' ELSE '' END,
       CASE WHEN mod(n, 5) NOT IN (0, 3)
            THEN ST_SetSRID(ST_Point(36.8 + mod(n, 71) / 1500.0, -1.3 + mod(n, 67) / 1500.0), 4326) END,
       mod(n, 5) = 3, '2026-01-01', 'amina', gen_random_uuid()
FROM generate_series(1, %(count)s) AS n
"""


@dataclass(frozen=True, slots=True)
class Size:
    """How many reports wait and how many were accepted; how many zones, services and names' reports."""

    reports: int = 50_000
    listed: int = 5_000


def fill(app: Flask, size: Size) -> None:
    """Fill a prepared database; some reports and zones come in by HTTP, sealed as they always are."""
    here: Deployment = app.extensions["safelight"]
    client = app.test_client()
    for words, place in itertools.product(WORDS, PLACES):
        _post(client, "/report", {"text": words.format(place or "here"), "place": place})
    for number in range(8):
        _post(client, "/safe-zones/nominate", {"name": f"Zone {number}", "district": f"District {number}"})
    with here.database.owner.connect() as connection:
        for state, months in (("pending", 1), ("accepted", 9)):
            connection.execute(REPORTS, {"state": state, "count": size.reports, "months": months})
        connection.execute(LINES)
        for statement in (ZONES, SERVICES):
            connection.execute(statement, {"count": size.listed})
        connection.execute(MARKS)
        connection.execute("ANALYZE")
    _learn(here, size.listed)


def find_examples(connection: Connection) -> dict[str, str]:
    """An example of each value that addresses of pages take."""
    queries = {
        "report_id": "SELECT id FROM report WHERE state = 'pending' LIMIT 1",
        "zone_id": "SELECT zone_id FROM zone_public WHERE NOT is_hidden LIMIT 1",
        "service_id": "SELECT id FROM service LIMIT 1",
    }
    return {name: str(connection.execute(query).fetchall()[0][0]) for name, query in queries.items()}


def _post(client: FlaskClient, path: str, form: dict[str, str]) -> None:
    answer = client.post(path, data=form)
    if answer.status_code not in (200, 303):
        raise RuntimeError(f"{path} answers {answer.status_code}")


def _learn(here: Deployment, count: int) -> None:
    """Names that accepted reports gave and the gazetteer lacks, and a closed record of every day."""
    today = here.local_now().date()
    cell = cells.snap(*city.CENTRE)
    with Session(here.database.owner_engine) as session:
        sealer = accounts.get_sealer(session)
        for number in range(count):
            name = f"corner kiosk {number % NAMES}"
            sealed = sealer.seal({"key": name, "written": name.title(), "cell": cell})
            digest = number.to_bytes(16)
            session.add(LearnedName(id=uuid4(), digest=digest, period=today.replace(day=1), sealed=sealed))
        audit.chain(session, today + timedelta(days=1))
        session.commit()
