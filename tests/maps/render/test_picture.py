from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from maps.render import picture
from maps.render.view import Label, View
from maps.render.words import Words

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("key", ["all", "part:night", "category:touching"])
def test_a_picture_is_well_formed_and_holds_no_style_script_or_address(view: View, key: str) -> None:
    made = picture.draw(view, Words(), key)

    tree = ElementTree.fromstring(made.svg)
    assert {element.tag for element in tree.iter()} <= {
        SVG + name for name in ("svg", "title", "rect", "defs", "pattern", "path", "circle", "text")
    }
    assert not re.search(r"style|href|script|onload", made.svg)


def test_the_same_view_gives_the_same_picture(view: View) -> None:
    assert picture.draw(view, Words()) == picture.draw(replace(view), Words())


def test_names_and_title_are_text_whatever_they_hold(view: View) -> None:
    planted = '<script>alert("x")</script>&'
    lon, lat = view.labels[0].lon, view.labels[0].lat
    made = picture.draw(
        replace(view, place=planted, labels=(Label(planted, lon, lat),)), Words(picture="%(place)s")
    )

    texts = [element.text for element in ElementTree.fromstring(made.svg).iter() if element.text]
    assert texts == [planted, planted]


def test_names_do_not_cover_one_another(view: View) -> None:
    lon, lat = view.labels[0].lon, view.labels[0].lat
    crowd = tuple(Label(f"Place {n}", lon + n / 5000, lat, n) for n in range(50))

    made = picture.draw(replace(view, labels=crowd), Words())

    assert 1 <= len(made.names) < 5
    assert made.names[0][0] == "Place 0"


def test_what_cannot_be_told_is_grey_what_is_probable_hatched(view: View) -> None:
    made = picture.draw(view, Words())

    assert f'fill="{picture.UNSURE}"' in made.svg
    assert re.search(r'fill="url\(#hatch-\d\)"', made.svg)
    assert re.search(rf'fill="({"|".join(picture.HEAT)})" stroke="{picture.PAPER}"', made.svg)


def test_an_empty_release_gives_an_empty_frame(view: View) -> None:
    made = picture.draw(replace(view, area=(), counts=(), slices=(), spots=(), labels=()), Words())

    assert ElementTree.fromstring(made.svg).get("viewBox") == f"0 0 {made.width} {made.height}"
