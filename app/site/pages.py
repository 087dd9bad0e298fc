"""What each public page says: front door with the newest map, tables, explanation, data, embed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from app import publication
from app.archive import Stored
from app.publication import Edition
from app.site import figures, likely
from app.site.press import Place, Press, say_period
from maps.disclosure import budget, laplace
from maps.render import atlas
from maps.render.atlas import Atlas
from maps.render.view import View


@lru_cache(maxsize=16)
def compose(view: View) -> Atlas:
    """The view's map page, made once."""
    return atlas.compose(view)


def map_urls(release: str, lang: str, *, front: bool = False) -> dict[str, str]:
    """A map's files as pages write them: `release` is the way to its folder; `front` has data of its own."""
    return {
        "map.css": f"{release}map.css",
        "map.js": f"{release}map.js",
        "data.js": "newest-data.js" if front else f"{release}data.js",
        "picture.svg": f"{release}picture.{lang}.svg",
        "table.html": f"{release}table.{lang}.html",
        "release.json": f"{release}release.json",
        "cells.csv": f"{release}cells.csv",
        "spots.csv": f"{release}spots.csv",
        "poster.pdf": f"{release}poster.{lang}.pdf",
        "map": f"{release}index.{lang}.html",
    }


def front(press: Press, edition: Edition, lang: str) -> bytes:
    """The front door, with the newest map on it."""
    place = Place(lang, "index")
    stored = edition.newest
    if stored is None or publication.fit(stored) is None:
        return press.render("public/no_map.html", place, {"map_urls": {}, "volume": _volume(edition)})
    stops = publication.to_stops(edition, "releases/")
    return _map(press, edition, stored, place, "public/front.html", f"releases/{stored.id}/", stops)


def release_map(press: Press, edition: Edition, stored: Stored, lang: str) -> bytes:
    """One map in its own folder: it needs nothing outside it."""
    return _map(press, edition, stored, Place(lang, "index", "../../"), "public/map.html", "", ())


def embed(press: Press, edition: Edition, lang: str) -> bytes:
    """The newest map for a frame on another site: no cookie, no links but out of the frame."""
    place = Place(lang, "embed")
    stored = edition.newest
    if stored is None or publication.fit(stored) is None:
        return press.render("public/no_map.html", place, {"map_urls": {}, "volume": _volume(edition)})
    return _map(press, edition, stored, place, "public/embed.html", f"releases/{stored.id}/", ())


def _map(
    press: Press,
    edition: Edition,
    stored: Stored,
    place: Place,
    template: str,
    folder: str,
    stops: tuple[Any, ...],
) -> bytes:
    if not edition.is_placed(stored):
        return _nothing(press, edition, stored, place)
    view = likely.to_view(edition, stored, stops)
    spoken = view.spoken(place.lang, edition.names.place_in(place.lang))
    urls = map_urls(folder, place.lang, front=bool(stops) and template == "public/front.html")
    about = f"{place.root}about-the-numbers.{place.lang}.html"
    return press.render(
        template,
        place,
        {
            "view": spoken,
            "atlas": atlas.spoken(compose(view), spoken),
            "period": say_period(stored.first, stored.last),
            "periods": [say_period(stop.period_from, stop.period_to) for stop in stops],
            "urls": urls | {"about": about},
            "credits": edition.names.attributions,
            "ground": edition.ground if template == "public/front.html" else "",
            "oembed_url": f"{press.live or place.root}oembed?url={quote(press.public_url + '/', safe='')}",
            **_corrections(edition, stored),
        },
    )


def _nothing(press: Press, edition: Edition, stored: Stored, place: Place) -> bytes:
    """The page of a release that is withdrawn, or whose map holds totals alone."""
    about = {"kind": stored.kind, "period": say_period(stored.first, stored.last)}
    return press.render("public/no_cells.html", place, about | _corrections(edition, stored))


def table(press: Press, edition: Edition, stored: Stored, place: Place, folder: str) -> bytes:
    """A map in words: by part of day and kind, every cell, hot spots, districts, and how it has changed."""
    view = publication.to_view_in(edition, stored, place.lang)
    spots = figures.spot_rows(edition, stored, view.labels)
    urls = map_urls(folder, place.lang) | {"about": f"{place.root}about-the-numbers.{place.lang}.html"}
    return press.render(
        "public/table.html",
        place,
        {
            "view": view,
            "tables": atlas.tabulate(view),
            "period": say_period(stored.first, stored.last),
            "urls": urls,
            "spots": spots[: atlas.MOST_ROWS],
            "spots_in_all": len(spots),
            "fading": figures.fading(edition, stored, view.labels),
            "sums": figures.district_sums(edition, stored),
            "trends": figures.trend_rows(edition, stored.last),
            **_corrections(edition, stored),
        },
    )


def bulletin(press: Press, edition: Edition, stored: Stored, lang: str) -> bytes:
    """A bulletin's tables with their noise."""
    place = Place(lang, "index", "../../")
    if edition.is_withdrawn(stored.id):
        return _nothing(press, edition, stored, place)
    context = {
        "stored": stored,
        "period": say_period(stored.first, stored.last),
        "totals": figures.totals(stored),
        "by_group": figures.by_group(stored),
        "trends": figures.trend_rows(edition, stored.last),
        **_corrections(edition, stored),
    }
    return press.render("public/bulletin.html", place, context)


def newest_table(press: Press, edition: Edition, lang: str) -> bytes:
    """The newest map's tables at the site's root."""
    stored, place = edition.newest, Place(lang, "table")
    if stored is None or publication.fit(stored) is None:
        return press.render("public/no_map.html", place, {"map_urls": {}, "volume": _volume(edition)})
    return table(press, edition, stored, place, f"releases/{stored.id}/")


def about(press: Press, edition: Edition, lang: str) -> bytes:
    """What the numbers mean: plain words, this volume's limits, how many coloured cells may be noise."""
    profile = edition.newest.entry["mechanism"]["profile"] if edition.newest else "standard"
    tables = {"bulletin": budget.BULLETIN, "map": budget.MAP[profile]}
    return press.render(
        "public/about.html",
        Place(lang, "about-the-numbers"),
        {
            "odds": figures.odds(budget.LIFE),
            "budget": tables,
            "sd": {key: laplace.sd(epsilon) for kind in tables.values() for key, epsilon in kind.items()},
            "volume": _volume(edition),
            "expected": figures.expected_noise(edition, edition.newest) if edition.newest else None,
        },
    )


def data(press: Press, edition: Edition, lang: str) -> bytes:
    """Every release with its files, and how to check them."""
    return press.render(
        "public/data.html",
        Place(lang, "index", "../", "../"),
        {
            "rows": [figures.release_row(edition, stored) for stored in reversed(edition.chain)],
            "public_key": press.public_key,
            "say_period": say_period,
        },
    )


def _volume(edition: Edition) -> Mapping[str, Any]:
    """What was published so far: noisy totals."""
    return figures.volume(edition)


def _corrections(edition: Edition, stored: Stored) -> dict[str, Any]:
    """What was said later about a release."""
    return {"errata": edition.errata(stored.id), "is_withdrawn": edition.is_withdrawn(stored.id)}
