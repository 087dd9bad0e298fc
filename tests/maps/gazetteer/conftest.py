from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from maps.gazetteer import entries, wordlist
from maps.gazetteer.place import KINDS, Row, distance_m
from maps.gazetteer.wordlist import Word


@dataclass(slots=True)
class Shelf:
    """A gazetteer in two dicts: what the tables answer, for a handful of places."""

    keys: dict[str, list[Row]] = field(default_factory=dict)
    skeletons: dict[str, list[Row]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    rows: list[Row] = field(default_factory=list)

    def put(self, kind: str, lon: float, lat: float, *names: str, importance: float = 0.3) -> None:
        number = len(self.rows) + 1
        row = Row("", False, "", True, number, names[0], kind, lon, lat, KINDS[kind].accuracy_m, importance)
        streets = [tuple(names[0].split(" & "))] if kind == "crossing" else []
        found = entries.of(names if kind != "crossing" else (), streets)  # type: ignore[arg-type]
        for key, is_core in found.keys.items():
            self.keys.setdefault(key, []).append(row._replace(key=key, is_core=is_core))
        for (shape, form, is_latin), is_core in found.skeletons.items():
            told = row._replace(key=shape, is_core=is_core, form=form, is_latin=is_latin)
            self.skeletons.setdefault(shape, []).append(told)
        self.known.update(found.words)
        self.rows.append(row)

    def exact(self, keys: Sequence[str]) -> list[Row]:
        return [row for key in dict.fromkeys(keys) for row in self.keys.get(key, ())]

    def alike(self, skeletons: Sequence[str]) -> list[Row]:
        return [row for shape in dict.fromkeys(skeletons) for row in self.skeletons.get(shape, ())]

    def words(self, spelled: Sequence[str]) -> list[tuple[str, str, int]]:
        known = wordlist.of(Word(word, 1, -1) for word in self.known)
        return [(word, other, uses) for word in spelled for other, uses in known.near(word)]

    def centres(self, lon: float, lat: float, radius_m: float) -> list[Row]:
        wide = ("neighbourhood", "town", "city", "region")
        near = [row for row in self.rows if distance_m(lon, lat, row.lon, row.lat) <= radius_m]
        return [row for row in near if row.kind in wide]


@pytest.fixture(scope="session")
def nairobi() -> Shelf:
    shelf = Shelf()
    shelf.put("city", 36.8172, -1.2864, "Nairobi", "نيروبي", importance=0.95)
    shelf.put("city", 39.6682, -4.0435, "Mombasa", importance=0.85)
    shelf.put("stop", 36.8255, -1.2855, "Kencom/Ambassadeur")
    shelf.put("stop", 36.8282, -1.2909, "Railways")
    shelf.put("landmark", 36.8203, -1.2836, "Jamia Mosque")
    shelf.put("landmark", 36.7777, -1.3083, "Toi Market")
    shelf.put("landmark", 36.8172, -1.2891, "Uhuru Park")
    shelf.put("landmark", 39.6700, -4.0500, "Uhuru Garden", "Uhuru Gardens")
    shelf.put("neighbourhood", 36.8020, -1.2647, "Westlands", importance=0.5)
    shelf.put("neighbourhood", 36.7876, -1.3127, "Kibera", "Kibra", importance=0.5)
    shelf.put("neighbourhood", 36.8301, -1.2778, "Ngara")
    shelf.put("neighbourhood", 36.8700, -1.2000, "Kahawa 44")
    shelf.put("neighbourhood", 36.8250, -1.3139, "South C")
    shelf.put("neighbourhood", 36.8400, -1.3100, "South B")
    shelf.put("street", 36.8236, -1.2837, "Moi Avenue", importance=0.45)
    shelf.put("street", 36.8270, -1.2830, "Market Street")
    shelf.put("landmark", 36.8275, -1.2835, "Someone")
    shelf.put("landmark", 36.8900, -1.2400, "Donut Farm")
    shelf.put("stop", 36.8280, -1.2840, "Bus Station")
    shelf.put("street", 36.8210, -1.2850, "Kenyatta Avenue", importance=0.45)
    shelf.put("crossing", 36.8241, -1.2848, "Moi Avenue & Kenyatta Avenue")
    shelf.put("town", 36.0700, -0.3031, "Kariobangi", importance=0.2)
    shelf.put("landmark", 36.8000, -1.2800, "Tusker Hall")
    shelf.put("landmark", 36.9500, -1.2200, "Tusker Hall")
    return shelf


@pytest.fixture(scope="session")
def cairo() -> Shelf:
    shelf = Shelf()
    shelf.put("city", 31.2357, 30.0500, "القاهرة", "Cairo", importance=1.0)
    shelf.put("neighbourhood", 31.2003, 30.0561, "المهندسين", "Mohandessin", importance=0.5)
    shelf.put("neighbourhood", 31.2569, 29.9602, "المعادي", "Maadi", importance=0.5)
    shelf.put("landmark", 31.2357, 30.0444, "ميدان التحرير", "Tahrir Square", importance=0.5)
    shelf.put("street", 31.2390, 30.0435, "شارع محمد محمود", "Mohamed Mahmoud Street")
    shelf.put("stop", 31.2385, 30.0435, "محطة السادات", "Sadat")
    shelf.put("street", 31.2080, 30.0270, "شارع الجامعة")
    shelf.put("landmark", 31.2110, 30.0260, "مستشفى الجامعة")
    return shelf


@pytest.fixture(scope="session")
def world() -> Shelf:
    shelf = Shelf()
    shelf.put("neighbourhood", 77.1900, 28.6519, "करोल बाग", "Karol Bagh", importance=0.5)
    shelf.put("stop", 77.2195, 28.6328, "राजीव चौक", "Rajiv Chowk")
    shelf.put("landmark", -99.1332, 19.4326, "Zócalo", "Plaza de la Constitución")
    shelf.put("street", -99.1400, 19.4340, "Avenida Francisco I. Madero", "Madero")
    shelf.put("landmark", -72.3388, 18.5430, "Champ de Mars")
    shelf.put("landmark", -72.3350, 18.5470, "Hôpital Général")
    shelf.put("street", -72.3300, 18.5400, "Rue Capois")
    shelf.put("landmark", 120.9838, 14.5995, "Quiapo Church", "Simbahan ng Quiapo")
    shelf.put("landmark", 120.9822, 14.6040, "Palengke ng Divisoria", "Divisoria Market")
    shelf.put("stop", 121.0520, 14.6190, "Cubao Station", "Cubao")
    return shelf


@pytest.fixture(scope="session")
def bay() -> Shelf:
    """A town with places called by their kind alone, and names elsewhere that sound like some here."""
    shelf = Shelf()
    shelf.put("street", -122.4119, 37.7845, "Marcy Place")
    shelf.put("town", 23.9332, 37.8820, "Markópoulo")
    shelf.put("landmark", -122.4192, 37.7793, "City Hall")
    shelf.put("landmark", -122.4193, 37.7794, "City Hall")
    shelf.put("landmark", -122.4100, 37.7800, "Police Station")
    shelf.put("landmark", -122.4600, 37.7200, "Police Station")
    shelf.put("landmark", -80.0000, 26.0000, "Hotel Embassy")
    shelf.put("landmark", -122.4000, 37.7900, "Hotel Union")
    shelf.put("landmark", -122.3972, 37.7879, "Temple Night Club")
    return shelf


@pytest.fixture
def shelf_named(nairobi: Shelf, cairo: Shelf, world: Shelf) -> Callable[[str], Shelf]:
    return {"nairobi": nairobi, "cairo": cairo, "world": world}.__getitem__
