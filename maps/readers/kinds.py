"""How sources name kinds of places, and which of ours they are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple


class Rank(NamedTuple):
    """A kind of ours and how well known such a place is, 0 to 1."""

    kind: str
    importance: float


OSM_PLACE: Mapping[str, Rank] = {
    "city": Rank("city", 0.7),
    "town": Rank("town", 0.5),
    "village": Rank("town", 0.3),
    "municipality": Rank("town", 0.4),
    "borough": Rank("neighbourhood", 0.45),
    "suburb": Rank("neighbourhood", 0.45),
    "quarter": Rank("neighbourhood", 0.4),
    "neighbourhood": Rank("neighbourhood", 0.35),
    "hamlet": Rank("neighbourhood", 0.15),
    "isolated_dwelling": Rank("landmark", 0.05),
    "farm": Rank("landmark", 0.05),
    "allotments": Rank("neighbourhood", 0.1),
    "square": Rank("landmark", 0.4),
    "locality": Rank("neighbourhood", 0.1),
    "island": Rank("neighbourhood", 0.3),
    "islet": Rank("landmark", 0.1),
    "archipelago": Rank("region", 0.3),
    "state": Rank("region", 0.7),
    "region": Rank("region", 0.5),
    "province": Rank("region", 0.6),
    "county": Rank("region", 0.5),
    "district": Rank("region", 0.4),
    "country": Rank("region", 0.9),
}
"""Values of OpenStreetMap's `place`."""

OSM_STOP: frozenset[tuple[str, str]] = frozenset(
    {
        ("highway", "bus_stop"),
        ("railway", "station"),
        ("railway", "halt"),
        ("railway", "tram_stop"),
        ("railway", "subway_entrance"),
        ("amenity", "bus_station"),
        ("amenity", "ferry_terminal"),
        ("amenity", "taxi"),
        ("public_transport", "station"),
        ("public_transport", "platform"),
        ("public_transport", "stop_position"),
        ("public_transport", "stop_area"),
    }
)

OSM_LANDMARK_KEYS: Mapping[str, float] = {
    "amenity": 0.25,
    "railway": 0.3,
    "public_transport": 0.25,
    "aeroway": 0.4,
    "tourism": 0.3,
    "historic": 0.3,
    "leisure": 0.25,
    "shop": 0.2,
    "office": 0.15,
    "man_made": 0.2,
    "landuse": 0.2,
    "natural": 0.2,
    "bridge": 0.25,
    "building": 0.15,
    "healthcare": 0.25,
    "emergency": 0.2,
    "craft": 0.1,
    "sport": 0.15,
    "club": 0.1,
    "junction": 0.3,
    "waterway": 0.15,
    "barrier": 0.1,
}
"""OpenStreetMap keys that make a named thing a landmark, first match counts."""

_THROUGH = ("motorway", "trunk", "primary", "secondary", "tertiary")
_LOCAL = ("unclassified", "residential", "living_street", "pedestrian", "service", "track", "road", "busway")
_ON_FOOT = ("footway", "path", "steps", "cycleway")
OSM_STREETS = frozenset({*_THROUGH, *_LOCAL, *_ON_FOOT, *(f"{road}_link" for road in _THROUGH)})
"""Values of `highway` that are ways one walks or drives along."""

GEONAMES: Mapping[str, Rank] = {
    "PPLC": Rank("city", 0.8),
    "PPLA": Rank("city", 0.55),
    "PPLA2": Rank("town", 0.45),
    "PPLA3": Rank("town", 0.35),
    "PPLA4": Rank("town", 0.3),
    "PPL": Rank("town", 0.2),
    "PPLX": Rank("neighbourhood", 0.35),
    "PPLL": Rank("neighbourhood", 0.2),
    "PPLF": Rank("neighbourhood", 0.1),
    "PPLQ": Rank("neighbourhood", 0.05),
    "PPLW": Rank("neighbourhood", 0.05),
    "PPLH": Rank("neighbourhood", 0.05),
    "PCLI": Rank("region", 0.9),
    "ADM1": Rank("region", 0.6),
    "ADM2": Rank("region", 0.4),
    "ADM3": Rank("region", 0.3),
    "ADM4": Rank("region", 0.2),
    "ADMD": Rank("region", 0.2),
    "RSTN": Rank("stop", 0.35),
    "RSTP": Rank("stop", 0.25),
    "MTRO": Rank("stop", 0.4),
    "BUSTN": Rank("stop", 0.35),
    "BUSTP": Rank("stop", 0.25),
    "ST": Rank("street", 0.3),
    "RD": Rank("street", 0.3),
    "RDJCT": Rank("crossing", 0.3),
    "SQR": Rank("landmark", 0.4),
}
"""Feature codes of geonames.org."""

GEONAMES_CLASS: Mapping[str, Rank] = {
    "P": Rank("town", 0.2),
    "S": Rank("landmark", 0.2),
    "L": Rank("neighbourhood", 0.15),
    "R": Rank("street", 0.15),
    "T": Rank("landmark", 0.12),
    "H": Rank("landmark", 0.1),
    "V": Rank("landmark", 0.1),
    "A": Rank("region", 0.3),
}
"""Feature classes of geonames.org, where the code is not listed above; "U" (undersea) is left out."""

WHOS_ON_FIRST: Mapping[str, Rank] = {
    "country": Rank("region", 0.9),
    "dependency": Rank("region", 0.8),
    "macroregion": Rank("region", 0.6),
    "region": Rank("region", 0.6),
    "macrocounty": Rank("region", 0.5),
    "county": Rank("region", 0.45),
    "localadmin": Rank("town", 0.35),
    "locality": Rank("town", 0.3),
    "borough": Rank("neighbourhood", 0.45),
    "macrohood": Rank("neighbourhood", 0.45),
    "neighbourhood": Rank("neighbourhood", 0.4),
    "microhood": Rank("neighbourhood", 0.3),
    "campus": Rank("landmark", 0.4),
    "venue": Rank("landmark", 0.25),
    "building": Rank("landmark", 0.2),
    "intersection": Rank("crossing", 0.3),
    "address": Rank("landmark", 0.05),
}
"""Place types of whosonfirst.org."""

CITY_PEOPLE = 100_000
"""Inhabitants from which a populated place is a city, whatever a source calls it (OpenStreetMap's wiki,
Key:place)."""


def peopled(rank: Rank, people: float) -> Rank:
    """The rank corrected by the number of inhabitants, where it is known: 10 million make importance 1."""
    if rank.kind not in ("town", "city") or not people >= 1:
        return rank
    kind = "city" if people >= CITY_PEOPLE else rank.kind
    return Rank(kind, max(rank.importance, min(1.0, math.log10(people) / 7)))


def of_tags(tags: Mapping[str, str]) -> Rank | None:
    """The rank of an OpenStreetMap object that is no street; None if its tags say nothing we know."""
    if tags.get("place") in OSM_PLACE:
        return OSM_PLACE[tags["place"]]
    if tags.get("boundary") == "administrative":
        return None  # its place node carries the name where people say it
    if any((key, value) in OSM_STOP for key, value in tags.items()):
        return Rank("stop", 0.35)
    for key, importance in OSM_LANDMARK_KEYS.items():
        if key in tags and tags[key] != "no":
            known = 0.15 if "wikidata" in tags or "wikipedia" in tags else 0.0
            return Rank("landmark", importance + known)
    return None
