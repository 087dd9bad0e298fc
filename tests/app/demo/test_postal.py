from __future__ import annotations

from app.demo import city, postal
from maps import cells


def test_the_districts_share_the_area_out_among_them() -> None:
    localities = city.load_localities()
    area = city.outline(localities)

    drawn = postal.draw(localities, area)

    inside = [cell for district in drawn for cell in district.cells]
    assert len(drawn) > 5
    assert len(inside) == len(set(inside))
    assert set(inside) <= set(cells.fill(area, cells.FINEST))
    assert len(inside) > 0.99 * len(cells.fill(area, cells.FINEST))


def test_an_office_put_down_in_another_district_makes_no_island() -> None:
    localities = city.load_localities()
    stray = next(place for place in localities if place.district == "East")
    among = [place for place in localities if place.district == "West"]
    centre = sorted(among, key=lambda place: place.lon)[len(among) // 2]
    moved = city.Locality("Stray", centre.lon + 0.0005, centre.lat, (), stray.district)

    drawn = {one.name: one for one in postal.draw([*localities, moved], city.outline(localities))}

    assert cells.snap(moved.lon, moved.lat, cells.FINEST) in drawn["West"].cells
