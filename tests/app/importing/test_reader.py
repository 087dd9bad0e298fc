"""Rows of files: dates, points, default pins; nothing of who someone is."""

from __future__ import annotations

import json
from datetime import date

import pytest

from app.importing import reader
from app.importing.reader import Row, Unreadable


def read(text: str, *, is_day_first: bool = False) -> list[Row | Unreadable]:
    return list(reader.open_text(text).rows(is_day_first=is_day_first))


@pytest.mark.parametrize(
    ("written", "is_day_first", "day", "part"),
    [
        ("2025-03-09 22:15:00", False, date(2025, 3, 9), "night"),
        ("2025-03-09T14:15:00.000+03:00", False, date(2025, 3, 9), "afternoon"),
        ("03/09/2025 08:00", False, date(2025, 3, 9), "morning"),
        ("03/09/2025 08:00", True, date(2025, 9, 3), "morning"),
        ("25/03/2025", False, date(2025, 3, 25), None),
        ("9 Mar 2025 6:30 PM", False, date(2025, 3, 9), "evening"),
        ("March 9, 2025", False, date(2025, 3, 9), None),
        ("2025-03-09 00:00:00", False, date(2025, 3, 9), None),
    ],
)
def test_a_date_is_a_day_and_a_part_of_day(
    written: str, is_day_first: bool, day: date, part: str | None
) -> None:
    (row,) = read(f'description,incident date\nFollowed,"{written}"\n', is_day_first=is_day_first)

    assert isinstance(row, Row)
    assert (row.day, row.part) == (day, part)


@pytest.mark.parametrize(
    ("line", "reason"),
    [(",,", "it says neither what happened nor where"), ("Followed,soon,", "its date cannot be read")],
)
def test_a_row_that_cannot_be_kept_says_why(line: str, reason: str) -> None:
    assert read(f"description,date,location\n{line}\n") == [Unreadable(1, reason)]


def test_no_row_holds_anything_of_an_identity_column() -> None:
    text = "description,name,phone,location\nFollowed,Marked Person,+44 7700 900123,Kencom\n"

    opened = reader.open_text(text)

    assert opened.plan.identity == ("name", "phone")
    assert "Marked" not in str(opened.lines)
    assert "900123" not in str(opened.lines)


def test_the_repr_of_a_row_shows_nothing_of_it() -> None:
    (row,) = read("description,latitude,longitude\nFollowed by a man,1.25,36.75\n")

    assert "Followed" not in repr(row)
    assert "36.75" not in repr(row)


def test_a_point_that_many_rows_share_is_a_default_pin() -> None:
    lines = ["Followed,1.5,36.5"] * 10 + ["Followed,1.6,36.6"]

    rows = read("\n".join(["description,lat,lon", *lines]))

    assert [row.is_default_point for row in rows if isinstance(row, Row)] == [True] * 10 + [False]


@pytest.mark.parametrize("point", ["0,0", ",", "95,10", "a,b"], ids=["null island", "empty", "off", "words"])
def test_a_point_that_is_none_is_none(point: str) -> None:
    (row,) = read(f"description,lat,lon\nFollowed,{point}\n")

    assert isinstance(row, Row)
    assert (row.lon, row.lat) == (None, None)


def test_geojson_is_read_as_a_table() -> None:
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [36.8, -1.2]},
        "properties": {"what_happened": "Followed", "username": "Marked", "tags": ["staring", "other"]},
    }

    opened = reader.open_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    (row,) = opened.rows()

    assert isinstance(row, Row)
    assert (row.lon, row.lat, row.text, row.category) == (36.8, -1.2, "Followed", "staring, other")
    assert opened.plan.identity == ("username",)


@pytest.mark.parametrize(
    "text", ["", "a,b\n1,2\n", "{", '{"features": 1}'], ids=["empty", "unknown", "broken", "odd"]
)
def test_a_file_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"column|neither"):
        reader.open_text(text)
