"""One release as a folder of files: data in every format, pages, pictures, posters, and how to check them."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from flask_babel import gettext

from app import publication
from app.publication import Edition
from app.release import Stored
from app.site import figures, pages
from app.site.press import STATIC, Place, Press, say_period, speaking
from maps import export, geopackage
from maps.render import picture, poster, words
from maps.render.poster import Sheet
from maps.render.view import View
from maps.render.words import Words

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
    """The files with their checksums, as `sha256sum --check` reads them."""

    def sums() -> bytes:
        lines = [f"{hashlib.sha256(make()).hexdigest()}  {name}" for name, make in sorted(made.items())]
        return ("\n".join(lines) + "\n").encode()

    return {**made, "SHA256SUMS": sums}


def _bulletin_entries(press: Press, edition: Edition, stored: Stored) -> dict[str, Maker]:
    found: dict[str, Maker] = {"counts.csv": lambda: counts_csv(stored)}
    for lang in press.languages:
        found[f"index.{lang}.html"] = _spoken(
            press, lang, partial(pages.bulletin, press, edition, stored, lang)
        )
    return found


def _map_entries(press: Press, edition: Edition, stored: Stored) -> dict[str, Maker]:
    is_shown = publication.fit(stored) is not None and not edition.is_withdrawn(stored.id)
    found: dict[str, Maker] = {}
    for lang in press.languages:
        found[f"index.{lang}.html"] = _spoken(
            press, lang, partial(pages.release_map, press, edition, stored, lang)
        )
    if not is_shown:
        return found
    view = publication.to_view(edition, stored)
    found |= {name: _encoded(write, view) for name, write in FORMATS.items()}
    found |= {
        "map.css": lambda: pages.compose(view).page.css.encode(),
        "map.js": lambda: pages.compose(view).page.js.encode(),
        "data.js": lambda: pages.compose(view).page.data_js.encode(),
        "spots.csv": lambda: spots_csv(edition, stored),
        "districts.csv": lambda: districts_csv(edition, stored),
        "trends.csv": lambda: trends_csv(edition, stored.last),
    }
    for lang in press.languages:
        found |= _spoken_map(press, edition, stored, view, lang)
    return found


def _spoken_map(press: Press, edition: Edition, stored: Stored, view: View, lang: str) -> dict[str, Maker]:
    fonts = STATIC / "vendor" / "fonts"
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


def _foot(press: Press) -> str:
    host = press.public_url.partition("://")[2]
    return " · ".join([host, *press.numbers])


def write_csv(head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> bytes:
    """Rows as CSV (RFC 4180), text guarded against being read as a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([export.guard(value) for value in row] for row in rows)
    return text.getvalue().encode()


def counts_csv(stored: Stored) -> bytes:
    """A bulletin's tables, a row a number, as they were published: signed integers."""
    rows = [
        (stored.id, stored.first, stored.last, table.name, row, column, count, round(table.noise_sd, 2))
        for table in publication.tables(stored).values()
        for row, counts in zip(table.rows, table.array().tolist(), strict=True)
        for column, count in zip(table.columns, counts, strict=True)
    ]
    head = ("release", "period_from", "period_to", "table", "row", "column", "published", "noise_sd")
    return write_csv(head, [tuple(map(_plain, row)) for row in rows])


def _plain(value: object) -> str | int | float:
    return value if isinstance(value, (int, float, str)) else str(value)


def spots_csv(edition: Edition, stored: Stored) -> bytes:
    """The hot and cold cells with their numbers and course."""
    rows = [
        (
            stored.id,
            one.spot.cell,
            one.spot.resolution,
            one.row.lon,
            one.row.lat,
            one.row.place,
            one.spot.kind,
            one.spot.reach,
            one.spot.observed,
            round(one.spot.expected, 1),
            round(one.spot.noise_sd, 2),
            f"{one.spot.q:.2g}",
            one.course,
        )
        for one in figures.spot_rows(edition, stored)
    ]
    head = (
        "release", "cell", "resolution", "lon", "lat", "place", "kind", "reach", "observed", "expected",
        "noise_sd", "q", "course",
    )  # fmt: skip
    return write_csv(head, rows)


def districts_csv(edition: Edition, stored: Stored) -> bytes:
    """The sums by district with the noise of each sum."""
    rows = [
        (
            stored.id,
            str(stored.first),
            str(stored.last),
            level,
            one.district,
            round(one.estimate, 1),
            one.low,
            one.high,
            one.state,
            round(one.sd, 2),
            round(one.measured, 3),
        )
        for level, sums in figures.district_sums(edition, stored)
        for one in sums
    ]
    head = (
        "release", "period_from", "period_to", "level", "district", "estimate", "low", "high", "state",
        "noise_sd", "share_measured",
    )  # fmt: skip
    return write_csv(head, rows)


def trends_csv(edition: Edition, until: date) -> bytes:
    """The changes in reports a month with their ranges."""
    rows = [
        (
            one.key,
            one.before.id,
            one.after.id,
            one.trend.verdict,
            round(one.trend.change, 1),
            round(one.trend.low, 1),
            round(one.trend.high, 1),
        )
        for one in figures.trend_rows(edition, until)
    ]
    return write_csv(("what", "before", "after", "verdict", "change_a_month", "low", "high"), rows)


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
        "",
        "release.json is the release as it was signed; everything else is made from it. Open index.en.html",
        "(or index.<language>.html) in a browser; no connection is needed.",
        "",
        "To check it:  sha256sum --check SHA256SUMS",
        f"              python -m maps.ledger release.json --key {press.public_key}",
        "The key must come from somewhere you trust more than this folder.",
    ]
    for correction in edition.errata(stored.id):
        what = "display withdrawn" if correction["withdraw"] else f"marks {' '.join(correction['cells'])}"
        lines += ["", f"Correction of {correction['published']}: {what}: {correction['reason']}"]
    return "\n".join([*lines, ""])
