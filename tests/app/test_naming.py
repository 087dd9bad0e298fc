"""Areas and places by the names that readers of each language have for them."""

from __future__ import annotations

import psycopg
import pytest

from app import naming
from app.deployment import Deployment
from app.naming import Names


@pytest.fixture
def named(owner: psycopg.Connection) -> None:
    """Names in Arabic and Swahili for the best-known place, which the area is called like."""
    area = owner.execute(
        "SELECT name, ST_X(ST_PointOnSurface(outline)), ST_Y(ST_PointOnSurface(outline)) FROM area"
    )
    name, lon, lat = area.fetchall()[0]
    owner.execute(
        "UPDATE place SET name = %s, centre = ST_SetSRID(ST_MakePoint(%s, %s), 4326), kind = 'town',"
        """ names = '{"ar": ["المدينة", "البلد"], "sw": ["Mji"], "de": ["Stadt"], "": ["City"]}'"""
        " WHERE id = (SELECT min(id) FROM place)",
        (name, lon, lat),
    )
    owner.commit()


def load(here: Deployment) -> Names:
    with here.database.public.connect() as connection:
        return naming.load(connection, ("en", "ar", "sw"))


def test_places_come_with_a_name_in_each_language_of_the_site(here: Deployment, named: None) -> None:
    found = load(here)

    assert found.labels[0].others == (("ar", "المدينة"), ("sw", "Mji"))
    assert found.areas == ((found.labels[0].name, (("ar", "المدينة"), ("sw", "Mji"))),)


def test_an_area_is_called_as_its_readers_call_it(here: Deployment, named: None) -> None:
    found = load(here)

    assert found.place_in("ar") == "المدينة"
    assert found.place_in("en") == found.place == found.labels[0].name


def test_names_of_several_areas_are_parted_as_the_language_does() -> None:
    names = Names((("Giza", (("ar", "الجيزة"),)), ("Helwan", ())), (), ())

    assert names.place_in("ar") == "الجيزة، Helwan"
    assert names.place_in("fr") == names.place == "Giza, Helwan"
