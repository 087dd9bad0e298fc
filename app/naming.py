"""What areas and places are called on public pages: in the readers' language where the gazetteer knows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.database import Connection
from app.places import catalogue
from maps.render import view, words
from maps.render.view import Label

AREAS = """
SELECT area.name, (
  SELECT names FROM place WHERE place.name = area.name AND ST_Within(centre, outline)
  ORDER BY importance DESC, place.id LIMIT 1
) FROM area ORDER BY area.name
"""
PLACES = """
SELECT place.name, ST_X(centre), ST_Y(centre), names FROM place
WHERE kind IN ('town', 'neighbourhood', 'stop', 'landmark')
  AND EXISTS (SELECT FROM area WHERE ST_Within(centre, outline))
ORDER BY length(place.names::text) DESC, importance DESC, 1, 2, 3 LIMIT 300
"""
"""Places with most names are the best known."""


@dataclass(frozen=True, slots=True)
class Names:
    """The areas' names, public places to find one's way by, and who is to be thanked for them."""

    areas: tuple[tuple[str, view.Names], ...]
    labels: tuple[Label, ...]
    attributions: tuple[str, ...]

    @property
    def place(self) -> str:
        """The areas by their own names: what files say, which are one for readers of all languages."""
        return ", ".join(name for name, _ in self.areas)

    def place_in(self, lang: str) -> str:
        """The areas as readers of a language call them."""
        return words.comma(lang).join(view.name_in(lang, *area) for area in self.areas)


def load(connection: Connection, languages: Sequence[str]) -> Names:
    """The names of all areas and of the best-known places in them, also in `languages`.

    An area has the names of the best-known place that is called like it and lies in it.
    """
    areas = tuple(
        (name, _others(name, names, languages)) for name, names in connection.execute(AREAS).fetchall()
    )
    labels = tuple(
        Label(name, lon, lat, rank, _others(name, names, languages))
        for rank, (name, lon, lat, names) in enumerate(connection.execute(PLACES))
    )
    return Names(areas, labels, catalogue.find_credits(connection))


def _others(name: str, names: Mapping[str, Sequence[str]] | None, languages: Sequence[str]) -> view.Names:
    """The first name in each of the languages that has one which differs."""
    found = ((lang, (names or {}).get(lang, ())) for lang in languages)
    return tuple((lang, said[0]) for lang, said in found if said and said[0] != name)
