"""Names in place phrases, and where points agree."""

from __future__ import annotations

import random

import pytest

from maps.gazetteer import learning
from maps.gazetteer.learning import Point

STEP = 0.003
"""Degrees: 334 m along the equator, the middles of two r9 cells side by side."""


@pytest.mark.parametrize(
    ("phrase", "key"),
    [
        ("near the green bridge", "green bridge"),
        ("opposite Green  Bridge", "green bridge"),
        ("GREEN BRIDGE", "green bridge"),
        ("near Old Tannery, opposite Kencom", "old tannery"),
        ("Old Tannery opposite Kencom", "old tannery"),
        ("karibu na Kibanda cha Chai", "kibanda cha chai"),
        ("قدام مخبز النور", "مخبز نور"),
        ("blue gate ke paas", "blue gate"),
        ("cerca del puente verde", "puente verde"),
        ("en face de la Boulangerie Rose", "boulangerie rose"),
        ("stage ya Tanuri", "tanuri"),
        ("Street 9", "st 9"),
    ],
)
def test_a_phrase_gives_the_name_in_it(phrase: str, key: str | None) -> None:
    name = learning.read_name(phrase)

    assert (name and name.key) == key


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "???",
        "here",
        "at home",
        "the market",
        "near the bus stop",
        "14",
        "the",
        "I was walking to the place",
    ],
)
def test_what_is_no_name_teaches_nothing(phrase: str) -> None:
    assert learning.read_name(phrase) is None


def test_a_name_shows_neither_key_nor_words() -> None:
    assert "bridge" not in repr(learning.read_name("green bridge"))


@pytest.mark.parametrize(
    ("points", "agreeing"),
    [
        ([(0, 0)] * 2, None),
        ([(0, 0)] * 3, 3),
        ([(0, 0), (STEP, 0), (2 * STEP, 0)], 3),
        ([(0, 0), (0.01, 0), (0.02, 0)], None),
        ([(0, 0)] * 3 + [(1, 1)] * 2, 3),
        ([(0, 0)] * 3 + [(1, 1)] * 4, 4),
        ([(0, 0)] * 2 + [(1, 1)] * 2, None),
        ([(179.999, 0), (-179.999, 0), (180, 0)], 3),
    ],
    ids=["two", "one cell", "side by side", "apart", "strays", "two spots", "nobody", "antimeridian"],
)
def test_at_least_three_must_agree(points: list[tuple[float, float]], agreeing: int | None) -> None:
    found = learning.agree([Point(*point) for point in points])

    assert (found and found.agreeing) == agreeing


def test_the_answer_is_the_median_and_not_what_one_of_them_says() -> None:
    found = learning.agree([Point(0, 0), Point(0.001, 0), Point(0.004, 0.001)])

    assert found is not None
    assert found.lon == pytest.approx(0.001)
    assert found.lat == 0


def test_the_order_of_points_says_nothing() -> None:
    drawn = random.Random(7)
    points = [Point(drawn.gauss(36.8, 0.004), drawn.gauss(-1.3, 0.004)) for _ in range(40)]

    found = {learning.agree(drawn.sample(points, len(points))) for _ in range(5)}

    assert len(found) == 1
