from __future__ import annotations

import re
from dataclasses import replace

import pytest

from maps.render import page
from maps.render.view import Label, View

PLANTED = "${alert(1)}`</script><img src=x onerror=alert(2)>\u2028{{7*7}}"


def test_a_view_rendered_twice_is_the_same_bytes(view: View) -> None:
    first = page.render(view)

    second = page.render(replace(view))

    assert first == second


def test_the_fragment_holds_no_script_no_style_and_no_address(view: View) -> None:
    made = page.render(view)

    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|https?:|//", made.html)


@pytest.mark.parametrize("part", ["html", "css", "js", "data_js"])
def test_no_part_names_another_host(view: View, part: str) -> None:
    text = getattr(page.render(view), part)

    assert not re.search(r"https?://|cdn|unpkg|googleapis", text)


def test_planted_text_reaches_the_data_alone_and_stays_a_string(view: View) -> None:
    planted = replace(view, place=PLANTED, labels=(Label(PLANTED, 36.8, -1.3),))

    made = page.render(planted)

    assert "alert" not in made.html + made.css + made.js
    assert "</script" not in made.data_js
    assert "<img" not in made.data_js
    assert "\u2028" not in made.data_js


def test_the_script_and_style_do_not_change_with_the_release(view: View) -> None:
    made, later = page.render(view), page.render(replace(view, release="2026-map-2", counts=view.counts[:9]))

    assert (made.js, made.css) == (later.js, later.css)
    assert made.data_js != later.data_js


def test_an_empty_release_is_drawn_like_any_other(view: View) -> None:
    made = page.render(replace(view, counts=(), slices=(), spots=(), labels=(), area=()))

    assert "Safelight.start(map_safelight, null);" in made.js
    assert made.data_js.startswith("Safelight.add(")
