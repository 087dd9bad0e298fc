"""The demonstration's safe zones, nominated, vouched for and activated; and its services' file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

from flask.testing import FlaskClient

from app.demo.city import Locality
from app.demo.errors import DemoError

FILES = resources.files("app.demo")
SERVICES = FILES.joinpath("services.csv")
"""Invented services with reserved numbers (+1 555 01xx)."""

_CODE = re.compile(r"shown once: ([a-z ]+)")
_ZONE = re.compile(r'href="/console/zones/([0-9a-f-]{36})"')


def mark_zones(client: FlaskClient, localities: Sequence[Locality]) -> None:
    """Make a partner group, nominate its zones on the web and activate them; `client` is signed in.

    Raises:
        DemoError: a step was refused.
    """
    told = tomllib.loads(FILES.joinpath("community.toml").read_text("utf-8"))
    made = client.post("/console/zones/groups", data={"group": told["group"]}, follow_redirects=True)
    code = _CODE.search(made.get_data(as_text=True))
    if code is None:
        raise DemoError("the partner group has no code")
    for zone in told["zones"]:
        _nominate(client, zone, code[1])
    where = {place.name: place for place in localities}
    waiting = _ZONE.findall(client.get("/console/zones/").get_data(as_text=True))
    for zone_id in dict.fromkeys(waiting):
        page = client.get(f"/console/zones/{zone_id}").get_data(as_text=True)
        zone = next(zone for zone in told["zones"] if _shown(zone["name"]) in page)
        _activate(client, zone_id, zone, where[zone["near"]])


def _nominate(client: FlaskClient, zone: Mapping[str, Any], code: str) -> None:
    names = ("name", "district", "hours", "audience", "offers", "note")
    answer = client.post(
        "/safe-zones/nominate", data={**{name: zone[name] for name in names}, "group_code": code}
    )
    _expect(answer.status_code, f"the nomination of {zone['name']}")


def _activate(client: FlaskClient, zone_id: str, zone: Mapping[str, Any], near: Locality) -> None:
    names = ("name", "district", "hours", "audience", "offers")
    outline = f'{{"type": "Point", "coordinates": [{near.lon}, {near.lat}]}}'
    client.post(
        f"/console/zones/{zone_id}", data={**{name: zone[name] for name in names}, "outline": outline}
    )
    _expect(
        client.post(f"/console/zones/{zone_id}/activate").status_code, f"the activation of {zone['name']}"
    )


def _expect(status: int, act: str) -> None:
    if status not in (200, 303):
        raise DemoError(f"{act} was answered {status}")


def _shown(name: str) -> str:
    """A name as it stands on a page."""
    return name.replace("'", "&#39;")
