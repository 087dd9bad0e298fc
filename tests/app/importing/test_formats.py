"""Every format that is read, with an identity in each field: none is left in any table, memory or page."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

USHAHIDI_2 = (
    "#,INCIDENT TITLE,INCIDENT DATE,LOCATION,DESCRIPTION,CATEGORY,LATITUDE,LONGITUDE,FIRST NAME,LAST NAME,"
    "EMAIL,APPROVED,VERIFIED"
)
USHAHIDI_3 = (
    "Post ID,Post Date,Contact ID,Contact,Source,Title,Description,Category,Location,Location.lat,"
    "Location.lon,Author,author_email,Phone"
)
HARASSMAP = (
    "Report ID,Report Title,Incident Date,Approximate time,Location Name,Description,Type of harassment,"
    "Latitude,Longitude,Your name,E-mail,Mobile,Facebook,IP address"
)
SAFECITY = (
    "ID,Building Name/Area,City Area,Incident Date,Time of Incident,Category,Description,Latitude,Longitude,"
    "Reporter,Age,User Agent,deviceid"
)
KOBO = (
    "start,end,deviceid,username,phonenumber,simserial,subscriberid,grp/your_name,grp/what_happened,"
    "grp/where,grp/when,grp/what_kind,_geopoint_latitude,_geopoint_longitude,_id,_uuid,_submitted_by,photo"
)
MAPPED = "was geschah,wo,breite,länge,wann,Name,Handynummer mobile,Ansprechpartner contact"
COLUMNS = ("text=was geschah", "place=wo", "lat=breite", "lon=länge", "day=wann")
PLAIN = {"lat": "-1.28581", "lon": "36.82452", "day": "2025-03-09", "time": "22:15"}
SAID = (
    "A man followed me. His name was Johnathan Markham, m.markham@mail.example, +44 7700 900123, @markham_m"
)
MARKS = ("Markham", "markham", "mail.example", "900123", "7700 900", "1.28581", "36.82452")


def fill(column: str) -> str:
    """A column's value: a place or a date where one is needed, an identity in every other."""
    name = column.casefold()
    if name.endswith(("latitude", "lat", "breite")):
        return PLAIN["lat"]
    if name.endswith(("longitude", "lon", "länge")):
        return PLAIN["lon"]
    if (name.endswith("time") and "date" not in name) or name == "time of incident":
        return PLAIN["time"]
    if "date" in name or name.endswith(("when", "wann")):
        return PLAIN["day"]
    return SAID


def make_csv(header: str, delimiter: str = ",") -> str:
    columns = header.split(",")
    return "\n".join([delimiter.join(columns), delimiter.join(f'"{fill(column)}"' for column in columns), ""])


def make_geojson() -> str:
    properties = {column: fill(column) for column in KOBO.split(",") if "geopoint" not in column}
    point = {"type": "Point", "coordinates": [float(PLAIN["lon"]), float(PLAIN["lat"])]}
    feature = {"type": "Feature", "geometry": point, "properties": properties}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


FILES = {
    "ushahidi 2": make_csv(USHAHIDI_2),
    "ushahidi 3": make_csv(USHAHIDI_3),
    "harassmap": make_csv(HARASSMAP),
    "safecity": make_csv(SAFECITY),
    "kobo or odk": make_csv(KOBO),
    "geojson": make_geojson(),
    "mapped columns": make_csv(MAPPED),
    "semicolons": make_csv(USHAHIDI_2, ";"),
}


@pytest.mark.parametrize("name", FILES)
def test_p1_identities_in_every_field_of_a_file_are_left_nowhere(
    name: str,
    app: Flask,
    console: FlaskClient,
    look: Callable[[], list[Any]],
    dump: Callable[[], str],
    tmp_path: Path,
) -> None:
    file = tmp_path / "export.csv"
    file.write_text(FILES[name], encoding="utf-8")
    mapped = (
        [part for column in COLUMNS for part in ("--column", column)] if name.startswith("mapped") else []
    )

    done = app.test_cli_runner().invoke(args=["reports", "import", str(file), "--source", "old", *mapped])

    (seen,) = look()
    page = console.get("/console/reports/").get_data(as_text=True)
    kept = json.dumps(seen.details) + page + dump() + done.output
    assert "1 stored" in done.output
    assert "A man followed me" in page
    assert [mark for mark in MARKS if mark in kept] == []


def test_a_broken_import_goes_on_where_it_was(
    app: Flask, owner: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "\n".join(f"{number},A man followed me,Kencom Stage" for number in range(40))
    file = tmp_path / "export.csv"
    file.write_text(f"id,description,location\n{rows}\n", encoding="utf-8")
    arguments = ["reports", "import", str(file)]
    owner.execute(BREAK)

    broken = app.test_cli_runner().invoke(args=arguments)
    owner.execute(MEND)
    again = app.test_cli_runner().invoke(args=arguments)

    assert broken.exit_code != 0
    assert "25 stored before" in again.output
    assert "15 stored\n" in again.output
    assert owner.execute("SELECT count(*) FROM report").fetchone() == (40,)


BREAK = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF (SELECT count(*) FROM report) >= 25 THEN RAISE EXCEPTION USING ERRCODE = '53100'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON report FOR EACH ROW EXECUTE FUNCTION refuse();
"""
"""As if the disk were full after 25 rows."""
MEND = "DROP TRIGGER full_disk ON report; DROP FUNCTION refuse();"
