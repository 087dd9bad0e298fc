"""Which columns are read, and which never are."""

from __future__ import annotations

import pytest

from app.importing import columns


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (
            "#,INCIDENT TITLE,INCIDENT DATE,LOCATION,DESCRIPTION,CATEGORY,LATITUDE,LONGITUDE,EMAIL",
            {"source_id", "title", "day", "place", "text", "category", "lat", "lon"},
        ),
        (
            "Post ID,Post Date,Title,Description,Location.lat,Location.lon,Contact",
            {"source_id", "day", "title", "text", "lat", "lon"},
        ),
        (
            "start,deviceid,username,grp/what_happened,_geolocation_latitude,_geolocation_longitude,_id",
            {"text", "lat", "lon", "source_id"},
        ),
        ("Incident Date,Description,Category,Latitude,Longitude", {"day", "text", "category", "lat", "lon"}),
    ],
    ids=["ushahidi 2", "ushahidi 3", "kobo", "safecity"],
)  # fmt: skip
def test_the_columns_of_a_platforms_export_are_known(header: str, fields: set[str]) -> None:
    assert set(columns.plan(header.split(",")).positions) == fields


@pytest.mark.parametrize(
    "name",
    [
        "FIRST NAME", "Last Name", "EMAIL", "e-mail", "Phone number", "phonenumber", "deviceid", "simserial",
        "username", "_submitted_by", "Reporter", "Name", "contact", "IP", "ip_address", "Twitter handle",
        "home address", "victim_name", "subscriberid", "User Agent", "grp/your_name", "Photo", "mobileNo",
    ],
)  # fmt: skip
def test_a_column_that_speaks_of_identity_is_never_read_even_when_it_is_mapped(name: str) -> None:
    planned = columns.plan(["description", name], {"text": name, "place": name})

    assert planned.identity == (name,)
    assert 1 not in planned.positions.values()


def test_a_column_of_any_name_is_read_when_it_is_mapped() -> None:
    planned = columns.plan(["Ce qui s'est passé", "Lieu"], {"text": "Ce qui s'est passé", "place": "lieu"})

    assert dict(planned.positions) == {"text": 0, "place": 1}


def test_what_is_neither_is_named_and_not_used() -> None:
    planned = columns.plan(["description", "weather"])

    assert planned.unused == ("weather",)
