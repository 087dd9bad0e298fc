"""One release as a folder of files: data in every format, pages, pictures, posters, and how to check them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import partial

from flask_babel import gettext

from app import publication
from app.archive import Stored
from app.publication import Edition
from app.site import likely, pages, sheets
from app.site.press import STATIC, Place, Press, say_period, speaking
from maps import export, geopackage
from maps.render import picture, poster, words
from maps.render.poster import Sheet
from maps.render.view import View
from maps.render.words import Words

SUMS = "SHA256SUMS"
LIKELY = (
    "likely.csv ranks small hexagons by their likeliest number of reports, worked out from what was",
    "published; it is no count.",
)

Maker = Callable[[], bytes]
"""Makes one file's bytes; the same edition gives the same bytes."""

FORMATS: Mapping[str, Callable[[View], str | bytes]] = {
    "cells.csv": export.to_csv,
    "cells.hxl.csv": export.to_hxl,
    "cells.geojson": export.to_geojson,
    "cells.kml": export.to_kml,
    "cells.gpkg": geopackage.write,
}
LICENCE = """\
The numbers, maps and tables in this folder may be used by anyone for anything under the Creative Commons
Attribution 4.0 International licence: https://creativecommons.org/licenses/by/4.0/
Say where they come from, and that random noise was added to every number.

Scripts and styles: Safelight, AGPL-3.0-or-later; Leaflet, BSD-2-Clause (its licence lies beside it).
"""


def entries(press: Press, edition: Edition, stored: Stored) -> dict[str, Maker]:
    """A release's files by name in its folder, without the checksums."""
    found: dict[str, Maker] = {
        "release.json": lambda: stored.file,
        "README.txt": lambda: _readme(press, edition, stored).encode(),
        "LICENCE.txt": lambda: LICENCE.encode(),
        "ATTRIBUTION.txt": lambda: _attribution(press, edition).encode(),
    }
    for at, entry in enumerate(edition.errata(stored.id), start=1):
        signed = edition.find(entry["id"])
        assert signed is not None
        found[f"erratum-{at}.json"] = _constant(signed.file)
    if stored.kind == "map":
        return found | _map_entries(press, edition, stored)
    return found | _bulletin_entries(press, edition, stored)


def complete(made: Mapping[str, Maker]) -> dict[str, Maker]:
    """The files with their checksums, as `sha256sum --check` reads them.

    A file that was made before them is not made again: posters of a large map take minutes.
    """
    digests: dict[str, str] = {}

    def note(name: str) -> bytes:
        body = made[name]()
        digests[name] = hashlib.sha256(body).hexdigest()
        return body

    def sums() -> bytes:
        for name in made.keys() - digests.keys():
            note(name)
        return "".join(f"{digests[name]}  {name}\n" for name in sorted(made)).encode()

    return {**{name: partial(note, name) for name in made}, SUMS: sums}


def _bulletin_entries(press: Press, edition: Edition, stored: Stored) -> dict[str, Maker]:
    found: dict[str, Maker] = {}
    if not edition.is_withdrawn(stored.id):
        found["counts.csv"] = lambda: sheets.counts_csv(stored)
    for lang in press.languages:
        found[f"index.{lang}.html"] = _spoken(
            press, lang, partial(pages.bulletin, press, edition, stored, lang)
        )
    return found


def _map_entries(press: Press, edition: Edition, stored: Stored) -> dict[str, Maker]:
    found: dict[str, Maker] = {}
    for lang in press.languages:
        found[f"index.{lang}.html"] = _spoken(
            press, lang, partial(pages.release_map, press, edition, stored, lang)
        )
    if not edition.is_placed(stored):
        return found
    view = likely.to_view(edition, stored)
    found |= {name: _encoded(write, view) for name, write in FORMATS.items()}
    found |= {
        "map.css": lambda: pages.compose(view).page.css.encode(),
        "map.js": lambda: pages.compose(view).page.js.encode(),
        "data.js": lambda: pages.compose(view).page.data_js.encode(),
        "spots.csv": lambda: sheets.spots_csv(edition, stored),
        "likely.csv": lambda: likely.write_csv(edition, stored),
        "districts.csv": lambda: sheets.districts_csv(edition, stored),
        "trends.csv": lambda: sheets.trends_csv(edition, stored.last),
    }
    for lang in press.languages:
        found |= _spoken_map(press, edition, stored, lang)
    return found


def _spoken_map(press: Press, edition: Edition, stored: Stored, lang: str) -> dict[str, Maker]:
    fonts, view = STATIC / "vendor" / "fonts", publication.to_view_in(edition, stored, lang)
    place = Place(lang, "table", "../../")

    def sheet() -> Sheet:
        return Sheet(say_period(stored.first, stored.last), _foot(press), lang)

    made: dict[str, Maker] = {
        f"table.{lang}.html": lambda: pages.table(press, edition, stored, place, ""),
        f"picture.{lang}.svg": lambda: picture.draw(view, _words()).svg.encode(),
        f"map.{lang}.png": lambda: poster.png(view, _words(), sheet(), fonts),
        f"poster.{lang}.pdf": lambda: poster.pdf(view, _words(), sheet(), fonts),
    }
    return {name: _spoken(press, lang, make) for name, make in made.items()}


def _spoken(press: Press, lang: str, make: Maker) -> Maker:
    def spoken() -> bytes:
        with speaking(press.app, lang):
            return make()

    return spoken


def _constant(body: bytes) -> Maker:
    return lambda: body


def _encoded(write: Callable[[View], str | bytes], view: View) -> Maker:
    def encoded() -> bytes:
        body = write(view)
        return body.encode() if isinstance(body, str) else body

    return encoded


def _words() -> Words:
    return words.translated(gettext)


def _foot(press: Press) -> tuple[str, ...]:
    return (press.public_url.partition("://")[2], *press.numbers)


def _attribution(press: Press, edition: Edition) -> str:
    lines = [f"Reports: {edition.names.place or 'Safelight'}, released by Safelight, {press.public_url}"]
    lines += ["Cells: H3, Apache-2.0. Map drawing: Leaflet, BSD-2-Clause."]
    return "\n".join([*lines, *(f"Place names: {text}" for text in edition.names.attributions), ""])


def _readme(press: Press, edition: Edition, stored: Stored) -> str:
    entry = stored.entry
    lines = [
        f"{stored.id}: {edition.names.place}, {stored.first} to {stored.last}",
        f"Published {stored.published_on}.",
        "",
        "Random noise was added to every number before it was published (differential privacy: epsilon is",
        f"{entry['epsilon']['release']:g} in this release, {entry['epsilon']['life']:g} in a report's life).",
        "Every row of every table states its noise_sd. Blank does not mean safe.",
        *(LIKELY if edition.is_placed(stored) else ()),
        "",
        "release.json is the release as it was signed; everything else is made from it. Open index.en.html",
        "(or index.<language>.html) in a browser; no connection is needed.",
        "",
        "To check it:  sha256sum --check SHA256SUMS",
        f"              python -m maps.ledger release.json --key {press.public_key}",
        "The second is run where Safelight's program lies; it asks no database and no network. Several files",
        "are checked as a chain too; with --site FOLDER in their place a copy of the whole site, which shows",
        "whether a release is missing or was drawn twice. What is wrong is named by table and line.",
        "The key must come from somewhere you trust more than this folder.",
    ]
    for correction in edition.errata(stored.id):
        what = "display withdrawn" if correction["withdraw"] else f"marks {' '.join(correction['cells'])}"
        lines += ["", f"Correction of {correction['published']}: {what}: {correction['reason']}"]
    return "\n".join([*lines, ""])
