from __future__ import annotations

import re
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from maps.render import poster
from maps.render.poster import Paper, Sheet
from maps.render.view import Label, View
from maps.render.words import Words

FONTS = Path("static/vendor/fonts")
SHEET = Sheet(period="November 2025 to October 2026", foot=("safelight.example", "+1 555 0100"))


def _pages(pdf: bytes) -> int:
    """Pages by the page tree, which may lie in a compressed object stream."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S)
    inflated = []
    for stream in streams:
        try:
            inflated.append(zlib.decompress(stream))
        except zlib.error:
            continue
    found = re.findall(
        rb"/Type\s*/Pages.*?/Count (\d+)|/Count (\d+).*?/Type\s*/Pages", pdf + b"".join(inflated), re.S
    )
    return int(found[0][0] or found[0][1])


def test_the_same_view_gives_the_same_poster(view: View) -> None:
    assert poster.pdf(view, Words(), SHEET, FONTS) == poster.pdf(replace(view), Words(), SHEET, FONTS)


@pytest.mark.parametrize("paper", ["a5", "a4", "a3", "a2"])
def test_a_poster_is_one_sheet_on_every_paper(view: View, paper: Paper) -> None:
    made = poster.pdf(view, Words(), replace(SHEET, paper=paper), FONTS)

    assert _pages(made) == 1


@pytest.mark.parametrize("words", [40, 80])
def test_long_credits_take_room_from_the_map_and_not_a_second_sheet(view: View, words: int) -> None:
    long = replace(SHEET, foot=("© contributors of a gazetteer " * words,))

    made = poster.pdf(view, Words(), long, FONTS)

    assert _pages(made) == 1


@pytest.mark.parametrize("lang", ["en", "ar", "hi", "ur-PK"])
def test_a_poster_is_made_in_every_direction(view: View, lang: str) -> None:
    made = poster.png(view, Words(heading="ख़तरा कहाँ है أين الخطر"), replace(SHEET, lang=lang), FONTS, ppi=40)

    width, height = struct.unpack(">II", made[16:24])
    assert (width, height) == (331, 468)


def test_a_number_at_the_foot_keeps_its_plus_in_front_in_arabic(view: View) -> None:
    def drawn(foot: str) -> bytes:
        return poster.png(view, Words(), Sheet("2026", (foot,), "ar"), FONTS, ppi=40)

    from_left_to_right = "\u202d+15550100\u202c"

    assert drawn("+15550100") == drawn(from_left_to_right) != drawn("15550100+")


@pytest.mark.parametrize("planted", ["#sys.version", "*#panic()*", '"]} $x$ <label> @ref', "\\u{41} //"])
def test_names_are_data_and_never_markup(view: View, planted: str) -> None:
    named = replace(view, place=planted, labels=(Label(planted, view.labels[0].lon, view.labels[0].lat),))

    made = poster.pdf(named, Words(heading=planted), replace(SHEET, foot=(planted,), period=planted), FONTS)

    assert made.startswith(b"%PDF-")


def test_an_empty_release_has_a_poster_too(view: View) -> None:
    empty = replace(view, area=(), counts=(), slices=(), spots=(), labels=())

    assert poster.pdf(empty, Words(), SHEET, FONTS).startswith(b"%PDF-")
