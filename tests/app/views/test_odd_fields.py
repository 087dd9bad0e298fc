"""Every field of every public form with what it was not made for: an answer, never a fault."""

from __future__ import annotations

import re
from urllib.parse import quote

import psycopg
import pytest
from flask.testing import FlaskClient

from config import ROOT
from maps import cells

FIELDS = sorted(
    {
        name
        for folder in ("report", "zones", "services", "help")
        for page in (ROOT / "app" / "templates" / folder).rglob("*.html")
        for name in re.findall(r'name="([\w.-]+)"', page.read_text(encoding="utf-8"))
    }
    | {"tap.x", "tap.y", "width", "zoomed", "send", "lat", "long", "service_code", "address_id"}
)
DOORS = [
    *("/report", "/places/cell", "/places/suggest", "/receipt", "/help", "/requests.json"),
    *("/open311/v2/requests.json", "/safe-zones/nominate", "/safe-zones/vouch"),
    "/safe-zones/00000000-0000-0000-0000-000000000001/visit",
]
TOLD = {
    "text": "He followed me",
    "description": "He followed me",
    "place": "Kencom Stage",
    "tap.y": "3",
    "long": "36.8",
    "receipt": "abacus abdomen abdominal abide abiding ability",
}
"""Enough for a form to be read to its end."""
ODD = {
    "nothing": "",
    "NUL": "a\0b",
    "number": "-1",
    "infinity": "1e999",
    "other digits": "٣²",
    "long number": "9" * 4400,
    "no cell": "spot -1",
    "SQL": "'; DROP TABLE report; --",
    "template": "{{ config }}{% raw %}${7*7}%s%n",
    "script": "</script><script>alert(1)</script>",
    "path": "../../etc/passwd",
    "lines": "a\r\nSet-Cookie: x=1\r\n\r\n",
    "deep": "[" * 2000,
    "combining": "a" + "\u0301" * 1000,
}
CELL = cells.snap(36.8245, -1.2858)
"""In the test city."""
NO_CELLS = {
    "sign": f"+{CELL}",
    "prefix": f"0x{CELL}",
    "space": f" {CELL}",
    "low line": f"{CELL[0]}_{CELL[1:]}",
    "capitals": CELL.upper(),
    "below zero": "-1",
    "too much": "9" * 40,
    "none": "zz",
    "NUL": "\0",
    "other digits": "٨٩",
}
"""What H3 reads as a number or chokes on, and what is none."""


@pytest.mark.parametrize("kind", ODD)
def test_every_field_of_every_public_form_may_hold_anything(kind: str, client: FlaskClient) -> None:
    words = ODD[kind]
    forms = [dict.fromkeys(FIELDS, words), *(TOLD | {field: words} for field in ("where", "tap.x", "act"))]

    for path in DOORS:
        for form in forms:
            answer = client.post(path, data=form)
            assert answer.status_code in (200, 201, 303, 400, 429), path
            assert b"<script>alert" not in answer.data
            assert "x=1" not in str(answer.headers)


@pytest.mark.parametrize("kind", NO_CELLS)
def test_what_is_no_cell_is_refused_or_passed_over(
    kind: str, client: FlaskClient, owner: psycopg.Connection
) -> None:
    cell = NO_CELLS[kind]
    told = {"text": "He followed me", "where": f"spot {cell}", "finest": "finest", "zoomed": cell}

    answers = [client.post(path, data=told) for path in ("/report", "/places/cell", "/places/suggest")]

    assert {answer.status_code for answer in answers} <= {200, 303, 400}
    assert client.get(f"/api/cells/{quote(cell, safe='')}").status_code in (400, 404)
    assert owner.execute("SELECT count(*) FROM report WHERE cell_id IS NOT NULL").fetchone() == (0,)


JSON_BODIES = {
    "deep objects": '{"a":' * 50_000,
    "deep lists": "[" * 100_000,
    "not JSON": "{",
    "null": "null",
    "list": "[1]",
    "title of a number": '{"title": 1, "content": [2]}',
    "content of a number": '{"content": "He followed me", "post_content": 7}',
    "fields of a number": '{"content": "He followed me", "post_content": [null, 1, {"fields": 7}]}',
    "point of words": (
        '{"content": "He followed me",'
        ' "post_content": [{"fields": [{"value": {"value": {"lat": [], "lon": 1}}}]}]}'
    ),
    "endless point": (
        '{"content": "He followed me",'
        ' "post_content": [{"fields": [{"value": {"value": {"lat": 1e999, "lon": -1e999}}}]}]}'
    ),
}


@pytest.mark.parametrize("kind", JSON_BODIES)
@pytest.mark.parametrize(
    "path", ["/api/v5/posts", "/report", "/nowhere", "/console/sign-in", "/gateways/twilio"]
)
def test_json_of_any_shape_is_answered_by_every_page(path: str, kind: str, client: FlaskClient) -> None:
    answer = client.post(path, data=JSON_BODIES[kind], content_type="application/json")

    assert answer.status_code in (201, 400, 403, 404, 405)
    assert len(answer.data) < 10_000
