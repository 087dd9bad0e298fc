"""Services as files: what goes out comes in again, what cannot be taken is said."""

from __future__ import annotations

import csv
import io
from datetime import date
from uuid import UUID

import pytest

from app.services import exchange
from app.services.directory import Listing

TODAY = date(2026, 3, 10)
CLINIC = Listing(
    id=UUID(int=7), name="عيادة الأمل", kind="clinic", about="All", area="Centre", hours="24 h",
    languages=("ar", "en"), cost="free", phone="+44 7700 900123", url="https://clinic.example",
    eligibility="", application="", capacity="", address="1 Main Street",
    is_hidden=False, checked_on=date(2026, 2, 1),
    lon=36.8245, lat=-1.2858,
)  # fmt: skip


@pytest.mark.parametrize("write", [exchange.to_csv, exchange.to_geojson], ids=["csv", "geojson"])
def test_what_goes_out_comes_in_again(write: object) -> None:
    text = write([CLINIC])  # type: ignore[operator]

    assert exchange.read(text, TODAY) == exchange.Outcome((CLINIC,))


def test_a_shelter_is_hidden_unless_the_file_says_otherwise() -> None:
    text = "name,taxonomy_term,address_1,longitude,latitude\nRose House,shelter,17 Quiet Lane,36.8,-1.2\n"

    (shelter,) = exchange.read(text, TODAY).listings

    assert shelter.is_hidden
    assert (shelter.address, shelter.lon, shelter.lat) == ("", None, None)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",clinic,,", "it has no name"),
        ("A,spaceship,,", "taxonomy_term must be one of"),
        ("A,clinic,x,y", "longitude and latitude must be numbers"),
        ("A,clinic,200,0", "the point is not on the globe"),
    ],
)
def test_a_row_that_cannot_be_taken_is_left_out_with_its_reason(row: str, reason: str) -> None:
    found = exchange.read(f"name,taxonomy_term,longitude,latitude\n{row}\nB,legal,,\n", TODAY)

    assert [listing.name for listing in found.listings] == ["B"]
    assert found.left_out[0].startswith(f"row 1: {reason}")


@pytest.mark.parametrize("text", ["{", '{"features": 3}', "{}"], ids=["broken", "no list", "empty"])
def test_a_file_that_is_neither_format_is_said_to_be_so(text: str) -> None:
    assert exchange.read(text, TODAY).left_out == ("the file is neither CSV nor GeoJSON",)


def test_a_formula_is_written_as_plain_text() -> None:
    told = exchange.to_csv(exchange.read('name\n"=cmd|x"\n', TODAY).listings)

    assert next(csv.DictReader(io.StringIO(told)))["name"] == "'=cmd|x"


def test_a_file_read_twice_has_the_same_ids() -> None:
    text = "name,taxonomy_term\nNight line,hotline\n"

    assert exchange.read(text, TODAY) == exchange.read(text, TODAY)


def test_an_address_that_would_run_a_script_is_refused() -> None:
    found = exchange.read("name,url\nA,javascript:alert(1)\n", TODAY)

    assert found.listings == ()
