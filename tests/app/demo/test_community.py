from __future__ import annotations

import tomllib
from datetime import date

from app.demo import city, community
from app.services import exchange
from app.zones.facts import OFFERS

ZONES = tomllib.loads(community.FILES.joinpath("community.toml").read_text("utf-8"))["zones"]


def test_every_service_of_the_demonstration_can_be_read_and_has_a_reserved_number() -> None:
    found = exchange.read(community.SERVICES.read_text("utf-8"), date(2026, 5, 1))

    assert found.left_out == ()
    assert all(one.phone.startswith("+1 555 01") for one in found.listings)


def test_the_shelter_of_the_demonstration_has_no_place() -> None:
    found = exchange.read(community.SERVICES.read_text("utf-8"), date(2026, 5, 1))

    shelter = next(one for one in found.listings if one.kind == "shelter")

    assert shelter.is_hidden
    assert (shelter.lon, shelter.lat, shelter.address) == (None, None, "")


def test_every_zone_lies_at_a_known_locality_and_offers_what_zones_offer() -> None:
    names = {place.name for place in city.load_localities()}

    assert {zone["near"] for zone in ZONES} <= names
    assert {offer for zone in ZONES for offer in zone["offers"]} <= set(OFFERS)
