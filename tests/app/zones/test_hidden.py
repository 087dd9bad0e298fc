"""A shelter's address, planted and looked for: in no table, no memory, no log, on no page and in no file."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

STREET, LON, LAT = "Quietmarked Lane", "36.8231971", "-1.2847913"
MARKS = (STREET, "Quietmarked", "quietmarked", LON[:7], LAT[1:7])
POINT = f'{{"type": "Point", "coordinates": [{LON}, {LAT}]}}'


@pytest.fixture
def shelters(client: FlaskClient, console: FlaskClient) -> list[str]:
    """The console's pages of a hidden zone that is shown, and of a hidden service."""
    client.post(
        "/safe-zones/nominate", data={"name": "Rose House", "district": "Eastlands", "is_hidden": "1"}
    )
    found = re.search(
        r'"(/console/zones/[0-9a-f-]{36})"', console.get("/console/zones/").get_data(as_text=True)
    )
    assert found is not None
    facts = {"name": "Rose House", "district": "Eastlands", "is_hidden": "1", "outline": POINT}
    console.post(found[1], data=facts | {"address": f"17 {STREET}"})
    for act in ("vouch", "activate"):
        console.post(f"{found[1]}/{act}")
    service = {"name": "Rose Shelter", "kind": "shelter", "area": "Eastlands", "is_hidden": "1"}
    console.post("/console/services/", data=service | {"secret": f"17 {STREET}"})
    listed = re.search(
        r'"(/console/services/[0-9a-f-]{36})"', console.get("/console/services/").get_data(as_text=True)
    )
    assert listed is not None
    return [found[1], listed[1]]


def read_public(app: Flask, client: FlaskClient) -> str:
    """Everything that is answered to who is not signed in and asks for it without knowing anything."""
    addresses = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and not rule.rule.startswith("/console")
    ]
    asked = [client.get(address) for address in addresses]
    searched = [client.post("/help", data={"place": place}) for place in ("Eastlands", "Kencom Stage")]
    posted = client.post("/safe-zones", data={"district": "Eastlands"})
    return "\n".join(answer.get_data(as_text=True) for answer in (*asked, *searched, posted))


def test_a_hidden_shelters_address_is_found_nowhere(
    app: Flask,
    client: FlaskClient,
    shelters: list[str],
    dump: Callable[[], str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    seen = read_public(app, client)

    everything = seen + dump() + caplog.text
    assert ("Rose House" in seen, "Rose Shelter" in seen) == (True, True)
    assert [mark for mark in MARKS if mark in everything] == []


def test_organizers_read_a_hidden_shelters_address(console: FlaskClient, shelters: list[str]) -> None:
    pages = [console.get(path).get_data(as_text=True) for path in shelters]

    assert [STREET in page for page in pages] == [True, True]
