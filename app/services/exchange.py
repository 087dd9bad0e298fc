"""Services as files: CSV and GeoJSON under the field names of Open Referral's HSDS 3.0.

One row is one service at one location: `name`, `description`, `phone` and so on are HSDS names of `service`,
`phone`, `location`, `address` and `schedule`, flattened as in HSDS tabular exports.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from app.models.service import KINDS
from app.services.directory import Listing

FIELDS: Mapping[str, str] = {
    "id": "id",
    "name": "name",
    "taxonomy_term": "kind",
    "description": "about",
    "service_area": "area",
    "schedule_description": "hours",
    "languages": "languages",
    "fees_description": "cost",
    "phone": "phone",
    "url": "url",
    "eligibility_description": "eligibility",
    "application_process": "application",
    "capacity": "capacity",
    "address_1": "address",
    "longitude": "lon",
    "latitude": "lat",
    "location_hidden": "is_hidden",
    "assured_date": "checked_on",
}
"""HSDS field to the name it has here, in the order of the columns."""

LONGEST = 2_000
URL_STARTS = ("http://", "https://", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file holds: services to store, and the rows left out with the reason of each."""

    listings: tuple[Listing, ...] = ()
    left_out: tuple[str, ...] = field(default=())


def to_csv(listings: Iterable[Listing]) -> str:
    """The services as CSV; hidden ones have neither address nor point."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(FIELDS)
    for listing in listings:
        writer.writerow([_guard(value) for value in _to_row(listing).values()])
    return out.getvalue()


def to_geojson(listings: Iterable[Listing]) -> str:
    """The services as a GeoJSON FeatureCollection; without a public point the geometry is null."""
    features = []
    for listing in listings:
        properties = {
            name: value for name, value in _to_row(listing).items() if name not in ("longitude", "latitude")
        }
        point = None if listing.lon is None else {"type": "Point", "coordinates": [listing.lon, listing.lat]}
        features.append(
            {"type": "Feature", "id": str(listing.id), "geometry": point, "properties": properties}
        )
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def read(text: str, today: date) -> Outcome:
    """The services in a CSV or GeoJSON file, with a reason for each row that cannot be taken."""
    listings, left_out = [], []
    try:
        rows = list(_rows(text))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, csv.Error):
        return Outcome(left_out=("the file is neither CSV nor GeoJSON",))
    for number, row in enumerate(rows, start=1):
        found = read_row(row, today)
        if isinstance(found, Listing):
            listings.append(found)
        else:
            left_out.append(f"row {number}: {found}")
    return Outcome(tuple(listings), tuple(left_out))


def read_row(row: Mapping[str, str], today: date) -> Listing | str:
    """The service in one row, by HSDS field, or the reason why it cannot be taken."""
    try:
        return _to_listing(row, today)
    except ValueError as reason:
        return str(reason)


def _rows(text: str) -> Iterator[Mapping[str, str]]:
    text = text.lstrip("\ufeff")
    if not text.lstrip().startswith("{"):
        for row in csv.DictReader(io.StringIO(text)):
            yield {str(name).strip(): value or "" for name, value in row.items() if isinstance(value, str)}
        return
    for feature in json.loads(text)["features"]:
        point = (feature.get("geometry") or {}).get("coordinates") or ["", ""]
        told = {
            "id": feature.get("id", ""),
            "longitude": point[0],
            "latitude": point[1],
            **feature["properties"],
        }
        yield {name: "" if value is None else str(value) for name, value in told.items()}


def _to_row(listing: Listing) -> dict[str, Any]:
    values = {name: getattr(listing, ours) for name, ours in FIELDS.items()}
    return {
        **values,
        "id": str(listing.id),
        "languages": ";".join(listing.languages),
        "location_hidden": "true" if listing.is_hidden else "false",
        "assured_date": listing.checked_on.isoformat(),
    }


def _to_listing(row: Mapping[str, str], today: date) -> Listing:
    told = {ours: row.get(name, "").strip()[:LONGEST] for name, ours in FIELDS.items()}
    if not told["name"]:
        raise ValueError("it has no name")
    kind = told["kind"].lower().replace(" ", "_").replace("-", "_") or "other"
    if kind not in KINDS:
        raise ValueError(f"taxonomy_term must be one of {', '.join(KINDS)}")
    if told["url"] and not told["url"].startswith(URL_STARTS):
        raise ValueError("the address on the web must begin with https://")
    is_hidden = told["is_hidden"].lower() in ("1", "true", "yes") or (
        kind == "shelter" and not told["is_hidden"]
    )
    lon, lat = (None, None) if is_hidden else _point(told["lon"], told["lat"])
    return Listing(
        **{name: told[name] for name in ("name", "about", "area", "hours", "cost", "phone", "url")},
        **{name: told[name] for name in ("eligibility", "application", "capacity")},
        id=_id(told["id"] or f"{told['name']}|{kind}|{told['area']}"),
        kind=kind,
        languages=tuple(
            part.strip() for part in told["languages"].replace(",", ";").split(";") if part.strip()
        ),
        address="" if is_hidden else told["address"],
        is_hidden=is_hidden,
        checked_on=_day(told["checked_on"], today),
        lon=lon,
        lat=lat,
    )


def _point(lon: str, lat: str) -> tuple[float | None, float | None]:
    if not lon and not lat:
        return None, None
    try:
        point = float(lon), float(lat)
    except ValueError:
        raise ValueError("longitude and latitude must be numbers") from None
    if not (-180 <= point[0] <= 180 and -90 <= point[1] <= 90):
        raise ValueError("the point is not on the globe")
    return point


def _day(text: str, today: date) -> date:
    try:
        return min(date.fromisoformat(text[:10]), today) if text else today
    except ValueError:
        raise ValueError("assured_date must be year-month-day") from None


def _id(text: str) -> UUID:
    """The id as it stands where it is one, else one made of it, so that a file read twice stores once."""
    try:
        return UUID(text)
    except ValueError:
        return uuid5(NAMESPACE_URL, text)


def _guard(value: object) -> object:
    """Text that a spreadsheet would run as a formula, made plain."""
    is_formula = (
        isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") and not value[1:2].isdigit()
    )
    return f"'{value}" if is_formula else value
