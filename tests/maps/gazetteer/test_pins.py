from __future__ import annotations

import pytest

from maps.gazetteer import finder, pins
from maps.gazetteer.place import AreaPrior, LookUp

AREA = AreaPrior(36.6, -1.45, 37.1, -1.1)


@pytest.mark.parametrize(
    ("text", "lon", "lat"),
    [
        pytest.param("-1.28, 36.82", 36.82, -1.28, id="decimal"),
        pytest.param("I am at -1.2833,36.8167 now", 36.8167, -1.2833, id="inside a text"),
        pytest.param("36.8167,-1.2833", 36.8167, -1.2833, id="longitude first, by the area"),
        pytest.param("-١٫٢٨٣٣، ٣٦٫٨١٦٧", 36.8167, -1.2833, id="arabic digits and marks"),
        pytest.param("-1,2833; 36,8167", 36.8167, -1.2833, id="decimal commas"),
        pytest.param("1°17'10.5\"S 36°49'0\"E", 36.81667, -1.28625, id="degrees, minutes, seconds"),
        pytest.param("1° 17.175′ S, 36° 49′ E", 36.81667, -1.28625, id="typographic minutes"),
        pytest.param("S 1.2833 E 36.8167", 36.8167, -1.2833, id="hemisphere first"),
        pytest.param("lon=36.8167, lat=-1.2833", 36.8167, -1.2833, id="labelled"),
        pytest.param(
            "https://www.google.com/maps/place/X/@-1.3083,36.7777,17z/data=!3m1!8m2!3d-1.3090!4d36.7790",
            36.7790,
            -1.3090,
            id="google pin before view",
        ),
        pytest.param("https://maps.google.com/?q=-1.3012,36.7701", 36.7701, -1.3012, id="google q"),
        pytest.param("https://maps.apple.com/?ll=-1.3012,36.7701&q=Pin", 36.7701, -1.3012, id="apple"),
        pytest.param(
            "https://www.openstreetmap.org/?mlat=-1.3012&mlon=36.7701#map=15/-1.31/36.78",
            36.7701,
            -1.3012,
            id="osm",
        ),
        pytest.param("openstreetmap.org/#map=15/-1.3012/36.7701", 36.7701, -1.3012, id="osm view"),
        pytest.param("https://waze.com/ul?ll=-1.3012%2C36.7701&navigate=yes", 36.7701, -1.3012, id="waze"),
        pytest.param("https://www.bing.com/maps?cp=-1.3012~36.7701&lvl=15", 36.7701, -1.3012, id="bing"),
        pytest.param("https://yandex.com/maps/?ll=36.7701,-1.3012&z=15", 36.7701, -1.3012, id="yandex"),
        pytest.param("geo:-1.3012,36.7701?z=15", 36.7701, -1.3012, id="geo"),
        pytest.param("geo:0,0?q=-1.3012,36.7701(Label)", 36.7701, -1.3012, id="geo query"),
        pytest.param("6GCRPR7C+2X", 36.82244, -1.28744, id="full plus code"),
        pytest.param("PR7C+2X Nairobi", 36.82244, -1.28744, id="short plus code"),
    ],
)
def test_a_pasted_point_is_read(text: str, lon: float, lat: float) -> None:
    pasted = pins.read(text, AREA)

    assert pasted.point is not None
    assert (pasted.point.lon, pasted.point.lat) == pytest.approx((lon, lat), abs=1e-4)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("it cost 3.50, 4.50", id="prices"),
        pytest.param("call 0700 123456", id="number"),
        pytest.param("https://example.com/?q=-1.3,36.7", id="other site"),
        pytest.param("lat 95.123456, lon 36.1234", id="out of range"),
        pytest.param("C++ 22+33", id="no plus code"),
    ],
)
def test_other_numbers_are_no_point(text: str) -> None:
    assert pins.read(text, AREA).point is None


@pytest.mark.parametrize(
    "text",
    [
        "https://maps.app.goo.gl/aBcD",
        "goo.gl/maps/aBcD",
        "https://maps.apple.com/p/x",
        "w3w.co/toi.market.westlands",
        "it was ///toi.market.westlands",
    ],
)
def test_a_short_link_is_never_followed_but_asked_about(nairobi: LookUp, text: str) -> None:
    finding = finder.find(text, nairobi)

    assert finding.place is None
    assert finding.why == ("short link",)


def test_the_name_in_a_link_is_looked_for(nairobi: LookUp) -> None:
    finding = finder.find("https://www.google.com/maps/search/?api=1&query=Toi%20Market", nairobi)

    assert finding.place is not None
    assert finding.place.name == "Toi Market"


def test_a_citys_own_centre_is_the_city(nairobi: LookUp) -> None:
    finding = finder.find("-1.2864,36.8172", nairobi)

    assert finding.place is not None
    assert (finding.place.is_default, finding.place.precision) == (True, "city")


def test_few_decimals_are_no_spot(nairobi: LookUp) -> None:
    finding = finder.find("-1.31, 36.87", nairobi)

    assert finding.place is not None
    assert finding.place.precision == "neighbourhood"


def test_a_point_outside_a_filter_is_no_answer(nairobi: LookUp) -> None:
    area = AreaPrior(36.6, -1.45, 37.1, -1.1, is_filter=True)

    finding = finder.find("30.05123, 31.23123", nairobi, area=area)

    assert (finding.place, finding.why) == (None, ("outside",))


def test_a_pasted_point_has_no_span_to_protect(nairobi: LookUp) -> None:
    assert finder.find("-1.2833,36.8167", nairobi).spans == ()
